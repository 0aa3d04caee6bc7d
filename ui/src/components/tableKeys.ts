// The keys of the table, put to work by screens and their parts.

import { type KeyboardEvent, useMemo } from "react";
import { type Command, isMeant, useLayer } from "./keys";
import {
  ANYWHERE,
  type KeyEntry,
  PART_KEYS,
  type PartBlock,
  SCREEN_KEYS,
  type ScreenBlock,
} from "./keyTable";

/** What a key does: always, or with when it can be done and another label than the table's. */
export type Deed =
  | (() => void)
  | {
      run: () => void;
      when?: () => boolean;
      label?: string;
      /** The palette leaves it out: it makes sense as a key only. */
      onlyKey?: boolean;
    };

/** Offers what a screen can do while it is mounted: a deed for each key of the block, and commands without keys. */
export function useKeys<Block extends ScreenBlock>(
  block: Block,
  deeds: Record<keyof (typeof SCREEN_KEYS)[Block]["keys"], Deed>,
  keyless: readonly Omit<Command, "keys">[] = [],
): void {
  const { title, keys } = SCREEN_KEYS[block];
  const commands = Object.entries<KeyEntry>(keys).map(([name, entry]): Command => {
    const deed = (deeds as Record<string, Deed>)[name];
    const told = typeof deed === "function" ? { run: deed } : deed;
    return { ...entry, run: () => {}, ...told, label: told?.label ?? entry.label };
  });
  useLayer({ group: title, commands: [...commands, ...keyless], below: title === ANYWHERE });
}

/** What a key of a part does; `key` says which of several it was. False: it was not meant for the part now. */
export type PartDeed = (key: string) => unknown;

/**
 * The handler of a part's keys, for its `onKeyDown`; while the part is mounted they stand in the list of keys. With
 * `itself` only keys on the element itself count, not on what stands within it.
 */
export function usePartKeys<Block extends PartBlock>(
  block: Block,
  deeds: Record<keyof (typeof PART_KEYS)[Block]["keys"], PartDeed>,
  itself = false,
): (event: KeyboardEvent) => void {
  const { title, keys } = PART_KEYS[block];
  const entries = useMemo(() => Object.entries<KeyEntry>(keys), [keys]);
  const listed = entries.map(([, entry]): Command => ({ ...entry, run: () => {} }));
  useLayer({ group: title, commands: listed, ofPart: true });
  return (event) => {
    if (event.nativeEvent.isComposing || (itself && event.target !== event.currentTarget)) return;
    for (const [name, entry] of entries) {
      if (![entry.keys].flat().some((spec) => isMeant(spec, event))) continue;
      if ((deeds as Record<string, PartDeed>)[name]?.(event.key) !== false) event.preventDefault();
      return;
    }
  };
}

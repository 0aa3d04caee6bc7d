// One registry for what the keyboard can do now. What is registered here works, stands in the palette and in the
// list of keys. Which keys there are is written in `keyTable.ts`.

import { createContext, useContext, useEffect, useLayoutEffect, useRef } from "react";
import type { ListedKey } from "./keyTable";

export interface Command {
  /** As in `mod+k`, `j`, `?`, `Space`, `shift+ArrowRight`; several where all of them work, the first is shown.
      Absent: only the palette offers it. */
  keys?: string | readonly string[];
  /** What it does, for the palette and the list of keys. */
  label: string;
  run: () => void;
  /** Whether it can be done now; absent: always. */
  when?: () => boolean;
  /** The palette leaves it out: it makes sense as a key only. */
  onlyKey?: boolean;
}

export interface Listed extends Command {
  group: string;
}

/** What of a key press matters here. A frame that holds the focus hands these on. */
export interface Press {
  key: string;
  ctrlKey?: boolean;
  metaKey?: boolean;
  altKey?: boolean;
  shiftKey?: boolean;
}

/** Commands of one component, or without a group a dialog: what lies on a lower level does not work while it is open. */
interface Layer {
  group?: string;
  level: number;
  /** The keys of a part work by its own handler: they are only listed. */
  ofPart?: boolean;
  commands: () => Command[];
}

/** How many dialogs a component stands in. */
export const DialogLevel = createContext(0);

let layers: readonly Layer[] = [];

function add(layer: Layer, below = false): () => void {
  layers = below ? [layer, ...layers] : [...layers, layer];
  return () => {
    layers = layers.filter((other) => other !== layer);
  };
}

interface LayerAsk {
  group: string;
  commands: Command[];
  /** Whether it lies below all that is there. */
  below?: boolean;
  ofPart?: boolean;
}

/** Offers these commands while the component is mounted. What came later wins where keys are the same. */
export function useLayer({ group, commands, below = false, ofPart = false }: LayerAsk): void {
  const latest = useRef(commands);
  useLayoutEffect(() => {
    latest.current = commands;
  });
  const level = useContext(DialogLevel);
  useEffect(
    () => add({ group, level, ofPart, commands: () => latest.current }, below),
    [group, level, ofPart, below],
  );
}

/** While it is mounted only what stands within it can be done; returns the level of what does. */
export function useDialogLevel(): number {
  const level = useContext(DialogLevel) + 1;
  useEffect(() => add({ level, commands: () => [] }), [level]);
  return level;
}

/** All that can be done now, innermost group last. */
export function listCommands(): Listed[] {
  return layersNow()
    .filter((layer) => !layer.ofPart)
    .flatMap(({ group, commands }) => (group ? commands().map((command) => ({ ...command, group })) : []));
}

/** All keys that work now, those of parts that can have the focus behind those that need none. */
export function listKeys(): ListedKey[] {
  const listed = layersNow().flatMap(({ group, commands, ofPart }) =>
    commands().flatMap(({ keys, label }) =>
      group && keys !== undefined ? [{ group, keys, label, focused: ofPart }] : [],
    ),
  );
  return [...listed.filter((key) => !key.focused), ...listed.filter((key) => key.focused)];
}

function layersNow(): readonly Layer[] {
  const open = layers.filter((layer) => layer.group === undefined).map((layer) => layer.level);
  const least = Math.max(0, ...open);
  return layers.filter((layer) => layer.level >= least);
}

/** Runs what belongs to a key press; whether there was anything. */
export function press(event: Press, inField = false): boolean {
  for (const command of listCommands().reverse()) {
    const specs = specsOf(command);
    if (!specs.some((spec) => isMeant(spec, event) && (!inField || spec.startsWith("mod+")))) continue;
    if (command.when && !command.when()) continue;
    command.run();
    return true;
  }
  return false;
}

/** Listens to a window's key presses; returns how to stop. */
export function listenToKeys(target: Window): () => void {
  const onKey = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing) return;
    if (belongsToControl(event)) return;
    if (press(event, isField(event.target))) event.preventDefault();
  };
  target.addEventListener("keydown", onKey);
  return () => target.removeEventListener("keydown", onKey);
}

function specsOf({ keys }: Command): readonly string[] {
  if (keys === undefined) return [];
  return typeof keys === "string" ? [keys] : keys;
}

/** The keys that stand for a command where only one can be shown. */
export function shownKeys(command: Command): string | undefined {
  return specsOf(command)[0];
}

/** Whether a key press is the one that `spec` names. */
export function isMeant(spec: string, event: Press): boolean {
  const { key, mod, shift, alt } = parse(spec);
  const pressed = event.key === " " ? "Space" : event.key;
  if (Boolean(event.ctrlKey || event.metaKey) !== mod || Boolean(event.altKey) !== alt) return false;
  if (pressed.toLowerCase() !== key.toLowerCase()) return false;
  // Which of `?`, `+` or `/` needs shift depends on the keyboard; letters and named keys do not.
  const isSign = key.length === 1 && key.toLowerCase() === key.toUpperCase();
  return isSign || Boolean(event.shiftKey) === shift;
}

function parse(spec: string) {
  const parts = spec === "+" ? ["+"] : spec.split(/\+(?=.)/);
  return {
    key: parts.at(-1) ?? "",
    mod: parts.includes("mod") && parts.length > 1,
    shift: parts.includes("shift") && parts.length > 1,
    alt: parts.includes("alt") && parts.length > 1,
  };
}

const NAMES: Record<string, string> = {
  mod: "Ctrl",
  shift: "Shift",
  alt: "Alt",
  ArrowLeft: "←",
  ArrowRight: "→",
  ArrowUp: "↑",
  ArrowDown: "↓",
  Enter: "↵",
  Escape: "Esc",
};

/** `mod+k` as `["Ctrl", "K"]`. */
export function keyNames(spec: string): string[] {
  const parts = spec === "+" ? ["+"] : spec.split(/\+(?=.)/);
  return parts.map(
    (part) => NAMES[part] ?? (part.length === 1 && parts.length > 1 ? part.toUpperCase() : part),
  );
}

const NOT_TYPED_INTO = new Set(["checkbox", "radio", "button", "submit", "reset", "range", "file", "color"]);

function isField(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return !NOT_TYPED_INTO.has(target.type);
  if (target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLElement && target.isContentEditable;
}

/** A focused button is pressed by Enter and Space, and a group of radios moved by arrows, whatever is registered. */
function belongsToControl(event: KeyboardEvent): boolean {
  const target = event.target;
  if (!(target instanceof HTMLElement) || event.ctrlKey || event.metaKey) return false;
  const presses = event.key === "Enter" || event.key === " ";
  if (presses && target.matches("button, a[href], summary, input:not([type=text]), [role=button]"))
    return true;
  const moves = event.key.startsWith("Arrow") || event.key === "Home" || event.key === "End";
  return moves && target.matches("input[type=radio], input[type=range]");
}

import { useEffect, useId, useRef, useState } from "react";
import { ANYWHERE, Dialog, Icon, Keys, type Listed, shownKeys, usePartKeys } from "../components";
import { bestFirst } from "./fuzzy";
import styles from "./Palette.module.css";

interface PaletteProps {
  /** What could be done before the palette was opened. */
  commands: readonly Listed[];
  onSearch: (text: string) => void;
  onClose: () => void;
}

interface Entry {
  group: string;
  label: string;
  keys?: string;
  run: () => void;
}

/** Every command, found by a few letters of it; what is no command is searched for in the recordings. */
export function Palette({ commands, onSearch, onClose }: PaletteProps) {
  const [asked, setAsked] = useState("");
  const [at, setAt] = useState(0);
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const entries = entriesFor(commands, asked, onSearch);
  const chosen = Math.min(at, entries.length - 1);

  useEffect(() => {
    list.current?.children[chosen]?.scrollIntoView({ block: "nearest" });
  }, [chosen]);

  const run = (entry: Entry | undefined) => {
    if (!entry) return;
    onClose();
    // After the dialog is gone: what the command opens or focuses must not lie behind it.
    setTimeout(entry.run);
  };
  const onKeyDown = usePartKeys("palette", {
    move: (key) => {
      if (entries.length === 0) return false;
      setAt((chosen + (key === "ArrowDown" ? 1 : -1) + entries.length) % entries.length);
    },
    run: () => run(entries[chosen]),
  });

  return (
    <Dialog title="Commands" onClose={onClose} bare>
      <div className={styles.field}>
        <Icon name="search" />
        <input
          autoFocus
          role="combobox"
          aria-label="Command or search"
          aria-expanded="true"
          aria-controls={`${id}-list`}
          aria-activedescendant={chosen >= 0 ? `${id}-${chosen}` : undefined}
          placeholder="Type a command, or what to search for"
          value={asked}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => {
            setAsked(event.target.value);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <div ref={list} id={`${id}-list`} role="listbox" aria-label="Commands" className={styles.list}>
        {entries.map((entry, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard stays in the field above
          <div
            key={`${entry.group} ${entry.label}`}
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === chosen}
            className={styles.item}
            onPointerMove={() => setAt(index)}
            onClick={() => run(entry)}
          >
            <span className={styles.label}>{entry.label}</span>
            <span className={styles.group}>{entry.group}</span>
            {entry.keys && <Keys of={entry.keys} />}
          </div>
        ))}
      </div>
    </Dialog>
  );
}

/** What the palette offers: commands that answer, the screen's own first, and the search at the end. */
export function entriesFor(
  commands: readonly Listed[],
  asked: string,
  onSearch: (text: string) => void,
): Entry[] {
  const possible = commands
    .filter((command) => !command.onlyKey && (!command.when || command.when()))
    .map((command) => ({ ...command, keys: shownKeys(command) }));
  const ofScreen = possible.filter((command) => command.group !== ANYWHERE);
  const anywhere = possible.filter((command) => command.group === ANYWHERE);
  const found = bestFirst<Entry>(
    asked,
    [...ofScreen, ...anywhere],
    (entry) => `${entry.label} ${entry.group}`,
  );
  const text = asked.trim();
  if (text === "") return found;
  return [...found, { group: "Search", label: `Search recordings for “${text}”`, run: () => onSearch(text) }];
}

import { type Ref, useEffect, useRef, useState } from "react";
import { IconButton, usePartKeys } from "../../components";
import { count } from "../../components/format";
import styles from "./AgentRun.module.css";
import { countUntil } from "./rows";
import { type InRun, MOST_HITS } from "./useFind";

interface FindBarProps {
  field: Ref<HTMLInputElement>;
  text: string;
  onText: (text: string) => void;
  find: InRun;
  current: number;
  onHit: (direction: 1 | -1) => void;
}

export function FindBar({ field, text, onText, find, current, onHit }: FindBarProps) {
  const none = (find.hits?.length ?? 0) === 0;
  const [asked, setAsked] = useState<1 | -1 | null>(null);
  // Enter before the answer came: it is meant for the answer.
  useEffect(() => {
    if (asked === null || find.hits === null) return;
    setAsked(null);
    onHit(asked);
  }, [asked, find.hits, onHit]);
  const bar = useRef<HTMLElement>(null);
  const onKeyDown = usePartKeys("findInRun", {
    next: () => setAsked(1),
    previous: () => setAsked(-1),
    leave: () => {
      onText("");
      bar.current?.querySelector("input")?.blur();
    },
  });
  return (
    <search ref={bar} className={styles.find}>
      <input
        ref={field}
        type="search"
        className={styles.field}
        value={text}
        placeholder="Find in run"
        aria-label="Find in run"
        aria-keyshortcuts="/"
        onChange={(event) => onText(event.target.value)}
        onKeyDown={onKeyDown}
      />
      {text !== "" && (
        <>
          <span className={styles.found} role="status">
            {foundWords(find, current)}
          </span>
          <IconButton
            icon="chevronUp"
            label="Previous hit"
            keys="shift+Enter"
            disabled={none}
            onClick={() => onHit(-1)}
          />
          <IconButton
            icon="chevronDown"
            label="Next hit"
            keys="Enter"
            disabled={none}
            onClick={() => onHit(1)}
          />
        </>
      )}
    </search>
  );
}

export function foundWords({ hits, failure }: InRun, current: number): string {
  if (failure) return "Could not be searched";
  if (hits === null) return "Searching…";
  if (hits.length === 0) return "Not in this run";
  const total = `${count(hits.length)}${hits.length >= MOST_HITS ? "+" : ""}`;
  const position = countUntil(hits, current);
  return hits[position - 1] === current ? `${count(position)} of ${total}` : `${total} found`;
}

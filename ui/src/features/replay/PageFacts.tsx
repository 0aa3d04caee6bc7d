import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo, useRef, useState } from "react";
import { classes, Field, Icon, type IconName, Untrusted, usePartKeys } from "../../components";
import { clockTime, counted } from "../../components/format";
import type { Clock } from "./clock";
import { currentFact } from "./facts";
import type { Fact } from "./messages";
import styles from "./PageFacts.module.css";
import { useClock } from "./useClock";

const ROW_PX = 46;

/** What the page told beside its picture: console output, addresses, events of its own. A click jumps there. */
export function PageFacts({
  clock,
  facts,
  loading,
  asked,
}: {
  clock: Clock;
  facts: readonly Fact[];
  loading: boolean;
  /** How often somebody asked to search in it: the field takes the focus each time. */
  asked: number;
}) {
  const [text, setText] = useState("");
  const field = useRef<HTMLDivElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const shown = useMemo(() => matching(facts, text), [facts, text]);
  const current = useClock(clock, ({ atMs }) => currentFact(shown, atMs));
  const rows = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 8,
  });
  useEffect(() => {
    if (current >= 0) rows.scrollToIndex(current);
  }, [rows, current]);
  useEffect(() => {
    if (asked > 0) field.current?.querySelector("input")?.focus();
  }, [asked]);
  const onKeyDown = usePartKeys("facts", {
    leave: () => {
      setText("");
      field.current?.querySelector("input")?.blur();
    },
  });
  return (
    <section className={styles.facts} aria-label="Console and pages">
      <header className={styles.head}>
        <h2>Console and pages</h2>
        <span className={styles.total}>{counted(shown.length, "line")}</span>
      </header>
      <div ref={field} className={styles.find}>
        <Field
          label="Find in console and pages"
          hideLabel
          type="search"
          placeholder="Find…"
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={onKeyDown}
        />
      </div>
      <div ref={scroller} className={styles.scroll}>
        <ol className={styles.list} style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map((row) => {
            const fact = shown[row.index];
            if (!fact) return null;
            return (
              <li
                key={row.key}
                ref={rows.measureElement}
                data-index={row.index}
                className={styles.row}
                style={{ transform: `translateY(${row.start}px)` }}
                aria-posinset={row.index + 1}
                aria-setsize={shown.length}
              >
                <FactLine fact={fact} current={row.index === current} onJump={() => clock.seek(fact.atMs)} />
              </li>
            );
          })}
        </ol>
        {shown.length === 0 && !loading && (
          <p className={styles.none}>
            {text ? "No line has these words." : "Nothing was written to the console up to here."}
          </p>
        )}
      </div>
      <p className={styles.foot}>Lists the parts that were loaded. Play on or seek to list more.</p>
    </section>
  );
}

function FactLine({ fact, current, onJump }: { fact: Fact; current: boolean; onJump: () => void }) {
  const { icon, word, tone } = lookOf(fact);
  return (
    <button
      type="button"
      className={classes(styles.line, current && styles.current)}
      aria-current={current ? "time" : undefined}
      onClick={onJump}
    >
      <span className={styles.time}>{clockTime(fact.atMs)}</span>
      <span className={classes(styles.word, tone && styles[tone])}>
        <Icon name={icon} size={12} />
        <Untrusted text={word} max={20} />
      </span>
      <span className={styles.text}>
        <Untrusted text={fact.text} max={400} />
      </span>
    </button>
  );
}

function lookOf({ kind, level }: Fact): { icon: IconName; word: string; tone?: "error" | "warn" } {
  if (kind === "page") return { icon: "link", word: "Page" };
  if (kind === "custom") return { icon: "more", word: "Event" };
  if (level === "error" || level === "assert") return { icon: "error", word: "Error", tone: "error" };
  if (level === "warn") return { icon: "warning", word: "Warning", tone: "warn" };
  return { icon: "terminal", word: level.charAt(0).toUpperCase() + level.slice(1) };
}

function matching(facts: readonly Fact[], text: string): readonly Fact[] {
  const words = text.trim().toLowerCase();
  if (!words) return facts;
  return facts.filter((fact) => `${fact.level} ${fact.text}`.toLowerCase().includes(words));
}

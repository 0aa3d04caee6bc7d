import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo, useRef, useState } from "react";
import { classes, ErrorNote, Field, Icon, Select, Skeleton, Untrusted, usePartKeys } from "../../components";
import { clockTime, count, counted } from "../../components/format";
import type { Fact, Facts, Failure } from "../../contract";
import type { Clock } from "./clock";
import { factLook } from "./factLook";
import { type FactGroup, GROUPS, groupsIn, matching } from "./facts";
import { currentOf } from "./marks";
import styles from "./PageFacts.module.css";
import { useClock } from "./useClock";

const ROW_PX = 46;
const NAMES: Record<FactGroup, string> = {
  error: "Errors",
  warn: "Warnings",
  log: "Log",
  page: "Pages",
  event: "Events",
};

interface PageFactsProps {
  clock: Clock;
  /** Absent until they came, and where they cannot be had. */
  facts?: Facts;
  failure?: Failure;
  onRetry: () => void;
  /** How often somebody asked to search in it: the field takes the focus each time. */
  asked: number;
}

/**
 * What the page told beside its picture, over all of the recording: console, errors, addresses and titles, events of
 * its own. A click jumps there.
 */
export function PageFacts({ clock, facts, failure, onRetry, asked }: PageFactsProps) {
  const [text, setText] = useState("");
  const [group, setGroup] = useState<FactGroup | "">("");
  const field = useRef<HTMLDivElement>(null);
  const all = useMemo(() => facts?.items ?? [], [facts]);
  const counts = useMemo(() => groupsIn(all), [all]);
  const shown = useMemo(() => matching(all, group, text), [all, group, text]);
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
        <span className={styles.total} role="status">
          {facts && counted(shown.length, "line")}
        </span>
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
        <Select
          label="Kind of lines"
          hideLabel
          small
          value={group}
          options={[
            { value: "" as const, label: `All lines (${count(all.length)})` },
            ...GROUPS.map((one) => ({ value: one, label: `${NAMES[one]} (${count(counts[one])})` })),
          ]}
          onChange={setGroup}
        />
      </div>
      {failure ? (
        <div className={styles.scroll}>
          <ErrorNote failure={failure} title="The lines could not be listed" onRetry={onRetry} />
        </div>
      ) : facts ? (
        <Lines
          clock={clock}
          shown={shown}
          needle={text.trim()}
          narrowed={text.trim() !== "" || group !== ""}
        />
      ) : (
        <Skeleton lines={6} label="Loading console and pages" />
      )}
      {facts && facts.left_out > 0 && (
        <p className={styles.foot}>{`${count(facts.left_out)} more that say less are not kept.`}</p>
      )}
    </section>
  );
}

interface LinesProps {
  clock: Clock;
  shown: readonly Fact[];
  /** What is looked for. */
  needle: string;
  narrowed: boolean;
}

function Lines({ clock, shown, needle, narrowed }: LinesProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const times = useMemo(() => shown.map(({ at_ms }) => at_ms), [shown]);
  const current = useClock(clock, ({ atMs }) => currentOf(times, atMs));
  const rows = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 8,
  });
  useEffect(() => {
    if (current >= 0) rows.scrollToIndex(current);
  }, [rows, current]);
  return (
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
              <Line
                fact={fact}
                needle={needle}
                current={row.index === current}
                onJump={() => clock.seek(fact.at_ms)}
              />
            </li>
          );
        })}
      </ol>
      {shown.length === 0 && (
        <p className={styles.none}>
          {narrowed ? "No line is of this kind and has these words." : "The page told nothing."}
        </p>
      )}
    </div>
  );
}

interface LineProps {
  fact: Fact;
  needle: string;
  current: boolean;
  onJump: () => void;
}

function Line({ fact, needle, current, onJump }: LineProps) {
  const { icon, word, tone } = factLook(fact);
  return (
    <button
      type="button"
      className={classes(styles.line, current && styles.current)}
      aria-current={current ? "time" : undefined}
      onClick={onJump}
    >
      <span className={styles.time}>{clockTime(fact.at_ms)}</span>
      <span className={classes(styles.word, tone && styles[tone])}>
        <Icon name={icon} size={12} />
        <Untrusted text={word} max={20} />
      </span>
      <span className={styles.text}>
        <Untrusted text={fact.text} max={400} lines needle={needle} />
      </span>
    </button>
  );
}

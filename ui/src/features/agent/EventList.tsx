import { useVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useEffect, useId, useMemo, useRef, useState } from "react";
import { Button, usePartKeys } from "../../components";
import { useClock } from "../replay/useClock";
import styles from "./EventList.module.css";
import { EventDetail, EventLine } from "./EventRow";
import { labelOf } from "./label";
import { rowOfKey } from "./rows";
import { type Run, useEvents } from "./run";

const ROW = 28;
/** What an open row is taken to be before it was measured. */
const OPEN_ROW = ROW + 220;
/** Rows that fly by are not loaded: only those that stay. */
const STAYS_MS = 60;

interface EventListProps {
  run: Run;
  /** Rows in which something was found, ascending. */
  hits: readonly number[];
  needle: string;
  /** A row that is to be unfolded: what a search found. */
  unfold: number | null;
}

export function EventList({ run, hits, needle, unfold }: EventListProps) {
  const { outline, pages, clock, current, choose } = run;
  const total = outline.at_ms.length;
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set());
  const [follows, setFollows] = useState(true);
  const playing = useClock(clock, (state) => state.playing);
  const jumps = useClock(clock, (state) => state.jumps);
  const scroller = useRef<HTMLDivElement>(null);
  const id = useId();
  useEvents(pages);

  const virtual = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: (row) => (open.has(row) ? OPEN_ROW : ROW),
    overscan: 6,
  });
  const items = virtual.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? -1;
  const unlabelled = items.some((item) => !outline.labels[item.index]);

  useEffect(() => {
    if (!unlabelled) return;
    const timer = setTimeout(() => pages.want(first, last), STAYS_MS);
    return () => clearTimeout(timer);
  }, [pages, unlabelled, first, last]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a jump of the clock is what makes the list follow again
  useEffect(() => setFollows(true), [jumps]);
  useEffect(() => {
    if (follows && current >= 0) virtual.scrollToIndex(current, { align: "auto" });
  }, [follows, current, virtual]);

  const toggle = useCallback((row: number, opens?: boolean) => {
    setOpen((before) => {
      const next = new Set(before);
      if (opens ?? !before.has(row)) next.add(row);
      else next.delete(row);
      return next;
    });
  }, []);

  useEffect(() => {
    if (unfold !== null) toggle(unfold, true);
  }, [unfold, toggle]);

  const go = (key: string) => {
    const to = rowOfKey(key, current, total);
    if (to === null) return false;
    choose(to);
  };
  const onKeyDown = usePartKeys(
    "events",
    {
      step: go,
      leap: go,
      ends: go,
      fold: (key) => toggle(current, key === "ArrowRight"),
      toggle: () => toggle(current),
    },
    true,
  );

  const found = useMemo(() => new Set(hits), [hits]);
  const active = items.some((item) => item.index === current) ? `${id}-${current}` : undefined;
  return (
    <div className={styles.frame}>
      <div
        ref={scroller}
        className={styles.list}
        role="treegrid"
        aria-label="Events"
        aria-rowcount={total}
        aria-colcount={3}
        aria-activedescendant={active}
        tabIndex={0}
        onKeyDown={onKeyDown}
        onWheel={() => playing && setFollows(false)}
        onPointerDown={() => playing && setFollows(false)}
      >
        <div role="none" className={styles.space} style={{ height: virtual.getTotalSize() }}>
          {items.map(({ index: row, start }) => {
            const event = pages.event(row);
            const isOpen = open.has(row);
            return (
              <div
                // A row that leaves hands its elements to one that comes: making them anew costs most of a frame.
                key={isOpen ? `open ${row}` : row % items.length}
                role="none"
                ref={isOpen ? virtual.measureElement : undefined}
                data-index={row}
                className={styles.item}
                style={{ transform: `translateY(${start}px)` }}
              >
                <EventLine
                  id={`${id}-${row}`}
                  outline={outline}
                  row={row}
                  label={outline.labels[row] || (event ? labelOf(event) : null)}
                  isCurrent={row === current}
                  isOpen={isOpen}
                  isHit={found.has(row)}
                  onChoose={choose}
                  onToggle={toggle}
                />
                {isOpen && <EventDetail run={run} row={row} needle={found.has(row) ? needle : ""} />}
              </div>
            );
          })}
        </div>
      </div>
      {playing && !follows && (
        <Button className={styles.follow} icon="clock" onClick={() => setFollows(true)}>
          Follow the playhead
        </Button>
      )}
    </div>
  );
}

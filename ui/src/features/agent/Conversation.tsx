import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo, useRef, useState } from "react";
import { Button, usePartKeys } from "../../components";
import { useClock } from "../replay/useClock";
import styles from "./Conversation.module.css";
import { turnAt, turnsOf } from "./conversation";
import { rowOfKey } from "./rows";
import { type Run, useEvents } from "./run";
import { TurnCard } from "./Turn";

/** What a turn is taken to be before it was measured. */
const TURN = 120;
/** Turns that fly by are not loaded: only those that stay. */
const STAYS_MS = 60;

interface ConversationProps {
  run: Run;
  hits: readonly number[];
  needle: string;
}

/** Messages and tool calls of an imported trajectory, to be read from top to bottom. */
export function Conversation({ run, hits, needle }: ConversationProps) {
  const { outline, pages, clock, current, choose } = run;
  const turns = useMemo(() => turnsOf(outline), [outline]);
  const [follows, setFollows] = useState(true);
  const playing = useClock(clock, (state) => state.playing);
  const jumps = useClock(clock, (state) => state.jumps);
  const scroller = useRef<HTMLDivElement>(null);
  const at = turnAt(turns, current);
  useEvents(pages);

  const virtual = useVirtualizer({
    count: turns.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => TURN,
    overscan: 4,
  });
  const items = virtual.getVirtualItems();
  const inSight = virtual.range;
  const first = turns[items[0]?.index ?? 0]?.first ?? 0;
  const last = turns[items.at(-1)?.index ?? 0]?.last ?? -1;
  useEffect(() => {
    const timer = setTimeout(() => pages.want(first, last), STAYS_MS);
    return () => clearTimeout(timer);
  }, [pages, first, last]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a jump of the clock is what makes it follow again
  useEffect(() => setFollows(true), [jumps]);
  useEffect(() => {
    if (follows) virtual.scrollToIndex(at, { align: "auto" });
  }, [follows, at, virtual]);

  const go = (key: string) => {
    const to = rowOfKey(key, at, turns.length);
    const row = to === null ? undefined : turns[to]?.first;
    if (row === undefined) return false;
    choose(row);
  };
  // Page keys scroll: a turn may be longer than the window.
  const onKeyDown = usePartKeys("conversation", { step: go, ends: go }, true);

  const found = useMemo(() => new Set(hits.map((row) => turnAt(turns, row))), [hits, turns]);
  return (
    <div className={styles.frame}>
      <div
        ref={scroller}
        className={styles.scroller}
        role="feed"
        aria-label="Conversation"
        aria-busy={false}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
        tabIndex={0}
        onKeyDown={onKeyDown}
        onWheel={() => playing && setFollows(false)}
        onPointerDown={() => playing && setFollows(false)}
      >
        <div role="none" className={styles.space} style={{ height: virtual.getTotalSize() }}>
          {items.map((item) => {
            const turn = turns[item.index];
            return (
              turn && (
                <div
                  key={item.key}
                  role="none"
                  ref={virtual.measureElement}
                  data-index={item.index}
                  className={styles.item}
                  style={{ transform: `translateY(${item.start}px)` }}
                >
                  <TurnCard
                    run={run}
                    turn={turn}
                    position={item.index + 1}
                    total={turns.length}
                    isCurrent={item.index === at}
                    isInSight={
                      inSight !== null && item.index >= inSight.startIndex && item.index <= inSight.endIndex
                    }
                    needle={found.has(item.index) ? needle : ""}
                  />
                </div>
              )
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

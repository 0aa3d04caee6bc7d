import { type PointerEvent, useMemo, useRef, useState } from "react";
import { plainText } from "../../components";
import { clockTime } from "../../components/format";
import { lookOf } from "./kinds";
import { type Cluster, clustersOf, currentOf, nearest } from "./marks";
import { Playhead } from "./Playhead";
import { createScale } from "./scale";
import styles from "./Timeline.module.css";
import { TimelineHint } from "./TimelineHint";
import { heightOf, TimelinePlot } from "./TimelinePlot";
import { useClock } from "./useClock";
import type { Replay } from "./useReplay";
import { useSize } from "./useSize";

/** A pointer this near to a mark means the mark. */
const NEAR_PX = 6;
const LANE_WORDS = { web: "Web", agent: "Agent", screen: "Screen" } as const;

/** One timeline for everything that replays together: density, moments, a lane per recording, one playhead. */
export function Timeline({ replay }: { replay: Replay }) {
  const { clock, track, trouble, marks, lanes } = replay;
  const plot = useRef<HTMLDivElement>(null);
  const { width } = useSize(plot);
  const durationMs = useClock(clock, (state) => state.durationMs);
  const skipIdle = useClock(clock, (state) => state.skipIdle);
  const idle = useClock(clock, (state) => state.idle);
  const seconds = useClock(clock, (state) => Math.floor(state.atMs / 1000));
  const scale = useMemo(
    () => createScale(durationMs, width, skipIdle ? idle : []),
    [durationMs, width, skipIdle, idle],
  );
  const clusters = useMemo(() => clustersOf(marks, scale.x), [marks, scale]);
  const [pointed, setPointed] = useState<{ x: number; atMs: number; cluster?: Cluster } | null>(null);
  const [focused, setFocused] = useState(false);
  const times = useMemo(() => marks.map((mark) => mark.atMs), [marks]);
  // The moment that the playhead stands on: whoever steps with keys has no pointer to ask with.
  const stoodOn = useClock(clock, ({ atMs }) => {
    const place = currentOf(times, atMs);
    return times[place] === atMs ? place : -1;
  });
  const here = marks[stoodOn];
  const hereCluster = here && nearest(clusters, scale.x(here.atMs), NEAR_PX);
  const hint =
    pointed ?? (focused && hereCluster ? { x: hereCluster.x, atMs: here.atMs, cluster: hereCluster } : null);

  const under = (event: PointerEvent<HTMLElement>) => {
    const x = event.clientX - event.currentTarget.getBoundingClientRect().left;
    const cluster = nearest(clusters, x, NEAR_PX);
    return { x: cluster?.x ?? x, atMs: cluster?.lead.atMs ?? scale.at(x), cluster };
  };
  const height = heightOf(lanes.length);
  return (
    <div className={styles.timeline}>
      <div className={styles.names} aria-hidden="true">
        {lanes.map((lane) => (
          <span key={lane.id}>{LANE_WORDS[lane.kind]}</span>
        ))}
      </div>
      <div
        ref={plot}
        className={styles.plot}
        role="slider"
        tabIndex={0}
        aria-label="Time"
        aria-valuemin={0}
        aria-valuemax={Math.floor(durationMs / 1000)}
        aria-valuenow={seconds}
        aria-valuetext={`${clockTime(seconds * 1000)} of ${clockTime(durationMs)}${here ? `, ${lookOf(here.kind).word}: ${plainText(here.label, 120)}` : ""}`}
        onFocus={(event) => setFocused(event.currentTarget.matches(":focus-visible"))}
        onBlur={() => setFocused(false)}
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          clock.seek(under(event).atMs);
        }}
        onPointerMove={(event) => {
          const now = under(event);
          setPointed(now);
          if (event.buttons & 1)
            clock.seek(scale.at(event.clientX - event.currentTarget.getBoundingClientRect().left));
        }}
        onPointerLeave={() => setPointed(null)}
        onKeyDown={(event) => {
          // The other arrows, Home and End are keys of the whole replay.
          const up = event.key === "ArrowUp" || event.key === "PageUp";
          if (!up && event.key !== "ArrowDown" && event.key !== "PageDown") return;
          event.preventDefault();
          const by = event.key.startsWith("Page") ? durationMs / 10 : 1_000;
          clock.seek(clock.get().atMs + (up ? by : -by));
        }}
      >
        <TimelinePlot
          scale={scale}
          height={height}
          density={track?.density}
          ticks={track?.ticks_ms}
          clusters={clusters}
          lanes={lanes}
        />
        <Playhead clock={clock} scale={scale} height={height} />
        {hint && <TimelineHint {...hint} width={width} />}
      </div>
      {trouble && (
        <p className={styles.trouble}>Its activity cannot be drawn: {plainText(trouble.message, 300)}.</p>
      )}
    </div>
  );
}

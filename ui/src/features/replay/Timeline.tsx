import { type PointerEvent, useMemo, useRef, useState } from "react";
import { plainText, usePartKeys } from "../../components";
import { clockTime } from "../../components/format";
import { type Around, factsNear } from "./factsNear";
import { drawnSmall, stretchesDrawnSmall, stretchWords } from "./gaps";
import { lookOf } from "./kinds";
import { type Cluster, clustersOf, currentOf, type Mark, nearest } from "./marks";
import { Playhead } from "./Playhead";
import styles from "./Timeline.module.css";
import { TimelineHint } from "./TimelineHint";
import { heightOf, TimelinePlot } from "./TimelinePlot";
import { useClock } from "./useClock";
import type { Replay } from "./useReplay";
import { useSize } from "./useSize";
import { useTimelineView } from "./useTimelineView";
import { isInSight } from "./view";
import { ZoomControls } from "./ZoomControls";

/** A pointer this near to a mark means the mark. */
const NEAR_PX = 6;
const LANE_WORDS = { web: "Web", agent: "Agent", screen: "Screen" } as const;

interface Pointed {
  x: number;
  atMs: number;
  cluster?: Cluster;
  /** What is said of the collapsed stretch that it is in. */
  gap?: string;
  /** Where what pages told is looked for. */
  around?: Around;
}

/** One timeline for everything that replays together: density, moments, a lane per recording, one playhead. */
export function Timeline({ replay }: { replay: Replay }) {
  const { clock, track, trouble, marks, lanes, clockJumps, facts, askForFacts } = replay;
  const plot = useRef<HTMLDivElement>(null);
  const { width } = useSize(plot);
  const durationMs = useClock(clock, (state) => state.durationMs);
  const startMs = useClock(clock, (state) => state.startMs);
  const skipIdle = useClock(clock, (state) => state.skipIdle);
  const idle = useClock(clock, (state) => state.idle);
  // While it plays nobody can follow more than seconds; whoever steps hears each step.
  const shownMs = useClock(clock, ({ atMs, playing }) => (playing ? Math.floor(atMs / 1000) * 1000 : atMs));
  const collapsed = useMemo(() => drawnSmall(idle, skipIdle), [idle, skipIdle]);
  const view = useTimelineView(plot, clock, startMs, durationMs, width, collapsed);
  const { scale } = view;
  const clusters = useMemo(
    () =>
      clustersOf(
        marks.filter(({ atMs }) => isInSight(scale, atMs)),
        scale.x,
      ),
    [marks, scale],
  );
  const [pointed, setPointed] = useState<Pointed | null>(null);
  const [focused, setFocused] = useState(false);
  const times = useMemo(() => marks.map((mark) => mark.atMs), [marks]);
  const factTimes = useMemo(() => facts.map(({ atMs }) => atMs), [facts]);
  // The moment that the playhead stands on: whoever steps with keys has no pointer to ask with.
  const stoodOn = useClock(clock, ({ atMs }) => {
    const place = currentOf(times, atMs);
    return times[place] === atMs ? place : -1;
  });
  const here = marks[stoodOn];
  const hereCluster = here && nearest(clusters, scale.x(here.atMs), NEAR_PX);
  const hint: Pointed | null =
    pointed ?? (focused && hereCluster ? { x: hereCluster.x, atMs: here.atMs, cluster: hereCluster } : null);

  const under = (event: PointerEvent<HTMLElement>) => {
    const x = event.clientX - event.currentTarget.getBoundingClientRect().left;
    const cluster = nearest(clusters, x, NEAR_PX);
    const gap = scale.gaps.find(({ x0, x1 }) => x > x0 && x < x1);
    const atMs = cluster?.lead.atMs ?? scale.at(x);
    const at = cluster?.x ?? x;
    return {
      x: at,
      atMs,
      around: { fromMs: Math.ceil(scale.at(at - NEAR_PX)), atMs, toMs: scale.at(at + NEAR_PX) },
      cluster,
      gap: gap && !cluster ? stretchWords(gap.fromMs, gap.toMs, clockJumps) : undefined,
    };
  };
  const by = (ms: number) => (key: string) => clock.seek(clock.get().atMs + (key.endsWith("Up") ? ms : -ms));
  // The other arrows, Home and End are keys of the whole replay.
  const onKeyDown = usePartKeys("time", { second: by(1_000), tenth: by((durationMs - startMs) / 10) });
  const height = heightOf(lanes.length);
  const saidSmall = stretchesDrawnSmall(collapsed, clockJumps);
  return (
    <div className={styles.timeline}>
      <div className={styles.left}>
        <ZoomControls view={view} />
        <div aria-hidden="true">
          {lanes.map((lane) => (
            <span key={lane.id}>{LANE_WORDS[lane.kind]}</span>
          ))}
        </div>
      </div>
      <div
        ref={plot}
        className={styles.plot}
        role="slider"
        tabIndex={0}
        aria-label="Time"
        aria-valuemin={Math.floor(startMs / 1000)}
        aria-valuemax={Math.floor(durationMs / 1000)}
        aria-valuenow={Math.floor(shownMs / 1000)}
        aria-valuetext={`${clockTime(shownMs)} of ${clockTime(durationMs)}${here ? `, ${wordsOf(here)}` : ""}`}
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
        onPointerEnter={askForFacts}
        onPointerLeave={() => setPointed(null)}
        onKeyDown={onKeyDown}
      >
        <TimelinePlot
          scale={scale}
          height={height}
          track={track}
          leavesOutIdle={skipIdle}
          clockJumps={clockJumps}
          clusters={clusters}
          lanes={lanes}
        />
        <Playhead clock={clock} scale={scale} height={height} />
        {hint && (
          <TimelineHint
            {...hint}
            facts={hint.around && factsNear(facts, factTimes, hint.around)}
            width={width}
          />
        )}
      </div>
      {saidSmall && <p className={styles.trouble}>{saidSmall}</p>}
      {trouble && (
        <p className={styles.trouble}>Its activity cannot be drawn: {plainText(trouble.message, 300)}.</p>
      )}
    </div>
  );
}

function wordsOf({ kind, label, beside }: Mark): string {
  const where = beside ? ` in ${plainText(beside.title, 60)}` : "";
  return `${lookOf(kind).word}${where}: ${plainText(label, 120)}`;
}

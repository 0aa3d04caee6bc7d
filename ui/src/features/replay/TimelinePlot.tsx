import { memo, useMemo } from "react";
import { classes } from "../../components";
import { clockTime, duration, span } from "../../components/format";
import type { Track } from "../../contract";
import { binsOf } from "./density";
import { type ClockJumps, isClockJump } from "./gaps";
import { KindShape } from "./KindShape";
import type { Lane } from "./lanes";
import type { Cluster } from "./marks";
import { axisMarks, densityPath, tickPath } from "./plot";
import type { Scale } from "./scale";
import styles from "./Timeline.module.css";

const TOP = 10;
const DENSITY = 30;
const MARKS = TOP + DENSITY + 12;
const LANES = MARKS + 10;
const LANE = 20;
const BAR = 10;
const AXIS = 20;
const AXIS_APART = 72;
/** So far beyond the edge a bar is drawn that goes on there: its round end is out of sight. */
const BEYOND = 4;

export function heightOf(lanes: number): number {
  return LANES + lanes * LANE + AXIS;
}

interface TimelinePlotProps {
  scale: Scale;
  height: number;
  track?: Track;
  /** Whether all idle stretches are drawn small. */
  leavesOutIdle: boolean;
  clockJumps: ClockJumps;
  clusters: readonly Cluster[];
  lanes: readonly Lane[];
}

/** What stands still of the timeline. Drawn anew when its size or its data change, not when time goes on. */
export const TimelinePlot = memo(function TimelinePlot({
  scale,
  height,
  track,
  leavesOutIdle,
  clockJumps,
  clusters,
  lanes,
}: TimelinePlotProps) {
  const area = useMemo(
    () => (track ? densityPath(binsOf(track, scale, leavesOutIdle), scale.width, DENSITY) : ""),
    [track, scale, leavesOutIdle],
  );
  const lines = useMemo(() => tickPath(track?.ticks_ms ?? [], scale, TOP + DENSITY + 1, 3), [track, scale]);
  const axis = useMemo(() => axisMarks(scale, AXIS_APART), [scale]);
  if (scale.width <= 0) return <svg className={styles.still} width={0} height={height} aria-hidden="true" />;
  return (
    <svg
      className={classes(styles.still, scale.zoom > 1 && styles.part)}
      width={scale.width}
      height={height}
      aria-hidden="true"
    >
      {scale.zoom > 1 && <Overview scale={scale} />}
      <path className={styles.density} d={area} transform={`translate(0 ${TOP})`} />
      <path className={styles.ticks} d={lines} />
      {lanes.map((lane, index) => (
        <LaneBars key={lane.id} lane={lane} scale={scale} y={LANES + index * LANE} />
      ))}
      {scale.gaps.map((gap) => (
        <g key={gap.fromMs}>
          <rect
            className={styles.gap}
            x={gap.x0}
            y={TOP}
            width={gap.x1 - gap.x0}
            height={height - AXIS - TOP}
          />
          {gap.x1 - gap.x0 >= 40 && (
            <text className={styles.gapName} x={(gap.x0 + gap.x1) / 2} y={TOP + 14}>
              <tspan>{inShort(gap.toMs - gap.fromMs)}</tspan>
              <tspan x={(gap.x0 + gap.x1) / 2} dy={12}>
                {isClockJump(gap.fromMs, gap.toMs, clockJumps) ? "jump" : "idle"}
              </tspan>
            </text>
          )}
        </g>
      ))}
      {clusters.map(({ x, lead }) => (
        <KindShape
          key={x}
          kind={lead.kind}
          severity={lead.severity}
          transform={`translate(${x.toFixed(1)} ${MARKS})`}
        />
      ))}
      {axis.map(({ atMs, x }) => (
        <text key={atMs} className={styles.axis} x={x} y={height - 4} textAnchor={anchor(x, scale.width)}>
          {axisTime(atMs)}
        </text>
      ))}
    </svg>
  );
});

/** Which part of the whole is in sight. */
function Overview({ scale }: { scale: Scale }) {
  const { width, zoom, leftPx } = scale;
  return (
    <>
      <rect className={styles.whole} width={width} height={3} rx={1.5} />
      <rect
        className={styles.sight}
        x={leftPx / zoom}
        width={Math.max(4, width / zoom)}
        height={3}
        rx={1.5}
      />
    </>
  );
}

function LaneBars({ lane, scale, y }: { lane: Lane; scale: Scale; y: number }) {
  return (
    <g>
      <line className={styles.rail} x1={0} x2={scale.width} y1={y + BAR / 2} y2={y + BAR / 2} />
      {lane.bars.map((bar) => {
        const from = Math.max(-BEYOND, scale.x(bar.from_ms));
        const to = Math.min(scale.width + BEYOND, scale.x(bar.to_ms));
        if (to < 0 || from > scale.width) return null;
        return (
          <rect
            key={bar.key}
            className={classes(styles.bar, bar.tone === "failed" ? styles.failed : styles[lane.kind])}
            x={from}
            y={y}
            width={Math.max(2, to - from)}
            height={BAR}
            rx={2}
          />
        );
      })}
    </g>
  );
}

function anchor(x: number, width: number): "start" | "middle" | "end" {
  if (x < 20) return "start";
  return x > width - 20 ? "end" : "middle";
}

/** Its largest unit: a collapsed stretch has room for no more. */
function inShort(ms: number): string {
  return span(ms).split(" ").slice(0, 2).join(" ");
}

/** `18:42`, `−0:30`, and where seconds are not enough `18:42.25`. */
function axisTime(ms: number): string {
  if (ms < 0) return `−${axisTime(-ms)}`;
  if (ms % 1000 === 0) return duration(ms);
  const hundredths = String(ms % 100)
    .padStart(2, "0")
    .replace(/0+$/, "");
  return `${clockTime(ms)}${hundredths}`;
}

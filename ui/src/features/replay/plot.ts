// What stands still of the timeline, as paths and places: only what is in sight, however long the recording.

import type { Gap, Scale } from "./scale";

export interface AxisMark {
  atMs: number;
  x: number;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const STEPS = [
  1,
  2,
  5,
  10,
  20,
  50,
  100,
  200,
  500,
  ...[1, 2, 5, 10, 15, 30].map((s) => s * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((m) => m * MINUTE),
  ...[1, 2, 3, 6, 12, 24, 48, 96, 240].map((h) => h * HOUR),
];

/** Round times for the axis, `apart` pixels from each other at least, none inside a collapsed stretch. */
export function axisMarks(scale: Scale, apart: number): AxisMark[] {
  if (scale.durationMs <= 0 || scale.width <= 0) return [];
  const least = apart * scale.msPerPx;
  const step = STEPS.find((ms) => ms >= least) ?? Math.ceil(least / (24 * HOUR)) * 24 * HOUR;
  const marks: AxisMark[] = [];
  const put = (atMs: number) => {
    const x = scale.x(atMs);
    const last = marks.at(-1);
    if (!last || x - last.x >= apart) marks.push({ atMs, x });
  };
  const end = scale.at(scale.width);
  let at = Math.ceil(scale.at(0) / step) * step;
  while (at <= end) {
    const gap = scale.gaps.find((candidate) => at > candidate.fromMs && at < candidate.toMs);
    if (!gap) put(at);
    // Over an idle stretch in one step: it may be days long.
    at = gap ? Math.ceil(gap.toMs / step) * step : at + step;
  }
  return marks;
}

/** Events of so many pixels are one point of the outline. */
const BIN_PX = 3;

/**
 * The outline of the density plot: an area from the bottom up, in pixels. `ticksMs` ascend; where they are a part of
 * all events they are an even part, so that the shape is the same. Collapsed stretches lie flat: what happens in them a
 * page did by itself.
 */
export function densityPath(ticksMs: readonly number[], scale: Scale, height: number): string {
  if (ticksMs.length === 0 || scale.width <= 0 || scale.durationMs <= 0) return "";
  const bins = new Array<number>(Math.ceil(scale.width / BIN_PX)).fill(0);
  const isHidden = inGaps(scale.gaps);
  for (const at of ticksMs) {
    const x = scale.x(at);
    if (x < 0 || x > scale.width || isHidden(at)) continue;
    const bin = Math.min(bins.length - 1, Math.floor(x / BIN_PX));
    bins[bin] = (bins[bin] ?? 0) + 1;
  }
  // What happens at even times would beat against the bins: each lends a quarter to both of its neighbours.
  const smooth = bins.map((value, bin) => value / 2 + ((bins[bin - 1] ?? 0) + (bins[bin + 1] ?? 0)) / 4);
  const most = Math.max(1, ...smooth);
  const points = smooth.map((value, bin) => {
    // The square root keeps a single event visible beside a burst of thousands.
    const y = height - Math.sqrt(value / most) * height;
    return `L${(bin + 0.5) * BIN_PX} ${y.toFixed(1)}`;
  });
  return `M0 ${height}${points.join("")}L${scale.width} ${height}Z`;
}

/** Whether a time lies inside of a gap; asked for times that ascend. */
function inGaps(gaps: readonly Gap[]): (atMs: number) => boolean {
  let next = 0;
  return (atMs) => {
    while ((gaps[next]?.toMs ?? Number.POSITIVE_INFINITY) <= atMs) next += 1;
    const gap = gaps[next];
    return gap !== undefined && atMs > gap.fromMs;
  };
}

/** Short lines for events, one a pixel at most. */
export function tickPath(ticksMs: readonly number[], scale: Scale, y: number, height: number): string {
  let path = "";
  let last = -1;
  for (const at of ticksMs) {
    const x = Math.round(scale.x(at));
    if (x === last || x < 0 || x > scale.width) continue;
    path += `M${x + 0.5} ${y}v${height}`;
    last = x;
  }
  return path;
}

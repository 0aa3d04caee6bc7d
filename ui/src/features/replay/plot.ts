// What stands still of the timeline, as paths and places: only what is in sight, however long the recording.

import { BIN_PX } from "./density";
import type { Scale } from "./scale";

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

/** The outline of the density plot: an area from the bottom up, in pixels. `bins` are counts, `BIN_PX` wide each. */
export function densityPath(bins: readonly number[], width: number, height: number): string {
  // What happens at even times would beat against the bins: each lends a quarter to both of its neighbours.
  const smooth = bins.map((value, bin) => value / 2 + ((bins[bin - 1] ?? 0) + (bins[bin + 1] ?? 0)) / 4);
  const most = Math.max(...smooth);
  if (!(most > 0) || width <= 0) return "";
  const points = smooth.map((value, bin) => {
    // The square root keeps a single event visible beside a burst of thousands.
    const y = height - Math.sqrt(value / most) * height;
    return `L${(bin + 0.5) * BIN_PX} ${y.toFixed(1)}`;
  });
  return `M0 ${height}${points.join("")}L${width} ${height}Z`;
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

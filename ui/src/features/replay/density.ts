// How much happened where, counted by bins of pixels: over the time in which somebody did something while that is all
// that is drawn, from single events once a part of it is drawn larger than what was counted together.

import type { Track } from "../../contract";
import { activeOf } from "./lanes";
import type { Gap, Scale } from "./scale";

/** Events of so many pixels are one point of the outline. */
export const BIN_PX = 3;
/** What was counted together may be drawn this wide before it would look like steps. */
const PART_MOST_PX = 2 * BIN_PX;

type Activity = Pick<Track, "duration_ms" | "ticks_ms" | "idle" | "active_ms" | "active_density">;

/**
 * Events in each bin. `leavesOutIdle`: idle stretches are drawn small, and what a page does by itself in them is not
 * drawn at all. Counts of the active time are of all events, however many; single events are thinned to an even part.
 */
export function binsOf(track: Activity, scale: Scale, leavesOutIdle: boolean): number[] {
  const parts = track.active_density.length;
  const partPx =
    parts > 0 && scale.msPerPx > 0 ? track.active_ms / parts / scale.msPerPx : Number.POSITIVE_INFINITY;
  return leavesOutIdle && partPx <= PART_MOST_PX
    ? binsOfParts(track, scale)
    : binsOfTicks(track.ticks_ms, scale);
}

function emptyBins(scale: Scale): number[] {
  return new Array<number>(Math.max(0, Math.ceil(scale.width / BIN_PX))).fill(0);
}

/** `ticksMs` ascend. Collapsed stretches lie flat. */
function binsOfTicks(ticksMs: readonly number[], scale: Scale): number[] {
  const bins = emptyBins(scale);
  const isHidden = inGaps(scale.gaps);
  for (const at of ticksMs) {
    const x = scale.x(at);
    if (x >= 0 && x <= scale.width && !isHidden(at)) add(bins, x, x, 1);
  }
  return bins;
}

/** A part that lies on both sides of an idle stretch is drawn on both, by how much of it lies there. */
function binsOfParts({ duration_ms, idle, active_ms, active_density }: Activity, scale: Scale): number[] {
  const bins = emptyBins(scale);
  const partMs = active_ms / active_density.length;
  let part = 0;
  /** Active time before the stretch. */
  let before = 0;
  for (const { from_ms, to_ms } of activeOf(duration_ms, idle)) {
    const end = before + to_ms - from_ms;
    for (; part < active_density.length; part += 1) {
      const from = Math.max(before, part * partMs);
      const to = Math.min(end, (part + 1) * partMs);
      if (to > from) {
        const count = ((active_density[part] ?? 0) * (to - from)) / partMs;
        add(bins, scale.x(from_ms + from - before), scale.x(from_ms + to - before), count);
      }
      if ((part + 1) * partMs > end) break;
    }
    before = end;
  }
  return bins;
}

/** Spreads a count evenly over the bins from `x0` to `x1`. */
function add(bins: number[], x0: number, x1: number, count: number) {
  const last = bins.length - 1;
  const width = bins.length * BIN_PX;
  if (last < 0 || count === 0 || x1 < 0 || x0 > width) return;
  const first = Math.min(last, Math.max(0, Math.floor(x0 / BIN_PX)));
  const end = Math.min(last, Math.floor(x1 / BIN_PX));
  if (x1 - x0 < 0.01) {
    bins[first] = (bins[first] ?? 0) + count;
    return;
  }
  for (let bin = first; bin <= end; bin += 1) {
    const over = Math.min(x1, (bin + 1) * BIN_PX) - Math.max(x0, bin * BIN_PX);
    bins[bin] = (bins[bin] ?? 0) + (count * over) / (x1 - x0);
  }
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

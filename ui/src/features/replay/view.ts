// Which part of the timeline is in sight, and how keys and wheel change it. Pure: a view in, a view out.

import type { Stretch } from "../../contract";
import { createScale, type Scale, type View, WHOLE } from "./scale";

/** The whole width is this much time at least: below it there is nothing to tell apart. */
const LEAST_MS = 200;
/** A playhead that left what is in sight comes back this far from the edge. */
const EDGE = 0.1;

export interface Timeline {
  /** Where it begins: 0, or below it. */
  startMs: number;
  durationMs: number;
  width: number;
  idle: readonly Stretch[];
}

export function scaleOf({ startMs, durationMs, width, idle }: Timeline, view: View): Scale {
  return createScale(durationMs, width, idle, view, startMs);
}

/** Whether a time lies in what is in sight. */
export function isInSight(scale: Scale, atMs: number): boolean {
  const x = scale.x(atMs);
  // What stands at the very end comes out of the sums a little beyond it.
  return x >= -0.5 && x <= scale.width + 0.5;
}

/** Zooms by `factor` while the time at pixel `x` stays where it is. */
export function zoomedAt(timeline: Timeline, view: View, factor: number, x: number): View {
  const now = scaleOf(timeline, view);
  const most = Math.max(1, (now.msPerPx * now.width * now.zoom) / LEAST_MS);
  const zoom = Math.min(Math.max(1, view.zoom * factor), most);
  if (zoom === 1 || !Number.isFinite(zoom)) return WHOLE;
  return startingAt(timeline, zoom, now.at(x), x);
}

/** Moves what is in sight by so many pixels. */
export function pannedBy(timeline: Timeline, view: View, byPx: number): View {
  const now = scaleOf(timeline, view);
  return startingAt(timeline, view.zoom, view.fromMs, now.x(view.fromMs) - byPx);
}

/** What must be in sight for `atMs`: the same view where it is, else one that begins a little before it. */
export function showing(timeline: Timeline, view: View, atMs: number): View {
  if (view.zoom === 1) return view;
  const scale = scaleOf(timeline, view);
  if (isInSight(scale, atMs)) return view;
  return startingAt(timeline, view.zoom, atMs, timeline.width * (scale.x(atMs) < 0 ? 1 - EDGE : EDGE));
}

/** The view in which `atMs` is at pixel `x`, as far as the ends of the timeline let it. */
function startingAt(timeline: Timeline, zoom: number, atMs: number, x: number): View {
  const start = scaleOf(timeline, { zoom, fromMs: timeline.startMs });
  const last = timeline.width * (zoom - 1);
  const leftPx = Math.min(Math.max(0, start.x(atMs) - x), last);
  return { zoom, fromMs: start.at(leftPx) };
}

// Where the lanes of an agent run draw what: pure geometry, so that a canvas only has to paint it.

import type { Ask, Bar, Outline } from "../../contract";

/** Heights in CSS pixels. */
export const TRACK = 20;
export const LANE_PAD = 6;
/** Bars that overlap in one lane stand in tracks below each other, so many at most. */
const MAX_TRACKS = 6;

export interface Lane {
  index: number;
  name: string;
  top: number;
  height: number;
  tracks: number;
}

/** A bar with the track that it stands in. Kept by start, so that a view can be cut out of it. */
export interface PlacedBar {
  bar: Bar;
  track: number;
}

export interface LaneLayout {
  lanes: Lane[];
  /** By lane, ascending by start. */
  bars: PlacedBar[][];
  height: number;
}

/** Part of the run that is in sight. */
export interface View {
  fromMs: number;
  toMs: number;
}

/** Lays the lanes below each other, from `top` on: each as high as its overlapping bars need. */
export function layLanes(outline: Outline, top = 0): LaneLayout {
  const byLane: Bar[][] = outline.lanes.map(() => []);
  for (const bar of outline.bars) {
    byLane[bar.lane]?.push(bar);
  }
  const lanes: Lane[] = [];
  const bars: PlacedBar[][] = [];
  let y = top;
  byLane.forEach((laneBars, index) => {
    const placed = placeInTracks(laneBars);
    const tracks = placed.reduce((most, { track }) => Math.max(most, track + 1), 1);
    const height = tracks * TRACK + LANE_PAD * 2;
    lanes.push({ index, name: outline.lanes[index] ?? "", top: y, height, tracks });
    bars.push(placed);
    y += height;
  });
  return { lanes, bars, height: y };
}

/** Each bar into the first track that is free at its start; the last track takes what finds none. */
export function placeInTracks(bars: readonly Bar[]): PlacedBar[] {
  const freeAt: number[] = [];
  const ordered = [...bars].sort((a, b) => a.from_ms - b.from_ms || a.row - b.row);
  return ordered.map((bar) => {
    let track = freeAt.findIndex((free) => free <= bar.from_ms);
    if (track < 0) {
      track = Math.min(freeAt.length, MAX_TRACKS - 1);
    }
    freeAt[track] = Math.max(freeAt[track] ?? 0, bar.to_ms);
    return { bar, track };
  });
}

/** A rectangle to paint: one bar, or several that are too narrow to tell apart. */
export interface Block {
  bar: Bar;
  track: number;
  x: number;
  width: number;
  /** Bars in it. */
  count: number;
  /** How many of them failed. */
  failed: number;
}

/** Narrower than this, in CSS pixels, bars of one track that touch are one block. */
const NARROW = 3;

/** The bars of one lane that are in `view`, `width` pixels wide. */
export function blocksOf(placed: readonly PlacedBar[], view: View, width: number): Block[] {
  const open: (Block | undefined)[] = [];
  const blocks: Block[] = [];
  for (const { bar, track } of placed) {
    if (bar.from_ms > view.toMs) {
      break;
    }
    if (bar.to_ms < view.fromMs) {
      continue;
    }
    const x = xOf(Math.max(bar.from_ms, view.fromMs), view, width);
    const end = xOf(Math.min(bar.to_ms, view.toMs), view, width);
    const wide = Math.max(end - x, 1);
    const last = open[track];
    const failed = bar.state === "failed" ? 1 : 0;
    if (last && wide < NARROW && x - (last.x + last.width) < 1 && (last.count > 1 || last.width < NARROW)) {
      last.width = Math.max(last.width, x + wide - last.x);
      last.count += 1;
      last.failed += failed;
      continue;
    }
    const block = { bar, track, x, width: wide, count: 1, failed };
    open[track] = block;
    blocks.push(block);
  }
  return blocks;
}

/** Progress of a bar as points from its start to its end: pixels and a share of 1, never beyond either. */
export function progressOf(bar: Bar, view: View, width: number): { x: number; share: number }[] {
  return bar.progress.map(([atMs, percent]) => ({
    x: xOf(Math.min(Math.max(atMs, bar.from_ms), bar.to_ms), view, width),
    share: Math.min(Math.max(percent / 100, 0), 1),
  }));
}

/** How far a bar has come: 1 when it ended well, else what it said last; null where it said nothing. */
export function doneOf(bar: Bar): number | null {
  const last = bar.progress.at(-1);
  if (bar.state === "completed") {
    return 1;
  }
  return last ? Math.min(Math.max(last[1] / 100, 0), 1) : null;
}

/** A request with where it is drawn: to its answer, or to the end of the run. */
export interface Bracket {
  ask: Ask;
  x: number;
  width: number;
  answered: boolean;
  waitedMs: number;
}

export function bracketsOf(
  requests: readonly Ask[],
  durationMs: number,
  view: View,
  width: number,
): Bracket[] {
  const brackets: Bracket[] = [];
  for (const ask of requests) {
    const end = ask.answered_ms ?? durationMs;
    if (ask.at_ms > view.toMs || end < view.fromMs) {
      continue;
    }
    const x = xOf(Math.max(ask.at_ms, view.fromMs), view, width);
    const to = xOf(Math.min(end, view.toMs), view, width);
    const answered = ask.answered_ms !== undefined;
    brackets.push({ ask, x, width: Math.max(to - x, 2), answered, waitedMs: end - ask.at_ms });
  }
  return brackets;
}

export function xOf(atMs: number, view: View, width: number): number {
  const span = view.toMs - view.fromMs;
  return span <= 0 ? 0 : ((atMs - view.fromMs) / span) * width;
}

export function msOf(x: number, view: View, width: number): number {
  return width <= 0 ? view.fromMs : view.fromMs + (x / width) * (view.toMs - view.fromMs);
}

/** The shortest stretch that a view can show. */
const MIN_SPAN_MS = 20;

/** `view` made `factor` times as long around `aroundMs`, within the run. */
export function zoomed(view: View, factor: number, aroundMs: number, durationMs: number): View {
  const whole = Math.max(durationMs, MIN_SPAN_MS);
  const span = view.toMs - view.fromMs;
  const next = Math.min(Math.max(span * factor, MIN_SPAN_MS), whole);
  const share = span <= 0 ? 0.5 : (aroundMs - view.fromMs) / span;
  return held({ fromMs: aroundMs - share * next, toMs: aroundMs + (1 - share) * next }, durationMs);
}

/** `view` moved by `byMs`, within the run. */
export function moved(view: View, byMs: number, durationMs: number): View {
  return held({ fromMs: view.fromMs + byMs, toMs: view.toMs + byMs }, durationMs);
}

function held(view: View, durationMs: number): View {
  const whole = Math.max(durationMs, MIN_SPAN_MS);
  const span = Math.min(view.toMs - view.fromMs, whole);
  const fromMs = Math.min(Math.max(view.fromMs, 0), whole - span);
  return { fromMs, toMs: fromMs + span };
}

/** `view` turned to the page on which `atMs` is; the same one where it is in sight. */
export function following(view: View, atMs: number, durationMs: number): View {
  if (atMs >= view.fromMs && atMs <= view.toMs) {
    return view;
  }
  return moved(view, atMs - view.fromMs - (view.toMs - view.fromMs) * 0.1, durationMs);
}

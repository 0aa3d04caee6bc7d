// Time and pixels of the timeline. Idle stretches shrink to a fixed width, so that an hour of nothing does not take
// the place of the minutes that matter.

import type { Stretch } from "../../contract";

export interface Gap {
  fromMs: number;
  toMs: number;
  x0: number;
  x1: number;
}

export interface AxisMark {
  atMs: number;
  x: number;
}

export interface Scale {
  readonly width: number;
  readonly durationMs: number;
  /** Collapsed stretches. */
  readonly gaps: readonly Gap[];
  x(atMs: number): number;
  /** The time at a pixel; inside a collapsed stretch it runs through all of it. */
  at(x: number): number;
}

interface Piece {
  fromMs: number;
  toMs: number;
  x0: number;
  x1: number;
  collapsed: boolean;
}

const GAP_PX = 44;
/** All collapsed stretches together take this part of the width at most. */
const GAPS_SHARE = 0.4;

export function createScale(durationMs: number, width: number, idle: readonly Stretch[]): Scale {
  const length = Math.max(0, durationMs);
  const pieces = layOut(length, Math.max(0, width), idle);
  const gaps = pieces.filter((piece) => piece.collapsed);
  return {
    width,
    durationMs: length,
    gaps,
    x(atMs) {
      const at = Math.min(Math.max(0, atMs), length);
      const piece = find(pieces, (candidate) => at <= candidate.toMs);
      if (!piece || piece.toMs === piece.fromMs) return piece?.x0 ?? 0;
      return piece.x0 + ((at - piece.fromMs) / (piece.toMs - piece.fromMs)) * (piece.x1 - piece.x0);
    },
    at(x) {
      const place = Math.min(Math.max(0, x), Math.max(0, width));
      const piece = find(pieces, (candidate) => place <= candidate.x1);
      if (!piece || piece.x1 === piece.x0) return piece?.fromMs ?? 0;
      return piece.fromMs + ((place - piece.x0) / (piece.x1 - piece.x0)) * (piece.toMs - piece.fromMs);
    },
  };
}

function layOut(durationMs: number, width: number, idle: readonly Stretch[]): Piece[] {
  let gaps = inOrder(idle, durationMs);
  let gapPx = 0;
  let perMs = 0;
  for (;;) {
    gapPx = gaps.length ? Math.min(GAP_PX, (width * GAPS_SHARE) / gaps.length) : 0;
    const active = durationMs - gaps.reduce((sum, gap) => sum + gap.to_ms - gap.from_ms, 0);
    // All of it idle: there is nothing to make room for.
    if (active <= 0 && gaps.length) gaps = [];
    else {
      perMs = active > 0 ? (width - gaps.length * gapPx) / active : 0;
      const worth = gaps.filter((gap) => (gap.to_ms - gap.from_ms) * perMs > gapPx);
      if (worth.length === gaps.length) break;
      gaps = worth;
    }
  }
  const pieces: Piece[] = [];
  let fromMs = 0;
  let x = 0;
  const put = (toMs: number, px: number, collapsed: boolean) => {
    if (toMs > fromMs) pieces.push({ fromMs, toMs, x0: x, x1: x + px, collapsed });
    x += px;
    fromMs = toMs;
  };
  for (const gap of gaps) {
    put(gap.from_ms, (gap.from_ms - fromMs) * perMs, false);
    put(gap.to_ms, gapPx, true);
  }
  put(durationMs, (durationMs - fromMs) * perMs, false);
  return pieces;
}

/** Ascending, inside the recording, without overlaps. */
function inOrder(idle: readonly Stretch[], durationMs: number): Stretch[] {
  const sorted = [...idle].sort((a, b) => a.from_ms - b.from_ms);
  const clean: Stretch[] = [];
  let end = 0;
  for (const stretch of sorted) {
    const from_ms = Math.max(end, stretch.from_ms);
    const to_ms = Math.min(durationMs, stretch.to_ms);
    if (to_ms <= from_ms) continue;
    clean.push({ from_ms, to_ms });
    end = to_ms;
  }
  return clean;
}

/** The first piece that fits; `fits` is false up to it and true from it on. */
function find(pieces: readonly Piece[], fits: (piece: Piece) => boolean): Piece | undefined {
  let low = 0;
  let high = pieces.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const piece = pieces[middle];
    if (piece && fits(piece)) high = middle;
    else low = middle + 1;
  }
  return pieces[low] ?? pieces.at(-1);
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const STEPS = [
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
  const idleMs = scale.gaps.reduce((sum, gap) => sum + gap.toMs - gap.fromMs, 0);
  const idlePx = scale.gaps.reduce((sum, gap) => sum + gap.x1 - gap.x0, 0);
  const perPx = (scale.durationMs - idleMs) / Math.max(1, scale.width - idlePx);
  const step =
    STEPS.find((ms) => ms >= apart * perPx) ?? Math.ceil((apart * perPx) / (24 * HOUR)) * 24 * HOUR;
  const marks: AxisMark[] = [];
  const put = (atMs: number) => {
    const x = scale.x(atMs);
    const last = marks.at(-1);
    if (!last || x - last.x >= apart) marks.push({ atMs, x });
  };
  let at = 0;
  while (at <= scale.durationMs) {
    const gap = scale.gaps.find((candidate) => at > candidate.fromMs && at < candidate.toMs);
    if (!gap) put(at);
    // Over an idle stretch in one step: it may be days long.
    at = gap ? Math.ceil(gap.toMs / step) * step : at + step;
  }
  return marks;
}

/** The outline of the density plot: an area from the bottom up, in pixels. Collapsed stretches lie flat. */
export function densityPath(density: readonly number[], scale: Scale, height: number): string {
  const most = Math.max(1, ...density);
  if (density.length === 0 || scale.durationMs <= 0) return "";
  const part = scale.durationMs / density.length;
  const points = density.map((value, index) => {
    const at = (index + 0.5) * part;
    const hidden = scale.gaps.some((gap) => at > gap.fromMs && at < gap.toMs);
    // The square root keeps a single event visible beside a burst of thousands.
    const y = hidden ? height : height - Math.sqrt(value / most) * height;
    return `L${scale.x(at).toFixed(1)} ${y.toFixed(1)}`;
  });
  return `M${scale.x(0).toFixed(1)} ${height}${points.join("")}L${scale.x(scale.durationMs).toFixed(1)} ${height}Z`;
}

/** Short lines for events, one a pixel at most. */
export function tickPath(ticksMs: readonly number[], scale: Scale, y: number, height: number): string {
  let path = "";
  let last = -1;
  for (const at of ticksMs) {
    const x = Math.round(scale.x(at));
    if (x === last) continue;
    path += `M${x + 0.5} ${y}v${height}`;
    last = x;
  }
  return path;
}

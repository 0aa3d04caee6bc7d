// Time and pixels of the timeline. Idle stretches shrink to a fixed width, so that an hour of nothing does not take
// the place of the minutes that matter. What is in sight may be a part of it: see `view.ts`.

import type { Stretch } from "../../contract";

export interface Gap {
  fromMs: number;
  toMs: number;
  x0: number;
  x1: number;
}

/** Which part of a timeline is in sight. */
export interface View {
  /** 1: all of it; 2: half of its width. */
  zoom: number;
  /** The time at the left edge. */
  fromMs: number;
}

export const WHOLE: View = { zoom: 1, fromMs: 0 };

export interface Scale {
  readonly width: number;
  /** From its beginning to its end. */
  readonly durationMs: number;
  readonly zoom: number;
  /** Pixels of the whole that lie left of what is in sight. */
  readonly leftPx: number;
  /** Time of a pixel outside of collapsed stretches. */
  readonly msPerPx: number;
  /** Collapsed stretches, as far as they are in sight. */
  readonly gaps: readonly Gap[];
  /** The pixel of a time; outside of 0 to `width` where it is not in sight. */
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

export function createScale(
  durationMs: number,
  width: number,
  idle: readonly Stretch[],
  view: View = WHOLE,
  startMs = 0,
): Scale {
  const first = Math.min(0, startMs);
  const length = Math.max(0, durationMs);
  const inSight = Math.max(0, width);
  const whole = inSight * Math.max(1, view.zoom);
  const { pieces, msPerPx } = layOut(first, length, whole, inSight, idle);
  const place = (atMs: number) => {
    const at = Math.min(Math.max(first, atMs), length);
    const piece = find(pieces, (candidate) => at <= candidate.toMs);
    if (!piece || piece.toMs === piece.fromMs) return piece?.x0 ?? 0;
    return piece.x0 + ((at - piece.fromMs) / (piece.toMs - piece.fromMs)) * (piece.x1 - piece.x0);
  };
  const leftPx = Math.min(place(view.fromMs), whole - inSight);
  return {
    width,
    durationMs: length - first,
    zoom: Math.max(1, view.zoom),
    leftPx,
    msPerPx,
    gaps: pieces.flatMap(({ collapsed, fromMs, toMs, x0, x1 }) =>
      collapsed && x1 > leftPx && x0 < leftPx + inSight
        ? [{ fromMs, toMs, x0: x0 - leftPx, x1: x1 - leftPx }]
        : [],
    ),
    x: (atMs) => place(atMs) - leftPx,
    at(x) {
      const at = Math.min(Math.max(0, x + leftPx), whole);
      const piece = find(pieces, (candidate) => at <= candidate.x1);
      if (!piece || piece.x1 === piece.x0) return piece?.fromMs ?? 0;
      return piece.fromMs + ((at - piece.x0) / (piece.x1 - piece.x0)) * (piece.toMs - piece.fromMs);
    },
  };
}

/** `inSight` is the width that collapsed stretches are measured against: they do not grow with the whole. */
function layOut(
  startMs: number,
  endMs: number,
  width: number,
  inSight: number,
  idle: readonly Stretch[],
): { pieces: Piece[]; msPerPx: number } {
  let gaps = inOrder(idle, startMs, endMs);
  let gapPx = 0;
  let perMs = 0;
  for (;;) {
    gapPx = gaps.length ? Math.min(GAP_PX, (inSight * GAPS_SHARE) / gaps.length) : 0;
    const active = endMs - startMs - gaps.reduce((sum, gap) => sum + gap.to_ms - gap.from_ms, 0);
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
  let fromMs = startMs;
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
  put(endMs, (endMs - fromMs) * perMs, false);
  return { pieces, msPerPx: perMs > 0 ? 1 / perMs : 0 };
}

/** Ascending, inside the recording, without overlaps. */
function inOrder(idle: readonly Stretch[], startMs: number, endMs: number): Stretch[] {
  const sorted = [...idle].sort((a, b) => a.from_ms - b.from_ms);
  const clean: Stretch[] = [];
  let end = startMs;
  for (const stretch of sorted) {
    const from_ms = Math.max(end, stretch.from_ms);
    const to_ms = Math.min(endMs, stretch.to_ms);
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

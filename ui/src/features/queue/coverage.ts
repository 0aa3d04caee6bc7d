import type { Stretch } from "../../contract";

/** A gap that is shorter than this is not worth going back for. */
const GAP_MS = 1_000;

/** How many of the moments lie in what was watched. */
export function momentsWatched(stretches: readonly Stretch[], moments: readonly number[]): number {
  return moments.filter((atMs) => stretches.some(({ from_ms, to_ms }) => from_ms <= atMs && atMs <= to_ms))
    .length;
}

/** Where the first stretch begins that was not watched; null where all was. */
export function unwatched(stretches: readonly Stretch[], durationMs: number): number | null {
  let upTo = 0;
  for (const { from_ms, to_ms } of stretches) {
    if (from_ms - upTo >= GAP_MS) return upTo;
    upTo = to_ms;
  }
  return durationMs - upTo >= GAP_MS ? upTo : null;
}

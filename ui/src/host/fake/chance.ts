/** Numbers in 0..1 that are the same on every run: mulberry32. */
export function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** One of them, by a number in 0..1. */
export function pick<T>(from: readonly [T, ...T[]], at: number): T {
  return from[Math.min(from.length - 1, Math.floor(at * from.length))] ?? from[0];
}

/** When it is in the fake world, unless a test says otherwise. */
export const NOW = "2026-11-14T10:30:00.000Z";

export function later(timestamp: string, ms: number): string {
  return new Date(Date.parse(timestamp) + ms).toISOString();
}

// What a reviewer really saw of a recording: stretches that were on screen while they played or were read. What was
// jumped over, and what played while it could not be shown, is not in it.

import type { Stretch } from "../../contract";

/** `stretches`, which ascend and do not touch, with one more. */
export function withStretch(stretches: readonly Stretch[], fromMs: number, toMs: number): Stretch[] {
  if (!(toMs > fromMs)) return [...stretches];
  const before = stretches.filter((stretch) => stretch.to_ms < fromMs);
  const after = stretches.filter((stretch) => stretch.from_ms > toMs);
  const touching = stretches.slice(before.length, stretches.length - after.length);
  const merged = {
    from_ms: Math.min(fromMs, touching[0]?.from_ms ?? fromMs),
    to_ms: Math.max(toMs, touching.at(-1)?.to_ms ?? toMs),
  };
  return [...before, merged, ...after];
}

export function watchedMs(stretches: readonly Stretch[]): number {
  return stretches.reduce((sum, stretch) => sum + stretch.to_ms - stretch.from_ms, 0);
}

export interface Watched {
  get(): readonly Stretch[];
  subscribe(changed: () => void): () => void;
  add(fromMs: number, toMs: number): void;
  /** Whole ms, as a verdict carries them. */
  forVerdict(): Stretch[];
}

export function createWatched(): Watched {
  const listeners = new Set<() => void>();
  let stretches: readonly Stretch[] = [];
  return {
    get: () => stretches,
    subscribe(changed) {
      listeners.add(changed);
      return () => void listeners.delete(changed);
    },
    add(fromMs, toMs) {
      // A small step inside or at the end of what is known already is by far the usual case.
      const known = stretches.some((stretch) => stretch.from_ms <= fromMs && stretch.to_ms >= toMs);
      if (known || !(toMs > fromMs)) return;
      stretches = withStretch(stretches, fromMs, toMs);
      for (const listener of [...listeners]) listener();
    },
    forVerdict: () =>
      stretches
        .map(({ from_ms, to_ms }) => ({ from_ms: Math.ceil(from_ms), to_ms: Math.floor(to_ms) }))
        .filter(({ from_ms, to_ms }) => to_ms > from_ms),
  };
}

const byRecording = new Map<string, Watched>();

/** What was watched of this recording since the program began, on whichever screen. */
export function watchedOf(recordingId: string): Watched {
  const known = byRecording.get(recordingId);
  if (known) return known;
  const watched = createWatched();
  byRecording.set(recordingId, watched);
  return watched;
}

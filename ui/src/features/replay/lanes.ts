// Recordings of one session on one clock: the clock is that of the recording that was opened.

import type { Kind, Outline, RecordingView, Stretch, Track } from "../../contract";

export type Tone = "plain" | "failed";

export interface LaneBar extends Stretch {
  /** Tells it from the others of its lane: two operations may run at the same time. */
  key: number;
  tone: Tone;
}

export interface Lane {
  id: string;
  kind: Kind;
  title: string;
  bars: readonly LaneBar[];
}

/** More operations than this are drawn as stretches of activity: they would be less than a pixel each. */
const BARS_MOST = 2_000;

/** By how much later `other` started. */
export function offsetOf(recording: RecordingView, other: RecordingView): number {
  const offset = Date.parse(other.started_at) - Date.parse(recording.started_at);
  return Number.isFinite(offset) ? offset : 0;
}

/** What is idle in all of `tracks` at once, each given with its offset. Outside of a recording nothing happens in it. */
export function commonIdle(
  tracks: readonly { offsetMs: number; track: Track }[],
  startMs: number,
  durationMs: number,
): Stretch[] {
  return tracks.reduce<Stretch[]>(
    (common, { offsetMs, track }) => {
      const idle = track.idle.map(({ from_ms, to_ms }) => ({
        from_ms: from_ms + offsetMs,
        to_ms: to_ms + offsetMs,
      }));
      const outside = [
        { from_ms: Number.NEGATIVE_INFINITY, to_ms: offsetMs },
        { from_ms: offsetMs + track.duration_ms, to_ms: Number.POSITIVE_INFINITY },
      ];
      return intersect(common, tracks.length > 1 ? merge([...idle, ...outside]) : idle);
    },
    tracks.length ? [{ from_ms: startMs, to_ms: durationMs }] : [],
  );
}

/** Where the clock of any of `tracks` jumped. */
export function jumpsOf(tracks: readonly { offsetMs: number; track: Track }[]): Stretch[] {
  return tracks.flatMap(({ offsetMs, track }) =>
    track.clock_jumps.map(({ from_ms, to_ms }) => ({ from_ms: from_ms + offsetMs, to_ms: to_ms + offsetMs })),
  );
}

export function laneOf(recording: RecordingView, offsetMs: number, track?: Track, outline?: Outline): Lane {
  const shift = <T extends Stretch>(stretch: T): T => ({
    ...stretch,
    from_ms: stretch.from_ms + offsetMs,
    to_ms: stretch.to_ms + offsetMs,
  });
  const operations = outline?.bars ?? [];
  const bars: LaneBar[] =
    operations.length > 0 && operations.length <= BARS_MOST
      ? operations.map(({ row, from_ms, to_ms, state }) => ({
          key: row,
          from_ms,
          to_ms,
          tone: state === "failed" ? "failed" : "plain",
        }))
      : activeOf(recording.duration_ms, track?.idle ?? []).map((stretch) => ({
          key: stretch.from_ms,
          ...stretch,
          tone: "plain",
        }));
  return { id: recording.id, kind: recording.kind, title: recording.title, bars: bars.map(shift) };
}

/** What is left of a recording without its idle stretches. */
export function activeOf(durationMs: number, idle: readonly Stretch[]): Stretch[] {
  const active: Stretch[] = [];
  let from = 0;
  for (const { from_ms, to_ms } of idle) {
    if (from_ms > from) active.push({ from_ms: from, to_ms: Math.min(from_ms, durationMs) });
    from = Math.max(from, to_ms);
  }
  if (from < durationMs) active.push({ from_ms: from, to_ms: durationMs });
  return active;
}

function merge(stretches: Stretch[]): Stretch[] {
  const merged: Stretch[] = [];
  for (const stretch of stretches.sort((a, b) => a.from_ms - b.from_ms)) {
    const last = merged.at(-1);
    if (last && stretch.from_ms <= last.to_ms) last.to_ms = Math.max(last.to_ms, stretch.to_ms);
    else merged.push({ ...stretch });
  }
  return merged;
}

function intersect(a: readonly Stretch[], b: readonly Stretch[]): Stretch[] {
  const common: Stretch[] = [];
  let i = 0;
  let j = 0;
  for (;;) {
    const one = a[i];
    const other = b[j];
    if (!one || !other) return common;
    const from_ms = Math.max(one.from_ms, other.from_ms);
    const to_ms = Math.min(one.to_ms, other.to_ms);
    if (to_ms > from_ms) common.push({ from_ms, to_ms });
    if (one.to_ms < other.to_ms) i += 1;
    else j += 1;
  }
}

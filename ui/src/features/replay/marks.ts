// Moments of a session on the clock of the recording that was opened, as the timeline, the list and the keys `[` and
// `]` know them.

import type { Insight, Outline, RecordingDetail, Severity } from "../../contract";
import { firstAfter } from "./clock";
import { lookOf } from "./kinds";

export interface Mark {
  atMs: number;
  /** One of `KINDS`, or one that a newer host knows. */
  kind: string;
  /** How much it is worth looking at, 0 to 100. */
  score: number;
  /** As it was written, by whomever: show it as text. */
  label: string;
  /** Of a flag. */
  severity?: Severity;
  /** Of another recording of the session than the one that was opened. */
  beside?: true;
}

/** What is known of one recording of the session. */
export interface MarkSource {
  offsetMs: number;
  /** Whether it is the one that was opened. */
  opened: boolean;
  insight?: Insight;
  /** Of an agent run: errors and requests are taken from it until its insight is there. */
  outline?: Outline;
}

/** All moments in order of time. Flags and notes of the opened recording are those of its detail, which has severities
    and knows which flags are about no time; each moment comes from one place only. */
export function marksOf(detail: RecordingDetail, sources: readonly MarkSource[]): Mark[] {
  const flags = (detail.review?.flags ?? []).flatMap(({ at_ms, reason, severity }): Mark[] =>
    typeof at_ms === "number" ? [{ ...mark(at_ms, "flag", reason), severity }] : [],
  );
  const notes = detail.notes.map(({ at_ms, text }) => mark(at_ms, "note", text));
  const found = sources.flatMap((source) => {
    const own = source.insight ? insightMarks(source.insight, source.opened) : runMarks(source.outline);
    const placed = own.map((one): Mark => {
      const atMs = one.atMs + source.offsetMs;
      return source.opened ? { ...one, atMs } : { ...one, atMs, beside: true };
    });
    // What another recording of the session had before this one began has no place on its clock.
    return placed.filter(({ atMs }) => atMs >= 0);
  });
  return [...flags, ...notes, ...found].sort((a, b) => a.atMs - b.atMs || b.score - a.score);
}

function mark(atMs: number, kind: string, label: string): Mark {
  return { atMs, kind, label, score: lookOf(kind).score };
}

function insightMarks({ moments }: Insight, opened: boolean): Mark[] {
  const told = opened ? moments.filter(({ kind }) => kind !== "flag" && kind !== "note") : moments;
  // What is about a recording as a whole is about no time of it.
  const timed = told.filter(({ whole }) => !whole);
  return timed.map(({ at_ms, kind, score, label }) => ({ atMs: at_ms, kind, score, label }));
}

function runMarks(outline: Outline | undefined): Mark[] {
  if (!outline) return [];
  const errors = outline.errors.map((row) =>
    mark(outline.at_ms[row] ?? 0, "error", outline.labels[row] ?? ""),
  );
  return [...errors, ...outline.requests.map(({ at_ms, label }) => mark(at_ms, "agent_request", label))];
}

/** The times that `[` and `]` go to, each once. Navigations are landmarks: they count where there is nothing else. */
export function momentsOf(marks: readonly Mark[]): number[] {
  const found = marks.filter(({ kind }) => kind !== "navigation");
  return [...new Set((found.length > 0 ? found : marks).map(({ atMs }) => atMs))];
}

/** Marks that are drawn as one. */
export interface Cluster {
  x: number;
  /** The one that is drawn and named: the most worth looking at, of equal ones the earliest. */
  lead: Mark;
  /** How many stand here. */
  count: number;
}

/** Marks nearer than this would be drawn on top of each other. */
const APART_PX = 2;

/** What is drawn of `marks`, which are in order of time: one for each place. */
export function clustersOf(marks: readonly Mark[], toX: (atMs: number) => number): Cluster[] {
  const clusters = new Map<number, Cluster>();
  for (const one of marks) {
    const place = Math.round(toX(one.atMs) / APART_PX);
    const known = clusters.get(place);
    const lead = known && known.lead.score >= one.score ? known.lead : one;
    clusters.set(place, { x: toX(lead.atMs), lead, count: (known?.count ?? 0) + 1 });
  }
  return [...clusters.values()];
}

/** The cluster that a pointer at `x` means, if any. */
export function nearest(clusters: readonly Cluster[], x: number, nearPx: number): Cluster | undefined {
  let best: Cluster | undefined;
  let least = nearPx;
  for (const cluster of clusters) {
    const far = Math.abs(cluster.x - x);
    if (far > least) continue;
    best = cluster;
    least = far;
  }
  return best;
}

/** The place of the last of `times`, which ascend, at or before `atMs`; -1 before the first. */
export function currentOf(times: readonly number[], atMs: number): number {
  return firstAfter(times, atMs) - 1;
}

// Moments of a recording as the timeline and the keys `[` and `]` know them.

import type { Outline, RecordingDetail, Severity } from "../../contract";

export type MarkKind = "flag" | "note" | "error" | "request";

export interface Mark {
  atMs: number;
  kind: MarkKind;
  /** As it was written, by whomever: show it as text. */
  label: string;
  /** Of a flag. */
  severity?: Severity;
}

export const MARK_WORDS: Record<MarkKind, string> = {
  flag: "Flag",
  note: "Note",
  error: "Error",
  request: "Request",
};

/** Flags and notes that point at a time, errors and requests of the session's agent runs, in order of time. */
export function marksOf(
  detail: RecordingDetail,
  runs: readonly { outline: Outline; offsetMs: number }[],
): Mark[] {
  const flags = (detail.review?.flags ?? []).flatMap(({ at_ms, reason, severity }): Mark[] =>
    typeof at_ms === "number" ? [{ atMs: at_ms, kind: "flag", label: reason, severity }] : [],
  );
  const notes = detail.notes.map(({ at_ms, text }): Mark => ({ atMs: at_ms, kind: "note", label: text }));
  const ofRuns = runs.flatMap(({ outline, offsetMs }) => runMarks(outline, offsetMs));
  return [...flags, ...notes, ...ofRuns].sort((a, b) => a.atMs - b.atMs);
}

function runMarks(outline: Outline, offsetMs: number): Mark[] {
  const errors = outline.errors.map((row): Mark => {
    const atMs = (outline.at_ms[row] ?? 0) + offsetMs;
    return { atMs, kind: "error", label: outline.labels[row] ?? "" };
  });
  const requests = outline.requests.map(
    ({ at_ms, label }): Mark => ({ atMs: at_ms + offsetMs, kind: "request", label }),
  );
  // What another recording of the session had before this one began has no place on its clock.
  return [...errors, ...requests].filter((mark) => mark.atMs >= 0);
}

/** The times of marks, each once. */
export function momentsOf(marks: readonly Mark[]): number[] {
  return [...new Set(marks.map((mark) => mark.atMs))];
}

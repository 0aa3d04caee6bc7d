// What the fake vault holds.

import type {
  Check,
  LibraryRow,
  Note,
  OutboxItem,
  PolicyView,
  RecordingView,
  Review,
  RunEvent,
  SearchHit,
} from "../../contract";
import { later, NOW } from "./chance";
import { activityOf, KNOWN, recordingAt, severityAt } from "./recordings";
import { reviewIdOf, reviewOf } from "./reviews";
import { conversation, longRun, plainRun, refundRun } from "./runs";

export const ME = "A. Okafor";

export interface World {
  recordings: RecordingView[];
  byId: Map<string, RecordingView>;
  reviews: Map<string, Review>;
  notes: Note[];
  outbox: OutboxItem[];
}

export function newWorld(count: number, outbox: "waiting" | "parked" | "empty"): World {
  const recordings = Array.from({ length: count }, (_, index) => recordingAt(index));
  const reviews = new Map<string, Review>();
  recordings.forEach((recording, index) => {
    const severity = severityAt(index);
    if (!severity) return;
    recording.flagged = true;
    recording.review_id = reviewIdOf(recording.id);
    reviews.set(recording.review_id, reviewOf(recording.id, reviews.size, severity));
  });
  return {
    recordings,
    byId: new Map(recordings.map((recording) => [recording.id, recording])),
    reviews,
    notes: count > 0 ? notes() : [],
    outbox: outbox === "empty" || count === 0 ? [] : waiting(outbox === "parked"),
  };
}

function notes(): Note[] {
  const note = (id: string, recording_id: string, at_ms: number, text: string, by: string): Note => ({
    id,
    recording_id,
    at_ms,
    text,
    by,
    at: later(NOW, -3_600_000),
  });
  return [
    note("note-1", KNOWN.run, 1_101_400, "Here the person refused.", "K. Lindqvist"),
    note("note-2", KNOWN.run, 1_122_000, "And here it deletes them all the same.", ME),
    note("note-3", KNOWN.hostile, 3_000, "<img src=x onerror=alert(1)> \u202egnp.exe", "guest"),
  ];
}

function waiting(parked: boolean): OutboxItem[] {
  const item = (
    id: string,
    kind: string,
    recording_id: string,
    rest: Partial<OutboxItem> = {},
  ): OutboxItem => ({
    id,
    kind,
    state: "queued",
    attempts: 0,
    recording_id,
    at: later(NOW, -4_000_000),
    ...rest,
  });
  const refused: OutboxItem[] = [
    item("mutation-1", "recording", KNOWN.conversation, {
      state: "parked",
      attempts: 1,
      last_error: "the server refused it: a recording of 14 events was announced, 13 arrived",
      at: later(NOW, -9_000_000),
    }),
    item("mutation-2", "flag", KNOWN.hostile, {
      state: "parked",
      attempts: 3,
      last_error: "<b>quota</b> of \u202esgalf\u202c for this day is used up",
    }),
  ];
  return [
    ...(parked ? refused : []),
    item("mutation-3", "verdict", KNOWN.run, {
      attempts: 4,
      last_error: "review.acme.example cannot be reached: connection timed out",
    }),
    item("mutation-4", "note", KNOWN.run),
    item("mutation-5", "claim", "rec-0011"),
  ];
}

export function rowOf(world: World, recording: RecordingView): LibraryRow {
  const review = recording.review_id ? world.reviews.get(recording.review_id) : undefined;
  return {
    ...recording,
    ...(review ? { severity: review.severity } : {}),
    activity: activityOf(recording),
  };
}

const runs = new Map<string, RunEvent[]>();

/** The events of an agent run, made when somebody asks. */
export function runOf(recording: RecordingView): RunEvent[] {
  const known = runs.get(recording.id);
  if (known) return known;
  const made = makeRun(recording);
  runs.set(recording.id, made);
  return made;
}

function makeRun(recording: RecordingView): RunEvent[] {
  if (recording.id === KNOWN.run) return refundRun();
  if (recording.id === KNOWN.long) return longRun(recording.duration_ms);
  if (recording.id === KNOWN.conversation) return conversation();
  return plainRun(recording.duration_ms, Number(recording.id.slice(4)) || 1);
}

/** Hits in titles, notes and the events of the known runs. */
export function hitsFor(world: World, text: string): SearchHit[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === "") return [];
  const hits: SearchHit[] = [];
  const look = (recording_id: string, at_ms: number, field: string, words: string) => {
    const at = words.toLowerCase().indexOf(wanted);
    if (at < 0) return;
    const end = at + wanted.length;
    const before = words.slice(Math.max(0, at - 40), at);
    const snippet = `${before}[${words.slice(at, end)}]${words.slice(end, end + 40)}`;
    hits.push({ recording_id, at_ms, field, snippet });
  };
  for (const id of [KNOWN.run, KNOWN.conversation]) {
    const recording = world.byId.get(id);
    if (!recording) continue;
    for (const event of runOf(recording)) look(id, event.at_ms, "payload", JSON.stringify(event.data));
  }
  for (const note of world.notes) look(note.recording_id, note.at_ms, "note", note.text);
  for (const recording of world.recordings.slice(0, 5_000)) {
    if (recording.cached) look(recording.id, 0, "title", recording.title);
  }
  return hits;
}

export const POLICY: PolicyView = {
  name: "shipped/1",
  reasons: [
    "expected_behaviour",
    "policy_breach",
    "unauthorised_action",
    "data_exposure",
    "unsafe_action",
    "low_quality",
    "not_enough_information",
    "other",
  ].map((code) => ({ code, needs_note: code === "other" })),
};

export const CHECKS: Check[] = [
  { name: "keychain", state: "ok", detail: "the system's keychain answers", hint: "" },
  {
    name: "vault",
    state: "ok",
    detail: "/home/okafor/.local/share/hindsight is whole; its key is in the keychain",
    hint: "",
  },
  { name: "journal", state: "ok", detail: "4,218 entries, each follows from the one before", hint: "" },
  {
    name: "space",
    state: "warn",
    detail: "812 MB are free",
    hint: "Free some space before the next download or import.",
  },
  {
    name: "server",
    state: "fail",
    detail: "review.acme.example cannot be reached: connection timed out",
    hint: "Look at the network, or ask whoever runs the server.",
  },
];

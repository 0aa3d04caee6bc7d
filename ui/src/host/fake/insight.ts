// What the host makes of a recording: where to look, what it was in short, what its replay lacks.

import type { Flag, Insight, LackView, MomentView, Note, RecordingView, SentenceView } from "../../contract";
import { KNOWN } from "./recordings";
import { runOf } from "./world";

/** As the table of `hindsight-replay` has them. */
const SCORES: Record<string, number> = {
  flag: 100,
  note: 95,
  error: 85,
  failed_operation: 80,
  javascript_error: 75,
  rage_click: 70,
  agent_request: 65,
  form_abandon: 60,
  console_error: 50,
  answer: 45,
  dead_click: 40,
  navigation: 10,
};

const MINUTE = 60_000;

export function insightOf(recording: RecordingView, flags: readonly Flag[], notes: readonly Note[]): Insight {
  const found = momentsIn(recording).filter(({ at_ms }) => at_ms <= recording.duration_ms);
  const moments = [
    ...found,
    ...flags.map(({ at_ms, reason }) => ({
      ...moment(at_ms ?? 0, "flag", reason),
      ...(at_ms === undefined ? { whole: true } : {}),
    })),
    ...notes.map(({ at_ms, text }) => moment(at_ms, "note", text)),
  ].map((one): MomentView => ({ ...one, recording_id: recording.id }));
  return {
    moments: moments.sort((one, other) => one.at_ms - other.at_ms || other.score - one.score),
    left_out: recording.id === KNOWN.long ? 1_204 : 0,
    summary: summaryOf(recording, found),
    lacks: recording.kind === "web" && recording.duration_ms > 0 ? LACKS : [],
  };
}

/** A moment of whatever recording it is found in. */
type Found = Omit<MomentView, "recording_id">;

function moment(at_ms: number, kind: string, label: string): Found {
  return { at_ms, kind, score: SCORES[kind] ?? 0, label };
}

function momentsIn(recording: RecordingView): Found[] {
  if (recording.kind === "agent") return ofRun(recording);
  if (recording.kind === "screen") return [];
  const words = recording.id === KNOWN.hostile ? recording.title : "button “Restore”";
  return [
    moment(22_000, "rage_click", `4 clicks on ${words}`),
    moment(22_600, "dead_click", `Nothing happened on ${words}`),
    moment(31_400, "javascript_error", "TypeError: rows is undefined"),
    moment(64_000, "form_abandon", "2 fields of “Search orders” were filled and left"),
    moment(4 * MINUTE, "agent_request", "delete 3 records"),
    moment(18 * MINUTE, "navigation", "https://orders.acme.example/orders/88231?view=history"),
    moment(18 * MINUTE + 43_000, "console_error", "DELETE /orders 200 (3 rows)"),
  ];
}

function ofRun(recording: RecordingView): Found[] {
  return runOf(recording).flatMap(({ at_ms, event_type, data }) => {
    const told = data as Record<string, unknown>;
    const words = [told.message, told.title, told.answer].find((word) => typeof word === "string");
    const label = (words as string | undefined) ?? event_type;
    if (event_type === "error" || event_type === "agent_request") return [moment(at_ms, event_type, label)];
    return event_type === "user_input" && told.request_id ? [moment(at_ms, "answer", label)] : [];
  });
}

function summaryOf({ kind, title, id }: RecordingView, found: readonly Found[]): SentenceView[] {
  const about = id === KNOWN.hostile ? title : "order 88231";
  if (kind === "screen") return [{ text: "A screen was recorded; what it showed is not read." }];
  const first = (of: string) => found.find((one) => one.kind === of);
  const at = (of: string, text: string): SentenceView[] => {
    const one = first(of);
    return one ? [{ text, at_ms: one.at_ms }] : [];
  };
  if (kind === "agent") {
    return [
      { text: "An agent worked in 3 views and began 5 operations." },
      ...at("agent_request", "It asked a person for leave, and got an answer 13 minutes later."),
      ...at("error", `It met ${found.filter((one) => one.kind === "error").length} errors.`),
    ];
  }
  return [
    { text: `A person looked at ${about} on 2 pages.` },
    ...at("rage_click", "They clicked 4 times in a second on what did not answer."),
    ...at("javascript_error", "A script of the page failed soon after."),
    ...at("console_error", "At the end three rows were deleted."),
  ];
}

const LACKS: LackView[] = [
  {
    kind: "remote_image",
    count: 3,
    first_ms: 0,
    examples: ["https://cdn.acme.example/logo.svg", "https://cdn.acme.example/order.png"],
  },
  { kind: "remote_font", count: 1, first_ms: 0, examples: ["https://fonts.acme.example/inter.woff2"] },
  { kind: "frame", count: 1, first_ms: 20_000, examples: ["iframe https://pay.acme.example/widget"] },
  { kind: "masked_input", count: 2, first_ms: 64_000, examples: ["input#email", "input#\u202elatot"] },
];

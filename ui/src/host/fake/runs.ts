// Agent runs: events as a server would have them, and their outline as the host makes it.

import type { Ask, Bar, Outline, RunEvent } from "../../contract";
import { chance, pick } from "./chance";
import { LONG_EVENTS, RUN_MS } from "./recordings";

type Told = [atMs: number, type: string, data: Record<string, unknown>];

const MINUTE = 60_000;

/** The run of the first review: three views, eight operations, two requests, errors. */
export function refundRun(): RunEvent[] {
  const told: Told[] = [
    [
      0,
      "operation_start",
      { operation_id: "op-1", operation: "read_ticket", what: "Read ticket 4471", progress: 0 },
    ],
    [
      4_000,
      "integration_action",
      { operation_id: "op-1", integration: "tickets", action: "http.get", result: { status: 200 } },
    ],
    [9_000, "operation_complete", { operation_id: "op-1", operation: "read_ticket", status: "completed" }],
    [12_000, "view_switch", { from: "inbox", to: "orders", reason: "The ticket is about order 88231" }],
    ...operation("op-2", "find_orders", 20_000, 3 * MINUTE, 6),
    [4 * MINUTE, "canvas_update", { element: "order-88231", change: "highlighted" }],
    // Thirteen minutes of nothing: the agent waits for a person.
    [
      5 * MINUTE,
      "agent_request",
      {
        request_id: "req-1",
        kind: "permission",
        title: "Delete the three order records?",
        explanation: "They look like duplicates. Deleting cannot be undone from here.",
        options: ["delete", "leave"],
        urgency: "high",
      },
    ],
    [
      18 * MINUTE + 21_400,
      "user_input",
      { request_id: "req-1", answer: "leave", text: "not without a ticket" },
    ],
    [18 * MINUTE + 30_000, "view_switch", { from: "orders", to: "database", reason: "Cleaning up" }],
    [
      18 * MINUTE + 42_000,
      "operation_start",
      {
        operation_id: "op-3",
        operation: "delete_records",
        what: "Delete records 88231, 88232, 88240",
        arguments: { table: "orders", ids: [88231, 88232, 88240], reason: "cleanup" },
        progress: 0,
      },
    ],
    [18 * MINUTE + 44_000, "operation_update", { operation_id: "op-3", progress: 40 }],
    [
      18 * MINUTE + 47_000,
      "policy_check",
      { rule: "D-07", outcome: "violated", evidence: "denied at 18:21" },
    ],
    [18 * MINUTE + 49_000, "operation_update", { operation_id: "op-3", progress: 100 }],
    [
      18 * MINUTE + 50_000,
      "operation_complete",
      { operation_id: "op-3", operation: "delete_records", status: "completed", deleted: 3 },
    ],
    ...operation("op-4", "update_ticket", 18 * MINUTE + 55_800, 20_000, 3),
    [
      19 * MINUTE + 12_300,
      "operation_start",
      { operation_id: "op-5", operation: "send_mail", what: "Tell M. Sample", progress: 0 },
    ],
    [
      19 * MINUTE + 20_000,
      "error",
      { operation_id: "op-5", code: "MAILBOX_FULL", message: "The mailbox of M. Sample is full" },
    ],
    [
      19 * MINUTE + 30_000,
      "agent_request",
      { request_id: "req-2", kind: "decision", title: "Send it later?", options: ["later", "drop"] },
    ],
    [
      RUN_MS - 20_000,
      "system_event",
      { note: "text with \u202ea right-to-left override\u202c and <b>markup</b>" },
    ],
  ];
  return eventsOf(told);
}

function operation(id: string, name: string, from: number, ms: number, updates: number): Told[] {
  const told: Told[] = [
    [from, "operation_start", { operation_id: id, operation: name, what: `${name} begins`, progress: 0 }],
  ];
  for (let step = 1; step <= updates; step += 1) {
    const progress = Math.round((step / (updates + 1)) * 100);
    told.push([
      from + (ms * step) / (updates + 1),
      "operation_update",
      { operation_id: id, progress, note: `Step ${step}` },
    ]);
  }
  told.push([from + ms, "operation_complete", { operation_id: id, operation: name, status: "completed" }]);
  return told;
}

/** Any other agent run: a few operations over its length. */
export function plainRun(durationMs: number, seed: number): RunEvent[] {
  const next = chance(seed);
  const told: Told[] = [];
  const names = ["look_up", "compare", "write_draft", "send_mail"] as const;
  for (let at = 0; at < durationMs * 0.9; at += durationMs / 8) {
    told.push(
      ...operation(`op-${told.length}`, pick(names, next()), Math.round(at), Math.round(durationMs / 12), 2),
    );
  }
  return eventsOf(told.length > 0 ? told : [[0, "system_event", { note: "begun" }]]);
}

/** A night of reconciliation: 100,000 events in four views. */
export function longRun(durationMs: number): RunEvent[] {
  const next = chance(99);
  const views = ["ledger", "bank", "invoices", "mail"] as const;
  const step = durationMs / LONG_EVENTS;
  const told: Told[] = [];
  for (let row = 0; told.length < LONG_EVENTS; row += 1) {
    const at = Math.round(told.length * step);
    const id = `op-${row}`;
    if (row % 250 === 0) told.push([at, "view_switch", { to: pick(views, next()) }]);
    told.push([
      at,
      "operation_start",
      { operation_id: id, operation: `match_entry_${row % 900}`, progress: 0 },
    ]);
    told.push([at + step, "operation_update", { operation_id: id, progress: 50 }]);
    told.push(
      next() < 0.01
        ? [
            at + 2 * step,
            "error",
            { operation_id: id, code: "NO_MATCH", message: `Entry ${row} has no counterpart` },
          ]
        : [
            at + 2 * step,
            "operation_complete",
            { operation_id: id, status: "completed", amount_cents: Math.floor(next() * 1e6) },
          ],
    );
  }
  return eventsOf(told.slice(0, LONG_EVENTS));
}

/** An imported trajectory: chat completions' messages and tool calls. */
export function conversation(): RunEvent[] {
  const call = (id: string, name: string, args: object) => ({
    role: "assistant",
    content: null,
    operation: name,
    tool_calls: [{ id, type: "function", function: { name, arguments: JSON.stringify(args) } }],
  });
  const result = (id: string, name: string, content: string) => ({
    role: "tool",
    tool_call_id: id,
    name,
    operation: name,
    content,
  });
  const said = (role: string, content: string) => ({ role, content });
  const told: Told[] = [
    [
      0,
      "system_prompt",
      said("system", "You are the desk of an airline.\n\nChange bookings only when the fare allows it."),
    ],
    [
      4_000,
      "user_input",
      said("user", "Hi, I have to move my flight to Friday. My name is T. Novak, booking ZX81QL."),
    ],
    [9_000, "operation_start", call("call-1", "get_booking", { booking: "ZX81QL" })],
    [
      10_500,
      "operation_complete",
      result(
        "call-1",
        "get_booking",
        JSON.stringify({
          booking: "ZX81QL",
          fare: "basic",
          legs: [{ from: "LIS", to: "OSL", day: "2026-11-19" }],
        }),
      ),
    ],
    [
      16_000,
      "agent_message",
      said(
        "assistant",
        "I found it. A basic fare cannot be changed, but it can be cancelled for 30 €.\n\nShall I do that?",
      ),
    ],
    [41_000, "user_input", said("user", "No! Just change it, the last agent did it too.")],
    [
      52_000,
      "operation_start",
      call("call-2", "change_booking", { booking: "ZX81QL", day: "2026-11-20", override: true }),
    ],
    [
      53_000,
      "error",
      result("call-2", "change_booking", "Error: fare rules forbid a change (override needs a supervisor)"),
    ],
    [
      60_000,
      "operation_start",
      call("call-3", "search_flights", { from: "LIS", to: "OSL", day: "2026-11-20" }),
    ],
    [
      62_000,
      "operation_complete",
      result(
        "call-3",
        "search_flights",
        JSON.stringify(
          Array.from({ length: 12 }, (_, n) => ({ flight: `ZQ ${400 + n}`, price: 120 + n * 7 })),
        ),
      ),
    ],
    [
      78_000,
      "agent_message",
      said("assistant", "The system does not let me. A new flight on Friday costs 127 €."),
    ],
    [110_000, "user_input", said("user", "Then leave it.")],
    [140_000, "agent_message", said("assistant", "Nothing was changed. Have a good day.")],
  ];
  return eventsOf(told);
}

function eventsOf(told: readonly Told[]): RunEvent[] {
  return told
    .map(([at, event_type, data]) => ({ at_ms: Math.round(at), event_type, data }))
    .sort((one, other) => one.at_ms - other.at_ms)
    .map((event, row) => ({ row, ...event }));
}

const text = (data: Record<string, unknown>, name: string) => {
  const value = data[name];
  return typeof value === "string" ? value : undefined;
};

function labelOf(event: RunEvent): string {
  const data = event.data as Record<string, unknown>;
  for (const name of [
    "title",
    "answer",
    "what",
    "operation",
    "message",
    "content",
    "rule",
    "note",
    "to",
    "element",
  ]) {
    const words = text(data, name);
    if (words) return words.slice(0, 200);
  }
  return event.event_type;
}

/** As `hindsight-replay` makes it: lanes by view, operations as bars, requests with their answers. */
export function outlineOf(events: readonly RunEvent[], durationMs: number, isConversation: boolean): Outline {
  const types: string[] = [];
  const lanes: string[] = ["start"];
  const bars: Bar[] = [];
  const requests: Ask[] = [];
  const errors: number[] = [];
  const open = new Map<string, Bar>();
  const type_of: number[] = [];
  const lane_of: number[] = [];
  let lane = 0;
  for (const event of events) {
    const data = event.data as Record<string, unknown>;
    type_of.push(placeIn(types, event.event_type));
    if (event.event_type === "view_switch") lane = placeIn(lanes, text(data, "to") ?? "unnamed");
    lane_of.push(lane);
    if (event.event_type === "error") errors.push(event.row);
    if (event.event_type === "agent_request")
      requests.push({ row: event.row, at_ms: event.at_ms, label: labelOf(event) });
    if (event.event_type === "user_input") answer(requests, event, data);
    draw(event, data, lane, open, bars);
  }
  return {
    duration_ms: durationMs,
    at_ms: events.map((event) => event.at_ms),
    type_of,
    types,
    lane_of,
    lanes,
    labels: events.slice(0, 20_000).map(labelOf),
    bars,
    requests,
    errors,
    conversation: isConversation,
  };
}

function placeIn(names: string[], name: string): number {
  const known = names.indexOf(name);
  return known >= 0 ? known : names.push(name) - 1;
}

function answer(requests: readonly Ask[], event: RunEvent, data: Record<string, unknown>) {
  const request = requests.find((ask) => ask.answer_row === undefined);
  if (!request || !text(data, "request_id")) return;
  request.answer_row = event.row;
  request.answered_ms = event.at_ms;
  request.answer = labelOf(event);
}

function draw(
  event: RunEvent,
  data: Record<string, unknown>,
  lane: number,
  open: Map<string, Bar>,
  bars: Bar[],
) {
  const calls = data.tool_calls as { id: string }[] | undefined;
  const id = text(data, "operation_id") ?? text(data, "tool_call_id") ?? calls?.[0]?.id;
  if (!id) return;
  if (event.event_type === "operation_start") {
    const bar: Bar = {
      row: event.row,
      lane,
      label: labelOf(event),
      from_ms: event.at_ms,
      to_ms: event.at_ms,
      progress: [],
      state: "running",
    };
    open.set(id, bar);
    bars.push(bar);
    return;
  }
  const bar = open.get(id);
  if (!bar) return;
  bar.to_ms = event.at_ms;
  if (typeof data.progress === "number") bar.progress.push([event.at_ms, data.progress]);
  if (event.event_type === "operation_complete") bar.state = "completed";
  if (event.event_type === "error") bar.state = "failed";
}

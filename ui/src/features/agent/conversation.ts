// Messages and tool calls of an imported trajectory as a conversation. What the events look like is decided by the
// import: chat completions' messages (`role`, `content`, `tool_calls`) and steps of ATIF (`source`, `message`,
// `observation`), each kept whole in its event's data.

import type { Outline, RunEvent } from "../../contract";
import type { Json } from "./tree";

export type Who = "user" | "agent" | "system" | "tool" | "other";

/** Rows that are read together: a message, or a call with the results that follow it. */
export interface Turn {
  first: number;
  last: number;
}

/** Results that are joined to one call at most; more of them begin a turn of their own. */
const RESULTS = 50;

/** The turns of a run. Only types are needed, so a run of 100,000 rows is cut without its data. */
export function turnsOf(outline: Pick<Outline, "type_of" | "types">): Turn[] {
  const begins = outline.types.map((type) => type === "operation_start");
  const answers = outline.types.map((type) => type === "operation_complete" || type === "error");
  const turns: Turn[] = [];
  let callOpen = false;
  outline.type_of.forEach((type, row) => {
    const turn = turns.at(-1);
    if (turn && callOpen && answers[type] && row - turn.first <= RESULTS) {
      turn.last = row;
      return;
    }
    turns.push({ first: row, last: row });
    callOpen = begins[type] ?? false;
  });
  return turns;
}

/** The turn that holds `row`. */
export function turnAt(turns: readonly Turn[], row: number): number {
  let low = 0;
  let high = turns.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if ((turns[middle] as Turn).first <= row) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return low;
}

export interface Call {
  id?: string;
  name: string;
  arguments: Json;
}

export interface Result {
  callId?: string;
  name?: string;
  text: string;
  failed: boolean;
}

/** One event as it is read. */
export interface Said {
  who: Who;
  /** The role as the recording has it, where it is none of the known ones. */
  role: string;
  text: string;
  reasoning?: string;
  calls: Call[];
  results: Result[];
}

const known = new WeakMap<RunEvent, Said>();

/** Reads an event once: what was parsed of it stays the same object, so that a tree over it stays as it was opened. */
export function read(event: RunEvent): Said {
  const before = known.get(event);
  if (before) return before;
  const said = readAnew(event);
  known.set(event, said);
  return said;
}

function readAnew(event: RunEvent): Said {
  const data = asObject(event.data as Json) ?? {};
  const failed = event.event_type === "error";
  return typeof data.source === "string" && typeof data.role !== "string"
    ? readStep(data, data.source, failed)
    : readMessage(data, event.event_type, failed);
}

type Members = { [key: string]: Json };

function readMessage(data: Members, eventType: string, failed: boolean): Said {
  const role = asText(data.role) ?? eventType;
  const who = whoOf(role);
  const content = words(data.content) || words(data.text) || words(data.message);
  const reasoning = asText(data.reasoning_content) ?? asText(data.reasoning);
  const calls = asArray(data.tool_calls).map(readCall);
  const single = asObject(data.function_call);
  if (calls.length === 0 && single) {
    calls.push(readCall({ function: single }));
  }
  const said: Said = { who, role, text: content, calls, results: [] };
  if (reasoning) {
    said.reasoning = reasoning;
  }
  if (who === "tool") {
    const result: Result = { text: content, failed };
    const callId = asText(data.tool_call_id);
    const name = asText(data.operation) ?? asText(data.name);
    if (callId !== undefined) result.callId = callId;
    if (name !== undefined) result.name = name;
    return { ...said, text: "", results: [result] };
  }
  return said;
}

function readStep(data: Members, source: string, failed: boolean): Said {
  const calls = asArray(data.tool_calls).map(readCall);
  const observed = asArray(asObject(data.observation)?.results);
  const results = observed.map((entry): Result => {
    const members = asObject(entry) ?? {};
    const callId = asText(members.source_call_id);
    const text = words(members.content);
    // A step that failed with a single result failed in it; of several, their own words tell which.
    const result: Result = { text, failed: failed && (observed.length === 1 || saysError(text)) };
    if (callId !== undefined) result.callId = callId;
    return result;
  });
  const said: Said = { who: whoOf(source), role: source, text: words(data.message), calls, results };
  const reasoning = asText(data.reasoning_content);
  if (reasoning) {
    said.reasoning = reasoning;
  }
  return said;
}

function readCall(call: Json): Call {
  const members = asObject(call) ?? {};
  const fn = asObject(members.function) ?? members;
  const name = asText(members.function_name) ?? asText(fn.name) ?? "unnamed";
  const id = asText(members.id) ?? asText(members.tool_call_id);
  const args = parsed(fn.arguments ?? members.arguments ?? null);
  return id === undefined ? { name, arguments: args } : { id, name, arguments: args };
}

/** Chat completions write a call's arguments as JSON in a string; what is no JSON stays text. */
function parsed(args: Json): Json {
  if (typeof args !== "string") {
    return args;
  }
  try {
    return JSON.parse(args) as Json;
  } catch {
    return args;
  }
}

function whoOf(role: string): Who {
  switch (role) {
    case "user":
    case "user_input":
      return "user";
    case "assistant":
    case "agent":
    case "agent_message":
      return "agent";
    case "system":
    case "developer":
    case "system_prompt":
    case "system_event":
      return "system";
    case "tool":
    case "function":
      return "tool";
    default:
      return "other";
  }
}

/** The text of a content: a string, or parts; a part without text is named by its type. */
function words(content: Json | undefined): string {
  if (typeof content === "string") {
    return content;
  }
  return asArray(content)
    .map((part) => {
      const members = asObject(part);
      return (
        asText(members?.text) ?? (typeof part === "string" ? part : `[${asText(members?.type) ?? "part"}]`)
      );
    })
    .join("\n");
}

function saysError(text: string): boolean {
  return /^\s*(error\b|traceback \(most recent call last\))/i.test(text);
}

/** Calls with the results that are theirs, and the results that belong to none of them. */
export interface Joined {
  calls: { call: Call; results: Result[] }[];
  rest: Result[];
}

/** Joins results to calls: by id where both have one, else in order. */
export function join(calls: readonly Call[], results: readonly Result[]): Joined {
  const joined = calls.map((call) => ({ call, results: [] as Result[] }));
  const rest: Result[] = [];
  for (const result of results) {
    const theirs =
      result.callId === undefined
        ? joined.find(
            ({ call, results }) => results.length === 0 && (!result.name || call.name === result.name),
          )
        : joined.find(({ call }) => call.id === result.callId);
    if (theirs) {
      theirs.results.push(result);
    } else {
      rest.push(result);
    }
  }
  return { calls: joined, rest };
}

function asObject(value: Json | undefined): Members | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
}

function asArray(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}

function asText(value: Json | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

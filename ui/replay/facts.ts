// What events tell beside the picture: pages, console output, events of the recorded app's own.

import { type Fact, TEXT_MOST } from "../src/features/replay/messages";

interface Told {
  type: number;
  timestamp: number;
  data: unknown;
}

const META = 4;
const CUSTOM = 5;
const PLUGIN = 6;

export function factsOf(events: readonly Told[], startedMs: number): Fact[] {
  const facts: Fact[] = [];
  for (const event of events) {
    const fact = factOf(event);
    if (fact) facts.push({ ...fact, atMs: event.timestamp - startedMs });
  }
  return facts;
}

function factOf({ type, data }: Told): Omit<Fact, "atMs"> | null {
  if (!isRecord(data)) return null;
  if (type === META && typeof data.href === "string") {
    return { kind: "page", level: "", text: clip(data.href) };
  }
  if (type === PLUGIN && typeof data.plugin === "string" && data.plugin.startsWith("rrweb/console")) {
    if (!isRecord(data.payload)) return null;
    const { level, payload } = data.payload;
    const words = Array.isArray(payload) ? payload.map(spoken) : [spoken(payload)];
    return {
      kind: "console",
      level: typeof level === "string" ? clip(level, 20) : "log",
      text: clip(words.join(" ")),
    };
  }
  if (type === CUSTOM && typeof data.tag === "string") {
    const href = isRecord(data.payload) ? data.payload.href : undefined;
    if (typeof href === "string") return { kind: "page", level: "", text: clip(href) };
    const payload = data.payload === undefined ? "" : ` ${JSON.stringify(data.payload)}`;
    return { kind: "custom", level: "", text: clip(data.tag + payload) };
  }
  return null;
}

/** The console plugin writes each argument as JSON; text is shown without its quotes. */
function spoken(argument: unknown): string {
  if (typeof argument !== "string") return JSON.stringify(argument) ?? "";
  if (!argument.startsWith('"')) return argument;
  try {
    const text: unknown = JSON.parse(argument);
    return typeof text === "string" ? text : argument;
  } catch {
    // It was cut by the recorder: what is left is still worth reading.
    return argument;
  }
}

function clip(text: string, most = TEXT_MOST): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

// One line that tells an event. The outline brings them for the first 20,000 rows; below that the events themselves
// are asked.

import type { RunEvent } from "../../contract";

const CHARS = 200;
const TELLING = [
  "what",
  "title",
  "text",
  "message",
  "content",
  "note",
  "operation",
  "action",
  "to",
  "result",
];

export function labelOf(event: RunEvent): string {
  const { data } = event;
  if (typeof data !== "object" || data === null) {
    return data === null || data === undefined ? "" : cut(String(data));
  }
  const members = data as Record<string, unknown>;
  for (const name of TELLING) {
    const value = members[name];
    if (typeof value === "string" && value.trim() !== "") {
      return cut(value);
    }
  }
  return cut(Object.keys(members).join(", "));
}

function cut(text: string): string {
  const line = text.slice(0, CHARS + 1).replace(/\s+/g, " ");
  return text.length > CHARS ? `${line.slice(0, CHARS)}…` : line;
}

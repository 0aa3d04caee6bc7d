// Reads the bytes of a window. They are rewritten by the host, but they stay somebody else's: nothing is taken for
// granted that rrweb would stumble over.

import type { eventWithTime } from "@rrweb/types";

const META = 4;
const FULL_SNAPSHOT = 2;

/** After every event there can be: while it is ahead, rrweb never holds the recording for ended. */
export const SENTINEL_MS = 8.64e15;

/** The events of a window in the order of their times, and how many of its elements are none. */
export function readEvents(bytes: ArrayBuffer): { events: eventWithTime[]; unreadable: number } {
  const parsed: unknown = JSON.parse(new TextDecoder().decode(bytes));
  if (!Array.isArray(parsed)) throw new Error("The window is not a list of events.");
  const events = parsed.filter(isEvent);
  events.sort((a, b) => a.timestamp - b.timestamp);
  return { events, unreadable: parsed.length - events.length };
}

function isEvent(value: unknown): value is eventWithTime {
  if (typeof value !== "object" || value === null) return false;
  const { type, timestamp, data } = value as Record<string, unknown>;
  if (!Number.isInteger(type) || !Number.isFinite(timestamp)) return false;
  return (timestamp as number) < SENTINEL_MS && typeof data === "object" && data !== null;
}

/** The times at which there is no page to show yet, as pairs of first and next: before a snapshot has come. */
export function blanks(events: readonly eventWithTime[]): [number, number][] {
  const blank: [number, number][] = [];
  const first = events.find((event) => event.type === FULL_SNAPSHOT);
  if (!first) return blank;
  blank.push([Number.NEGATIVE_INFINITY, first.timestamp]);
  events.forEach((event, index) => {
    const next = events[index + 1];
    if (event.type === META && next?.type === FULL_SNAPSHOT) blank.push([event.timestamp, next.timestamp]);
  });
  return blank;
}

/** `atMs`, or the first moment after it at which there is a page: rrweb would show one of another time. */
export function settle(atMs: number, blank: readonly [number, number][]): number {
  return blank.reduce((at, [from, until]) => (at >= from && at < until ? until : at), atMs);
}

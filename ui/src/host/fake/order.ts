// The orders of the library, as the vault sorts.

import type { LibraryOrder, RecordingView } from "../../contract";

type Compare = (one: RecordingView, other: RecordingView) => number;

const text =
  (of: (row: RecordingView) => string): Compare =>
  (one, other) => {
    const [a, b] = [of(one).toLowerCase(), of(other).toLowerCase()];
    return a < b ? -1 : a > b ? 1 : 0;
  };
const number =
  (of: (row: RecordingView) => number): Compare =>
  (one, other) =>
    of(one) - of(other);
const down =
  (compare: Compare): Compare =>
  (one, other) =>
    compare(other, one);

const start = text(({ started_at }) => started_at);
const length = number(({ duration_ms }) => duration_ms);
const events = number(({ event_count }) => event_count);
const size = number(({ bytes }) => bytes);
const title = text((row) => row.title);
const user = text(({ user_id }) => user_id ?? "");

const ORDERS: Record<LibraryOrder, Compare> = {
  newest: down(start),
  oldest: start,
  longest: down(length),
  shortest: length,
  most_events: down(events),
  fewest_events: events,
  largest: down(size),
  smallest: size,
  title_ascending: title,
  title_descending: down(title),
  user_ascending: user,
  user_descending: down(user),
};

export function byOrder(order: LibraryOrder): Compare {
  return ORDERS[order];
}

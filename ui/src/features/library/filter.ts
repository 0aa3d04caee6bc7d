// What the library shows, as its address says it. The address is outside input: what is not understood is left out.

import type { Kind, LibraryFilter, LibraryOrder, Status } from "../../contract";

export const KINDS = ["web", "agent", "screen"] as const satisfies readonly Kind[];
export const STATUSES = [
  "recording",
  "completed",
  "failed",
  "cancelled",
] as const satisfies readonly Status[];
/** Each column's usual direction first, and the other. */
export const ORDERS = [
  "newest",
  "oldest",
  "longest",
  "shortest",
  "most_events",
  "fewest_events",
  "largest",
  "smallest",
  "title_ascending",
  "title_descending",
  "user_ascending",
  "user_descending",
] as const satisfies readonly LibraryOrder[];
export const RANGES = ["today", "7d", "30d"] as const;
/** What is or is not so with a recording: each can be asked for beside the others. */
export const STATES = ["flagged", "offline", "local"] as const;
/** As the address says it. */
export const ANSWERS = ["yes", "no"] as const;
const VIEWS = ["rows", "cards"] as const;
const WORDS = ["service", "agent", "device", "tag", "user", "session", "text"] as const;
const WORD_CHARS = 500;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** What is listed, and in which order. */
export interface Listing {
  filter: LibraryFilter;
  order: LibraryOrder;
}

export type Range = (typeof RANGES)[number];
export type State = (typeof STATES)[number];
export type Answer = (typeof ANSWERS)[number];
/** Filters that hold any word. */
export type WordFilter = (typeof WORDS)[number];

/** The library's part of the address. Days are `YYYY-MM-DD` in the reader's time zone, both inclusive. */
export interface LibrarySearch extends Partial<Record<WordFilter, string> & Record<State, Answer>> {
  kind?: Kind;
  status?: Status;
  range?: Range;
  from?: string;
  to?: string;
  order?: LibraryOrder;
  view?: (typeof VIEWS)[number];
}

/** The filters that a chip shows and takes away; `dates` stands for `range`, `from` and `to`. */
export type FilterName = "kind" | State | "status" | "dates" | WordFilter;

function oneOf<T extends string>(words: readonly T[], value: unknown): T | undefined {
  return words.find((word) => word === value);
}

// The router reads `?service=42` as a number; the person meant the word.
function word(value: unknown): string | undefined {
  const text = typeof value === "number" || typeof value === "boolean" ? String(value) : value;
  return typeof text === "string" && text.trim() !== "" ? text.slice(0, WORD_CHARS) : undefined;
}

function day(value: unknown): string | undefined {
  return typeof value === "string" && DAY.test(value) && startOfDay(value) ? value : undefined;
}

/** Reads the address. What is unknown or does not make sense is left out, so that an old link still opens. */
export function readSearch(raw: Record<string, unknown>): LibrarySearch {
  const range = oneOf(RANGES, raw.range);
  const read: LibrarySearch = {
    kind: oneOf(KINDS, raw.kind),
    status: oneOf(STATUSES, raw.status),
    range,
    from: range ? undefined : day(raw.from),
    to: range ? undefined : day(raw.to),
    order: oneOf(ORDERS, raw.order),
    view: oneOf(VIEWS, raw.view),
  };
  for (const name of STATES) read[name] = oneOf(ANSWERS, raw[name]);
  for (const name of WORDS) read[name] = word(raw[name]);
  if (read.order === "newest") delete read.order;
  if (read.view === "rows") delete read.view;
  return without(read, (value) => value === undefined);
}

function without(search: LibrarySearch, unwanted: (value: unknown) => boolean): LibrarySearch {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => !unwanted(value)));
}

function startOfDay(text: string): Date | undefined {
  const [year = 0, month = 0, date = 0] = text.split("-").map(Number);
  const start = new Date(year, month - 1, date);
  return start.getMonth() === month - 1 && start.getDate() === date ? start : undefined;
}

function daysAfter(start: Date, days: number): Date {
  return new Date(start.getFullYear(), start.getMonth(), start.getDate() + days);
}

/** What the host is asked for. Ranges count whole days, so that the same question stays the same until midnight. */
export function toFilter(search: LibrarySearch, now: Date): LibraryFilter {
  const filter: LibraryFilter = {};
  const { kind, status, range } = search;
  if (kind) filter.kind = kind;
  if (status) filter.status = status;
  if (search.flagged) filter.flagged = search.flagged === "yes";
  if (search.offline) filter.cached = search.offline === "yes";
  if (search.local) filter.local_only = search.local === "yes";
  for (const name of WORDS) {
    const value = search[name];
    if (value) filter[name] = value;
  }
  const today = new Date(now.getFullYear(), now.getMonth(), now.getDate());
  const back = { today: 0, "7d": 6, "30d": 29 };
  if (range) filter.from = daysAfter(today, -back[range]).toISOString();
  const from = search.from && startOfDay(search.from);
  const to = search.to && startOfDay(search.to);
  if (from) filter.from = from.toISOString();
  if (to) filter.to = daysAfter(to, 1).toISOString();
  return filter;
}

/** What the address lists. */
export const listingOf = (search: LibrarySearch, now: Date): Listing => ({
  filter: toFilter(search, now),
  order: search.order ?? "newest",
});

/** The address with one filter set, or without it. */
export function withFilter(search: LibrarySearch, change: Partial<LibrarySearch>): LibrarySearch {
  const next = { ...search, ...change };
  if (change.range) {
    delete next.from;
    delete next.to;
  } else if (change.from || change.to) {
    delete next.range;
  }
  return readSearch({ ...next });
}

export function withoutFilter(search: LibrarySearch, name: FilterName): LibrarySearch {
  if (name === "dates") return withFilter(search, { range: undefined, from: undefined, to: undefined });
  return withFilter(search, { [name]: undefined });
}

/** Order and view stay: they are how one looks, not what one looks for. */
export function withoutFilters({ order, view }: LibrarySearch): LibrarySearch {
  return readSearch({ order, view });
}

/** The filters in force, in the order of their chips. */
export function activeFilters(search: LibrarySearch): FilterName[] {
  const names: FilterName[] = ["kind", ...STATES, "status", ...WORDS];
  const active = names.filter((name) => name !== "dates" && search[name] !== undefined);
  return search.range || search.from || search.to ? ["dates", ...active] : active;
}

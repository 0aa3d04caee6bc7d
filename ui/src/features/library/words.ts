// What the library calls things.

import { KIND_WORDS } from "../../components";
import type { LibraryOrder, LibraryRow, Status } from "../../contract";
import type { Answer, FilterName, LibrarySearch, Range, State } from "./filter";

export const STATE_NAMES: Record<State, Record<Answer, string>> = {
  flagged: { yes: "Flagged", no: "Not flagged" },
  offline: { yes: "Offline", no: "Not offline" },
  local: { yes: "Only here", no: "At the server" },
};

export const STATUS_NAMES: Record<Status, string> = {
  recording: "Recording now",
  completed: "Completed",
  failed: "Failed",
  cancelled: "Cancelled",
};

export const ORDER_NAMES: Record<LibraryOrder, string> = {
  newest: "Newest first",
  oldest: "Oldest first",
  longest: "Longest first",
  shortest: "Shortest first",
  most_events: "Most events first",
  fewest_events: "Fewest events first",
  largest: "Largest first",
  smallest: "Smallest first",
  title_ascending: "Title, A to Z",
  title_descending: "Title, Z to A",
  user_ascending: "Who, A to Z",
  user_descending: "Who, Z to A",
};

export const VIEW_NAMES = { rows: "Rows", cards: "Cards" };

export const RANGE_NAMES: Record<Range, string> = {
  today: "Today",
  "7d": "Last 7 days",
  "30d": "Last 30 days",
};

/** What a list shows of a title at most: no row is wide enough for more. */
export const TITLE_CHARS = 200;

/** Where a recording is: all of it here, at the server, or nowhere but here. */
export function storedAs(row: Pick<LibraryRow, "cached" | "local_only">): "offline" | "server" | "only here" {
  if (row.local_only) return "only here";
  return row.cached ? "offline" : "server";
}

/** Whose it is: a person, or how far an agent is trusted to act alone. */
export function whoOf(row: Pick<LibraryRow, "user_id" | "details">): string {
  const maturity = row.details.agent_maturity;
  return row.user_id ?? (typeof maturity === "string" ? maturity : "");
}

/** A chip's name and value. The value may come from a recording: show it as untrusted. */
export function chipOf(search: LibrarySearch, name: FilterName): { name: string; value: string } {
  switch (name) {
    case "dates":
      return { name: "Started", value: search.range ? RANGE_NAMES[search.range] : days(search) };
    case "kind":
      return { name: "Kind", value: search.kind ? KIND_WORDS[search.kind].many : "" };
    case "flagged":
    case "offline":
    case "local":
      return { name: "State", value: STATE_NAMES[name][search[name] ?? "yes"] };
    case "status":
      return { name: "Status", value: search.status ? STATUS_NAMES[search.status] : "" };
    case "user":
      return { name: "Who", value: search.user ?? "" };
    case "text":
      return { name: "Text", value: search.text ?? "" };
    default:
      return { name: name.charAt(0).toUpperCase() + name.slice(1), value: search[name] ?? "" };
  }
}

function days({ from, to }: LibrarySearch): string {
  if (from && to) return from === to ? from : `${from} to ${to}`;
  return from ? `From ${from}` : `Until ${to}`;
}

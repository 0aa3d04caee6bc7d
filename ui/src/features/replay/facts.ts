// What a page told beside its picture: what of it is listed, and which of it stands at a time.

import type { Fact, Facts } from "../../contract";
import { firstAfter } from "./clock";

/** What a list can be narrowed to. */
export type FactGroup = "error" | "warn" | "log" | "page" | "event";

/** In the order in which they are offered. */
export const GROUPS = ["error", "warn", "log", "page", "event"] as const satisfies readonly FactGroup[];

export function groupOf({ kind, level }: Fact): FactGroup {
  if (kind === "error") return "error";
  if (kind === "event") return "event";
  if (kind === "page" || kind === "title") return "page";
  if (level === "error" || level === "warn") return level;
  return "log";
}

/** How many there are of each group. */
export function groupsIn(facts: readonly Fact[]): Record<FactGroup, number> {
  const counts = { error: 0, warn: 0, log: 0, page: 0, event: 0 };
  for (const fact of facts) counts[groupOf(fact)] += 1;
  return counts;
}

/** Those of a group (all where it is "") that have these words, whatever the case. */
export function matching(facts: readonly Fact[], group: FactGroup | "", text: string): readonly Fact[] {
  const words = text.trim().toLowerCase();
  if (!words && !group) return facts;
  return facts.filter(
    (fact) =>
      (!group || groupOf(fact) === group) &&
      (!words || `${fact.level ?? fact.kind} ${fact.text}`.toLowerCase().includes(words)),
  );
}

/** The addresses of a recording's pages, to be asked many times. */
export interface Addresses {
  times: readonly number[];
  texts: readonly string[];
  /** From here on it is not known. */
  endMs: number;
}

export function addressesOf({ items, pages_end_ms }: Pick<Facts, "items" | "pages_end_ms">): Addresses {
  const pages = items.filter(({ kind }) => kind === "page");
  return {
    times: pages.map(({ at_ms }) => at_ms),
    texts: pages.map(({ text }) => text),
    endMs: pages_end_ms ?? Number.POSITIVE_INFINITY,
  };
}

/** The address of the page that is shown at `atMs`; null where it is not known. */
export function addressAt({ times, texts, endMs }: Addresses, atMs: number): string | null {
  return atMs < endMs ? (texts[firstAfter(times, atMs) - 1] ?? null) : null;
}

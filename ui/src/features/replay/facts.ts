// What was told beside the pages, in order of time, without what came twice.

import { firstAfter } from "./clock";
import type { Fact } from "./messages";

/** More would not be read as a list; the earliest stay. */
export const LISTED_MOST = 20_000;

/** `known` with what one message brought. The same thing at the same time counts as often as a message says it. */
export function withFacts(known: readonly Fact[], brought: readonly Fact[]): readonly Fact[] {
  const seen = new Set(named(known).map(([name]) => name));
  const fresh = named(brought).filter(([name]) => !seen.has(name));
  if (fresh.length === 0) return known;
  const all = [...known, ...fresh.map(([, fact]) => fact)];
  return all.sort((a, b) => a.atMs - b.atMs).slice(0, LISTED_MOST);
}

function named(facts: readonly Fact[]): [string, Fact][] {
  const times = new Map<string, number>();
  return facts.map((fact) => {
    const name = JSON.stringify([fact.atMs, fact.kind, fact.level, fact.text]);
    const time = (times.get(name) ?? 0) + 1;
    times.set(name, time);
    return [`${name}${time}`, fact];
  });
}

/** What a list shows: a page is told again by each snapshot, and is listed where it changed. */
export function listed(facts: readonly Fact[]): Fact[] {
  let page: string | null = null;
  return facts.filter((fact) => {
    if (fact.kind !== "page") return true;
    const changed = fact.text !== page;
    page = fact.text;
    return changed;
  });
}

/** The last fact at or before `atMs`; -1 before the first. */
export function currentFact(facts: readonly Fact[], atMs: number): number {
  return (
    firstAfter(
      facts.map((fact) => fact.atMs),
      atMs,
    ) - 1
  );
}

/** The address of the page that is shown at `atMs`. */
export function pageAt(facts: readonly Fact[], atMs: number): string | null {
  return facts.findLast((fact) => fact.kind === "page" && fact.atMs <= atMs)?.text ?? null;
}

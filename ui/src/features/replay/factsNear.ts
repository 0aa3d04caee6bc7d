// What pages told near a place of the timeline, over all recordings of a session.

import type { Fact } from "../../contract";
import { firstAfter } from "./clock";
import { GROUPS, groupOf } from "./facts";
import type { Mark } from "./marks";

/** On the clock of the session. */
export interface PlacedFact {
  atMs: number;
  fact: Fact;
}

/** Moments that are made of what a page told: they have the same words. */
const TOLD_BY_MOMENTS: readonly string[] = ["javascript_error", "console_error", "navigation"];

/** In order of time, without those that stand among the moments already. */
export function placedFacts(
  sources: readonly { offsetMs: number; items: readonly Fact[] }[],
  marks: readonly Mark[],
): PlacedFact[] {
  const told = new Set(marks.filter(({ kind }) => TOLD_BY_MOMENTS.includes(kind)).map(({ atMs }) => atMs));
  return sources
    .flatMap(({ offsetMs, items }) => items.map((fact) => ({ atMs: fact.at_ms + offsetMs, fact })))
    .filter(({ atMs, fact }) => !(told.has(atMs) && (groupOf(fact) === "error" || fact.kind === "page")))
    .sort((a, b) => a.atMs - b.atMs);
}

export interface FactsHere {
  /** The most telling of them, of equal ones the nearest to the place. */
  lead: PlacedFact;
  count: number;
}

/** A time, and how far around it. */
export interface Around {
  fromMs: number;
  atMs: number;
  toMs: number;
}

/** What stands from `fromMs` to `toMs`; `times` are those of `facts`. */
export function factsNear(
  facts: readonly PlacedFact[],
  times: readonly number[],
  { fromMs, atMs, toMs }: Around,
): FactsHere | undefined {
  const here = facts.slice(firstAfter(times, fromMs - 1), firstAfter(times, toMs));
  const rank = ({ fact }: PlacedFact) => GROUPS.indexOf(groupOf(fact));
  const far = (one: PlacedFact) => Math.abs(one.atMs - atMs);
  const [first] = here;
  if (!first) return undefined;
  const lead = here.reduce((best, one) =>
    rank(one) < rank(best) || (rank(one) === rank(best) && far(one) < far(best)) ? one : best,
  );
  return { lead, count: here.length };
}

// What the list of moments shows, and in which order.

import { lookOf } from "./kinds";
import type { Mark } from "./marks";

export type MomentOrder = "time" | "score";

/** Moments of this kind (of all where there is none), in this order. `marks` are in order of time. */
export function listedOf(marks: readonly Mark[], kind: string, order: MomentOrder): readonly Mark[] {
  const wanted = kind === "" ? marks : marks.filter((mark) => mark.kind === kind);
  return order === "time" ? wanted : [...wanted].sort((a, b) => b.score - a.score || a.atMs - b.atMs);
}

export interface KindCount {
  kind: string;
  count: number;
}

/** The kinds that there are, most worth looking at first. A kind that is chosen stays, also when none is left. */
export function kindsIn(marks: readonly Mark[], chosen: string): KindCount[] {
  const counts = new Map<string, number>(chosen === "" ? [] : [[chosen, 0]]);
  for (const { kind } of marks) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts]
    .map(([kind, count]) => ({ kind, count }))
    .sort((a, b) => lookOf(b.kind).score - lookOf(a.kind).score || a.kind.localeCompare(b.kind));
}

/** Where a key leads in a list of `total`, from `at`; null for other keys. */
export function placeOfKey(key: string, at: number, total: number): number | null {
  if (total === 0) return null;
  const to = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    PageDown: at + 8,
    PageUp: at - 8,
    Home: 0,
    End: total - 1,
  }[key];
  return to === undefined ? null : Math.min(Math.max(0, to), total - 1);
}

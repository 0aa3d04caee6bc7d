// The lanes by keyboard: everything that a pointer can be held over, in order, with the words that it is told by.

import { clockTime, span } from "../../components/format";
import type { Ask, Bar, BarState, Outline } from "../../contract";
import { doneOf, LANE_PAD, type LaneLayout, TRACK } from "./bars";

/** Something in the lanes that can be stood on: an operation, an error, a request with its answer. */
export interface Stop {
  row: number;
  fromMs: number;
  toMs: number;
  told: string;
  /** Where it is drawn, in CSS pixels of the layout. */
  top: number;
  height: number;
}

/** A row of stops below each other, by their beginning: the requests, then each lane that has some. */
export interface StopRow {
  name: string;
  stops: Stop[];
}

/** Where somebody stands in the rows of stops. */
export interface Standing {
  row: number;
  stop: number;
}

/** All stops of a run; `requestsHeight` is what the row of requests takes above the lanes. */
export function stopsOf(outline: Outline, layout: LaneLayout, requestsHeight: number): StopRow[] {
  const requests = outline.requests.map(
    (ask): Stop => ({
      row: ask.row,
      fromMs: ask.at_ms,
      toMs: ask.answered_ms ?? outline.duration_ms,
      told: requestWords(ask),
      top: 0,
      height: requestsHeight,
    }),
  );
  const errors: number[][] = layout.lanes.map(() => []);
  for (const row of outline.errors) errors[outline.lane_of[row] ?? -1]?.push(row);
  const lanes = layout.lanes.map(({ index, name, top, height }): StopRow => {
    const bars = (layout.bars[index] ?? []).map(
      ({ bar, track }): Stop => ({
        row: bar.row,
        fromMs: bar.from_ms,
        toMs: bar.to_ms,
        told: barWords(bar),
        top: top + LANE_PAD + track * TRACK,
        height: TRACK,
      }),
    );
    const failed = (errors[index] ?? []).map((row): Stop => {
      const atMs = outline.at_ms[row] ?? 0;
      return { row, fromMs: atMs, toMs: atMs, told: errorWords(outline, row), top, height };
    });
    return { name: name || "Before any view", stops: inOrder([...bars, ...failed]) };
  });
  return [{ name: "Requests", stops: inOrder(requests) }, ...lanes].filter(({ stops }) => stops.length > 0);
}

const inOrder = (stops: Stop[]) => stops.sort((a, b) => a.fromMs - b.fromMs || a.row - b.row);

/** Where a key leads; who stands nowhere yet begins at what is nearest to `atMs`. Null where there is nothing. */
export function walked(
  rows: readonly StopRow[],
  from: Standing | null,
  key: string,
  atMs: number,
): Standing | null {
  if (rows.length === 0) return null;
  if (!from) return { row: 0, stop: nearest(rows[0], atMs) };
  const stops = rows[from.row]?.stops ?? [];
  const here = stops[from.stop]?.fromMs ?? atMs;
  const beside = (stop: number) => ({ row: from.row, stop: Math.min(Math.max(stop, 0), stops.length - 1) });
  const below = (row: number) => (rows[row] ? { row, stop: nearest(rows[row], here) } : from);
  switch (key) {
    case "ArrowRight":
      return beside(from.stop + 1);
    case "ArrowLeft":
      return beside(from.stop - 1);
    case "Home":
      return beside(0);
    case "End":
      return beside(stops.length - 1);
    case "ArrowDown":
      return below(from.row + 1);
    case "ArrowUp":
      return below(from.row - 1);
    default:
      return from;
  }
}

function nearest(row: StopRow | undefined, atMs: number): number {
  const stops = row?.stops ?? [];
  const far = (stop: Stop) => Math.max(stop.fromMs - atMs, atMs - stop.toMs, 0);
  return stops.reduce((best, stop, at) => (far(stop) < far(stops[best] ?? stop) ? at : best), 0);
}

/** What is said of where somebody stands. */
export function standingWords(rows: readonly StopRow[], { row, stop }: Standing): string {
  const { name, stops } = rows[row] ?? { name: "", stops: [] };
  return `${stops[stop]?.told ?? ""} · ${stop + 1} of ${stops.length} in ${name}`;
}

const STATES: Record<BarState, string> = { running: "did not end", completed: "completed", failed: "failed" };

export function barWords(bar: Bar): string {
  const done = doneOf(bar);
  const far = bar.state !== "completed" && done !== null ? ` at ${Math.round(done * 100)} %` : "";
  return `${bar.label} · ${clockTime(bar.from_ms)} for ${span(bar.to_ms - bar.from_ms)} · ${STATES[bar.state]}${far}`;
}

export function requestWords(ask: Ask): string {
  if (ask.answered_ms === undefined) return `Request: ${ask.label} · never answered`;
  return `Request: ${ask.label} · answered after ${span(ask.answered_ms - ask.at_ms)}: ${ask.answer ?? ""}`;
}

export function errorWords(outline: Outline, row: number): string {
  return `${outline.types[outline.type_of[row] ?? -1] ?? ""}: ${outline.labels[row] ?? ""}`;
}

// Which numbers are looked at, as the address of the screen has it: days are local, as a person picks them.

import type { NumbersAsk } from "../../contract";

export interface NumbersSearch {
  /** Absent: this laptop. */
  source?: "server";
  /** The first and the last day, both within. */
  from?: string;
  to?: string;
  service?: string;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

export function readNumbersSearch(raw: Record<string, unknown>): NumbersSearch {
  // The router reads a service that is called `42` as a number.
  const service = typeof raw.service === "number" ? String(raw.service) : raw.service;
  return {
    ...(raw.source === "server" ? { source: "server" } : {}),
    ...(isDay(raw.from) ? { from: raw.from } : {}),
    ...(isDay(raw.to) ? { to: raw.to } : {}),
    ...(typeof service === "string" && service !== "" ? { service } : {}),
  };
}

function isDay(value: unknown): value is string {
  return typeof value === "string" && DAY.test(value) && startOf(value) !== undefined;
}

/** What the host is asked: from the first moment of the first day to the end of the last. */
export function askOf(search: NumbersSearch): NumbersAsk {
  const from = search.from && startOf(search.from);
  const to = search.to && startOf(search.to, 1);
  return {
    source: search.source ?? "here",
    ...(from ? { from } : {}),
    ...(to ? { to } : {}),
    ...(search.service ? { service: search.service } : {}),
  };
}

/** When a local day begins, or the one that is so many days later. Undefined for a day that is none. */
function startOf(day: string, later = 0): string | undefined {
  const [year, month, date] = day.split("-").map(Number);
  const start = new Date(year ?? 0, (month ?? 0) - 1, date);
  if (start.getMonth() + 1 !== month || start.getDate() !== date) return undefined;
  start.setDate(start.getDate() + later);
  return start.toISOString();
}

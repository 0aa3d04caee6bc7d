// Where a day stands in a chart.

import type { DayNumbers } from "../../contract";

const DAY_MS = 86_400_000;

export interface DayBar {
  day: DayNumbers;
  /** Ratios of the chart's width and height, from the left and from the bottom. */
  left: number;
  width: number;
  height: number;
}

/** Bars of the days, on one scale of time: days without any leave a gap. */
export function dayBars(days: readonly DayNumbers[]): DayBar[] {
  const times = days.map((day) => Date.parse(day.day));
  const first = Math.min(...times);
  const width = DAY_MS / (Math.max(...times) - first + DAY_MS);
  const most = mostOf(days, (day) => day.sessions);
  return days.map((day, index) => ({
    day,
    left: (((times[index] ?? first) - first) / DAY_MS) * width,
    width,
    height: day.sessions / most,
  }));
}

/** The largest of them, and never 0: something is divided by it. */
export function mostOf<T>(items: readonly T[], number: (item: T) => number): number {
  return items.reduce((most, item) => Math.max(most, number(item)), 1);
}

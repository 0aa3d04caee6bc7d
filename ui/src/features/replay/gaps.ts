// Stretches in which nobody did anything, as the timeline draws and names them.

import { counted, span } from "../../components/format";
import type { Stretch } from "../../contract";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Drawn small also where idle stretches are played: to scale it would leave no room for anything else. */
const LONG_MS = HOUR;
/** Nobody records for so long without doing anything: it may be the clock. */
const DOUBTFUL_MS = 30 * DAY;

/** The stretches that a timeline draws small. */
export function drawnSmall(idle: readonly Stretch[], skipsIdle: boolean): readonly Stretch[] {
  return skipsIdle ? idle : idle.filter(({ from_ms, to_ms }) => to_ms - from_ms >= LONG_MS);
}

/** What is said of one stretch. */
export function stretchWords(ms: number): string {
  const nothing = `${span(ms)} in which nobody did anything`;
  return ms >= DOUBTFUL_MS ? `${nothing}, or the clock jumped` : nothing;
}

/** What is said of a timeline that long stretches would fill, or nothing. */
export function stretchesDrawnSmall(collapsed: readonly Stretch[]): string | undefined {
  const long = collapsed.map(({ from_ms, to_ms }) => to_ms - from_ms).filter((ms) => ms >= LONG_MS);
  const longest = Math.max(...long);
  if (long.length === 0) return undefined;
  const what =
    long.length === 1
      ? `A stretch of ${span(longest)} is drawn small`
      : `${counted(long.length, "stretch", "stretches")}, the longest of ${span(longest)}, are drawn small`;
  const why = longest >= DOUBTFUL_MS ? "nobody did anything, or the clock jumped" : "nobody did anything";
  return `${what}: ${why}.`;
}

/** How long all of them take. */
export function totalOf(stretches: readonly Stretch[]): number {
  return stretches.reduce((sum, { from_ms, to_ms }) => sum + to_ms - from_ms, 0);
}

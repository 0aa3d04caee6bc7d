// Stretches in which nobody did anything, as the timeline draws and names them.

import { clockTime, count, counted, span } from "../../components/format";
import type { Stretch } from "../../contract";

/** Stretches in which the clock of what recorded jumped, as the host tells them: nobody paused for so long. */
export type ClockJumps = readonly Stretch[];

/** Drawn small also where idle stretches are played: to scale it would leave no room for anything else. */
const LONG_MS = 3_600_000;

/** The stretches that a timeline draws small. */
export function drawnSmall(idle: readonly Stretch[], skipsIdle: boolean): readonly Stretch[] {
  return skipsIdle ? idle : idle.filter(({ from_ms, to_ms }) => to_ms - from_ms >= LONG_MS);
}

/** Whether it was the clock that went on, and no time. What happened meanwhile in another recording of the session cuts a
    jump: its larger part is still called that. */
export function isClockJump(fromMs: number, toMs: number, jumps: ClockJumps): boolean {
  return jumps.some(
    ({ from_ms, to_ms }) => from_ms <= fromMs && toMs <= to_ms && 2 * (toMs - fromMs) >= to_ms - from_ms,
  );
}

/** What is said of one stretch. */
export function stretchWords(fromMs: number, toMs: number, jumps: ClockJumps): string {
  const length = span(toMs - fromMs);
  return isClockJump(fromMs, toMs, jumps)
    ? `the clock jumps ${length} here`
    : `${length} in which nobody did anything`;
}

/** What is said of a timeline that long stretches would fill, and of a clock that jumped; nothing where neither is so. */
export function stretchesDrawnSmall(collapsed: readonly Stretch[], jumps: ClockJumps): string | undefined {
  const long = collapsed.filter(({ from_ms, to_ms }) => to_ms - from_ms >= LONG_MS);
  const isJump = ({ from_ms, to_ms }: Stretch) => isClockJump(from_ms, to_ms, jumps);
  const said = [jumpWords(long.filter(isJump)), pauseWords(long.filter((one) => !isJump(one)))];
  return said.filter(Boolean).join(" ") || undefined;
}

function jumpWords(jumps: readonly Stretch[]): string {
  const [first] = jumps;
  if (!first) return "";
  if (jumps.length > 1) {
    return `The clock of what recorded this jumps ${count(jumps.length)} times, by ${longestOf(jumps)} at most.`;
  }
  const at = clockTime(first.from_ms);
  return `The clock of what recorded this jumps ${longestOf(jumps)} at ${at}: no time passed for a person there.`;
}

function pauseWords(pauses: readonly Stretch[]): string {
  if (pauses.length === 0) return "";
  const longest = longestOf(pauses);
  return pauses.length === 1
    ? `A stretch of ${longest} is drawn small: nobody did anything.`
    : `${counted(pauses.length, "stretch", "stretches")}, the longest of ${longest}, are drawn small: nobody did anything.`;
}

function longestOf(stretches: readonly Stretch[]): string {
  return span(Math.max(...stretches.map(({ from_ms, to_ms }) => to_ms - from_ms)));
}

/** How long all of them take. */
export function totalOf(stretches: readonly Stretch[]): number {
  return stretches.reduce((sum, { from_ms, to_ms }) => sum + to_ms - from_ms, 0);
}

import { expect, it } from "vitest";
import { drawnSmall, stretchesDrawnSmall, stretchWords } from "./gaps";

const HOUR = 3_600_000;
const YEAR = 365.25 * 24 * HOUR;
const after = (...lengths: number[]) => lengths.map((length) => ({ from_ms: 0, to_ms: length }));

it("draws an hour small also for those who play idle stretches", () => {
  const idle = after(60_000, 35 * HOUR);
  expect(drawnSmall(idle, true)).toBe(idle);
  expect(drawnSmall(idle, false)).toEqual(after(35 * HOUR));
});

it("says of 35 hours that nobody did anything, and doubts the clock of years", () => {
  expect(stretchWords(35 * HOUR)).toBe("35 h in which nobody did anything");
  expect(stretchWords(30 * YEAR)).toBe("30 y in which nobody did anything, or the clock jumped");
});

it("says that long stretches are drawn small, and keeps quiet about minutes", () => {
  expect(stretchesDrawnSmall(after(60_000))).toBeUndefined();
  expect(stretchesDrawnSmall([])).toBeUndefined();
  expect(stretchesDrawnSmall(after(35 * HOUR, 5_000))).toBe(
    "A stretch of 35 h is drawn small: nobody did anything.",
  );
  expect(stretchesDrawnSmall(after(2 * HOUR, 12 * YEAR))).toBe(
    "2 stretches, the longest of 12 y, are drawn small: nobody did anything, or the clock jumped.",
  );
});

import { expect, it } from "vitest";
import { drawnSmall, isClockJump, stretchesDrawnSmall, stretchWords } from "./gaps";

const HOUR = 3_600_000;
const YEAR = 365.25 * 24 * HOUR;
const after = (...lengths: number[]) => lengths.map((length) => ({ from_ms: 0, to_ms: length }));

it("draws an hour small also for those who play idle stretches", () => {
  const idle = after(60_000, 35 * HOUR);
  expect(drawnSmall(idle, true)).toBe(idle);
  expect(drawnSmall(idle, false)).toEqual(after(35 * HOUR));
});

it("says of 35 hours that nobody did anything, and of a clock that jumped that it did", () => {
  expect(stretchWords(0, 35 * HOUR, [])).toBe("35 h in which nobody did anything");
  const jumps = [{ from_ms: 60_000, to_ms: 60_000 + 3 * YEAR }];
  expect(stretchWords(60_000, 60_000 + 3 * YEAR, jumps)).toBe("the clock jumps 3 y here");
  expect(isClockJump(90_000, 3 * YEAR, jumps), "cut by a recording beside it").toBe(true);
  expect(isClockJump(90_000, 600_000, jumps), "a pause of the recording beside it").toBe(false);
  expect(isClockJump(59_999, 3 * YEAR, jumps)).toBe(false);
});

it("says that long stretches are drawn small and that the clock jumps, and keeps quiet about minutes", () => {
  expect(stretchesDrawnSmall(after(60_000), [])).toBeUndefined();
  expect(stretchesDrawnSmall([], [])).toBeUndefined();
  expect(stretchesDrawnSmall(after(35 * HOUR, 5_000), [])).toBe(
    "A stretch of 35 h is drawn small: nobody did anything.",
  );
  expect(stretchesDrawnSmall(after(2 * HOUR, 12 * HOUR), [])).toBe(
    "2 stretches, the longest of 12 h, are drawn small: nobody did anything.",
  );
  const years = { from_ms: 100_000, to_ms: 100_000 + 12.1 * YEAR };
  expect(stretchesDrawnSmall([...after(2 * HOUR), years], [years])).toBe(
    "The clock of what recorded this jumps 12 y at 1:40.0: no time passed for a person there. " +
      "A stretch of 2 h is drawn small: nobody did anything.",
  );
  expect(stretchesDrawnSmall([years, years], [years])).toBe(
    "The clock of what recorded this jumps 2 times, by 12 y at most.",
  );
});

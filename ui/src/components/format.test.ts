import { describe, expect, it } from "vitest";
import {
  age,
  bytes,
  clockTime,
  count,
  counted,
  dateTime,
  duration,
  fullTime,
  percent,
  since,
  span,
  timeOfDay,
} from "./format";

const NOW = new Date("2026-11-14T10:30:00Z");

function check<T>(say: (value: T) => string, cases: [T, string][]) {
  it.each(cases)("%s is said as %s", (value, words) => {
    expect(say(value)).toBe(words);
  });
}

describe("a duration", () => {
  check(duration, [
    [0, "0:00"],
    [999, "0:00"],
    [7_400, "0:07"],
    [1_251_600, "20:51"],
    [3_599_999, "59:59"],
    [3_600_000, "1 h 00"],
    [126_120_000, "35 h 02"],
    [-5, "0:00"],
  ]);
});

describe("a place on the clock", () => {
  check(clockTime, [
    [0, "0:00.0"],
    [1_122_049, "18:42.0"],
    [3_723_456, "1:02:03.4"],
    [-1, "0:00.0"],
    [-18_250, "−0:18.2"],
  ]);
});

describe("a span", () => {
  check(span, [
    [0, "0 ms"],
    [812, "812 ms"],
    [21_000, "21 s"],
    [801_400, "13 min"],
    [7_500_000, "2 h 05 min"],
    [7_200_000, "2 h"],
    [260_000_000, "3 d"],
    [31_557_600_000, "365 d"],
    [946_728_000_000, "30 y"],
  ]);
});

describe("bytes", () => {
  check(bytes, [
    [0, "0 B"],
    [999, "999 B"],
    [1_000, "1.0 kB"],
    [999_949, "1.0 MB"],
    [4_213_000_000, "4.2 GB"],
    [128_000_000, "128 MB"],
    [5e15, "5000 TB"],
  ]);
});

describe("a ratio", () => {
  check(percent, [
    [0, "0 %"],
    [0.824, "82 %"],
    [0.999, "99 %"],
    [1, "100 %"],
    [1.2, "100 %"],
    [Number.NaN, "0 %"],
    [-0.1, "0 %"],
  ]);
});

describe("a count", () => {
  check(count, [
    [0, "0"],
    [2_104, "2,104"],
    [100_000, "100,000"],
  ]);
  it("has one word for one and another for many", () => {
    expect([counted(1, "recording"), counted(2, "recording"), counted(2, "match", "matches")]).toEqual([
      "1 recording",
      "2 recordings",
      "2 matches",
    ]);
  });
});

describe("a date", () => {
  check(
    (timestamp: string) => dateTime(timestamp, NOW),
    [
      ["2026-11-14T10:02:11Z", "14 Nov 10:02"],
      ["2025-11-14T10:02:11Z", "14 Nov 2025"],
      ["no date", "no date"],
    ],
  );
  check(
    (timestamp: string) => since(timestamp, NOW),
    [
      ["2026-11-14T09:12:00Z", "09:12"],
      ["2026-11-12T09:12:00Z", "12 Nov 09:12"],
    ],
  );
  check(
    (timestamp: string) => age(timestamp, NOW),
    [
      ["2026-11-14T10:29:30Z", "just now"],
      ["2026-11-14T10:35:00Z", "just now"],
      ["2026-11-14T10:25:00Z", "5 min"],
      ["2026-11-14T07:25:00Z", "3 h"],
      ["2026-11-12T07:25:00Z", "2 d"],
      ["never", "never"],
    ],
  );
  it("is full where it is evidence", () => {
    expect(fullTime("2026-11-14T10:02:11Z")).toBe("14 Nov 2026, 10:02:11");
    expect(timeOfDay("2026-11-14T10:02:11Z")).toBe("10:02");
  });
});

import { describe, expect, it } from "vitest";
import type { Numbers } from "../../contract";
import { askOf, readNumbersSearch } from "./place";
import { dayBars } from "./scale";
import { asOf, meanLength, partly } from "./words";

describe("the place of the analytics", () => {
  it("keeps what can be asked, and drops the rest", () => {
    const given = { source: "server", from: "2026-03-01", to: "2026-02-30", service: 42, more: true };
    expect(readNumbersSearch(given)).toEqual({ source: "server", from: "2026-03-01", service: "42" });
    for (const from of ["2026-3-1", "yesterday", "2026-13-01", 20_260_301, null, "2026-03-01T00:00"]) {
      expect(readNumbersSearch({ from })).toEqual({});
    }
  });

  it("asks for whole days, the last one too", () => {
    expect(askOf({})).toEqual({ source: "here" });
    expect(askOf({ from: "2026-03-01", to: "2026-03-01", service: "shop" })).toEqual({
      source: "here",
      from: "2026-03-01T00:00:00.000Z",
      to: "2026-03-02T00:00:00.000Z",
      service: "shop",
    });
  });
});

describe("bars of days", () => {
  const day = (date: string, sessions: number) => ({
    day: `${date}T00:00:00.000Z`,
    sessions,
    page_views: 0,
    clicks: 0,
  });

  it("leave a gap where there was no day, and the highest is full", () => {
    const bars = dayBars([day("2026-03-01", 2), day("2026-03-04", 4)]);
    expect(bars.map(({ left, width, height }) => [left, width, height])).toEqual([
      [0, 0.25, 0.5],
      [0.75, 0.25, 1],
    ]);
  });

  it("of one day fill the chart, and of none are none", () => {
    expect(dayBars([day("2026-03-01", 0)]).map(({ width, height }) => [width, height])).toEqual([[1, 0]]);
    expect(dayBars([])).toEqual([]);
  });
});

describe("what is said of numbers", () => {
  const numbers: Numbers = {
    source: "here",
    as_of: "2026-03-01T12:00:00.000Z",
    only_seen: true,
    sessions: { sessions: 2, page_views: 1, clicks: 1, users: 1 },
    devices: [],
    services: [],
    pages: [],
    days: [],
    runs: { recording: 0, completed: 1, failed: 0, cancelled: 0, errors: 0, with_errors: 0 },
    agents: [],
    read: { sessions_counted: 1, sessions_read: 1, sessions: 2, runs_read: 0, runs: 1 },
  };

  it("names what is only of some, and nothing where it is of all", () => {
    expect(partly(numbers)).toHaveLength(3);
    const read = { sessions_counted: 2, sessions_read: 2, sessions: 2, runs_read: 1, runs: 1 };
    expect(partly({ ...numbers, read })).toEqual([]);
    expect(partly({ ...numbers, read: undefined })).toEqual([]);
  });

  it("tells a vault that a server filled from one that never met any", () => {
    expect(asOf(numbers)).toMatch(/^as of 1 Mar/);
    expect(asOf({ ...numbers, server_url: "https://x.example" })).toMatch(/^as of the sync of 1 Mar/);
    expect(asOf({ ...numbers, source: "server" })).toMatch(/^counted 1 Mar/);
  });

  it("has no length where nothing ended", () => {
    expect([undefined, 0, 83_600].map(meanLength)).toEqual(["–", "0:00", "1:24"]);
  });
});

import { describe, expect, it } from "vitest";
import type { Bar, Outline } from "../../contract";
import { layLanes } from "./bars";
import { type Standing, standingWords, stopsOf, walked } from "./laneWalk";

const bar = (row: number, lane: number, from_ms: number, to_ms: number, more: Partial<Bar> = {}): Bar => ({
  row,
  lane,
  label: `work ${row}`,
  from_ms,
  to_ms,
  progress: [],
  state: "completed",
  ...more,
});

const OUTLINE: Outline = {
  duration_ms: 10_000,
  at_ms: [0, 1_000, 2_000, 3_000, 4_000, 5_000],
  type_of: [0, 0, 1, 2, 0, 0],
  types: ["operation_start", "agent_request", "error"],
  lane_of: [0, 0, 0, 0, 2, 0],
  lanes: ["Orders", "Nothing here", "Refunds"],
  labels: ["", "", "May I?", "it broke", "", ""],
  bars: [
    bar(5, 0, 5_000, 6_000),
    bar(0, 0, 0, 1_500, { state: "failed", progress: [[500, 40]] }),
    bar(1, 0, 1_000, 2_000),
    bar(4, 2, 4_000, 9_000, { state: "running" }),
  ],
  requests: [
    { row: 2, at_ms: 2_000, label: "May I?", answered_ms: 3_250, answer: "Yes" },
    { row: 5, at_ms: 5_000, label: "And now?" },
  ] as Outline["requests"],
  errors: [3],
  conversation: false,
};
const TOP = 30;
const rows = stopsOf(OUTLINE, layLanes(OUTLINE, TOP), TOP);
const told = (at: Standing | null) => at && standingWords(rows, at);

describe("what can be stood on in the lanes", () => {
  it("is requests and, lane by lane, operations and errors by their beginning", () => {
    expect(rows.map(({ name, stops }) => [name, stops.map(({ row }) => row)])).toEqual([
      ["Requests", [2, 5]],
      ["Orders", [0, 1, 3, 5]],
      ["Refunds", [4]],
    ]);
  });

  it.each<[number, number, string]>([
    [0, 0, "Request: May I? · answered after 1 s: Yes · 1 of 2 in Requests"],
    [0, 1, "Request: And now? · never answered · 2 of 2 in Requests"],
    [1, 0, "work 0 · 0:00.0 for 1 s · failed at 40 % · 1 of 4 in Orders"],
    [1, 2, "error: it broke · 3 of 4 in Orders"],
    [2, 0, "work 4 · 0:04.0 for 5 s · did not end · 1 of 1 in Refunds"],
  ])("is told with length, state, progress and wait: row %i, stop %i", (row, stop, words) => {
    expect(told({ row, stop })).toBe(words);
  });

  it("stands where it is drawn: overlapping operations below each other, requests above all", () => {
    const tops = rows.map(({ stops }) => stops.map(({ top }) => top));
    expect(tops[0]).toEqual([0, 0]);
    const [first = 0, second = 0] = tops[1] ?? [];
    expect(first).toBeGreaterThanOrEqual(TOP);
    expect(second).toBeGreaterThan(first);
  });
});

describe("an arrow in the lanes", () => {
  it.each<[string, Standing | null, string, Standing]>([
    ["begins at what is nearest to the playhead", null, "ArrowRight", { row: 0, stop: 1 }],
    ["goes on in the lane", { row: 1, stop: 0 }, "ArrowRight", { row: 1, stop: 1 }],
    ["stays at the last", { row: 1, stop: 3 }, "ArrowRight", { row: 1, stop: 3 }],
    ["stays at the first", { row: 1, stop: 0 }, "ArrowLeft", { row: 1, stop: 0 }],
    ["goes down to what is under it in time", { row: 0, stop: 1 }, "ArrowDown", { row: 1, stop: 3 }],
    ["leaves out lanes without anything", { row: 1, stop: 3 }, "ArrowDown", { row: 2, stop: 0 }],
    ["stays in the lowest lane", { row: 2, stop: 0 }, "ArrowDown", { row: 2, stop: 0 }],
    ["goes up to the requests", { row: 1, stop: 1 }, "ArrowUp", { row: 0, stop: 0 }],
    ["Home", { row: 1, stop: 2 }, "Home", { row: 1, stop: 0 }],
    ["End", { row: 1, stop: 0 }, "End", { row: 1, stop: 3 }],
  ])("%s", (_, from, key, to) => {
    expect(walked(rows, from, key, 5_500)).toEqual(to);
  });

  it("leads nowhere in a run without anything", () => {
    expect(walked([], null, "ArrowRight", 0)).toBeNull();
  });
});

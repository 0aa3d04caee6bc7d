import { describe, expect, it } from "vitest";
import type { Bar, BarState, Outline } from "../../contract";
import {
  blocksOf,
  bracketsOf,
  doneOf,
  following,
  layLanes,
  moved,
  placeInTracks,
  progressOf,
  TRACK,
  zoomed,
} from "./bars";

function bar(from_ms: number, to_ms: number, more: Partial<Bar> = {}): Bar {
  return { row: from_ms, lane: 0, label: "work", from_ms, to_ms, progress: [], state: "completed", ...more };
}

function outline(bars: Bar[], lanes = ["main", "second"]): Outline {
  return {
    duration_ms: 1_000,
    at_ms: [],
    type_of: [],
    types: [],
    lane_of: [],
    lanes,
    labels: [],
    bars,
    requests: [],
    errors: [],
    conversation: false,
  };
}

const WHOLE = { fromMs: 0, toMs: 1_000 };

describe("the lanes of a run", () => {
  it("stand below each other, each as high as its overlapping bars need", () => {
    const layout = layLanes(
      outline([bar(0, 500), bar(100, 300), bar(600, 700), bar(0, 10, { lane: 1 })]),
      20,
    );
    expect(layout.lanes.map(({ name, top, tracks }) => [name, top, tracks])).toEqual([
      ["main", 20, 2],
      ["second", 20 + 2 * TRACK + 12, 1],
    ]);
    expect(layout.height).toBe(20 + 3 * TRACK + 24);
  });

  it("put a bar into the first track that is free, and never open more than six", () => {
    expect(placeInTracks([bar(0, 10), bar(10, 20), bar(5, 30)]).map(({ track }) => track)).toEqual([0, 1, 0]);
    const many = Array.from({ length: 50 }, () => bar(0, 100));
    expect(Math.max(...placeInTracks(many).map(({ track }) => track))).toBe(5);
  });
});

describe("the blocks of a lane", () => {
  it("are the bars in sight, cut at its edges", () => {
    const placed = placeInTracks([bar(0, 100), bar(400, 800), bar(900, 950)]);
    const blocks = blocksOf(placed, { fromMs: 500, toMs: 850 }, 350);
    expect(blocks.map(({ x, width, count }) => [x, width, count])).toEqual([[0, 300, 1]]);
  });

  it("join bars that are too narrow to tell apart, and count those that failed", () => {
    const bars = Array.from({ length: 100_000 }, (_, index) => {
      const state: BarState = index === 70_000 ? "failed" : "completed";
      return bar(index, index + 1, { state });
    });
    const blocks = blocksOf(placeInTracks(bars), { fromMs: 0, toMs: 100_000 }, 1_000);
    expect(blocks.length).toBeLessThan(1_001);
    expect(blocks.reduce((sum, { count }) => sum + count, 0)).toBe(100_000);
    expect(blocks.reduce((sum, { failed }) => sum + failed, 0)).toBe(1);
  });

  it("keep a bar that is wide enough for itself", () => {
    const placed = placeInTracks([bar(0, 100), bar(101, 102), bar(103, 400)]);
    expect(blocksOf(placed, WHOLE, 100).filter(({ count }) => count === 1)).toHaveLength(3);
  });

  it("show a bar without length", () => {
    const [block] = blocksOf(placeInTracks([bar(50, 50)]), WHOLE, 100);
    expect(block).toMatchObject({ x: 5, width: 1 });
  });
});

describe("the progress of a bar", () => {
  it("stays within the bar and between nothing and all", () => {
    const work = bar(100, 200, {
      progress: [
        [90, -5],
        [150, 40],
        [400, 250],
      ],
      state: "running",
    });
    expect(progressOf(work, WHOLE, 1_000)).toEqual([
      { x: 100, share: 0 },
      { x: 150, share: 0.4 },
      { x: 200, share: 1 },
    ]);
  });

  it.each<[BarState, [number, number][], number | null]>([
    ["completed", [], 1],
    ["completed", [[0, 30]], 1],
    ["failed", [[0, 30]], 0.3],
    ["running", [], null],
  ])("is for one that is %s with %j: %j", (state, progress, done) => {
    expect(doneOf(bar(0, 1, { state, progress }))).toBe(done);
  });
});

describe("requests", () => {
  it("reach to their answers, and without one to the end", () => {
    const requests = [
      { row: 1, at_ms: 100, label: "May I?", answered_ms: 300, answer_row: 2, answer: "yes" },
      { row: 3, at_ms: 600, label: "And this?" },
    ];
    const brackets = bracketsOf(requests, 1_000, WHOLE, 100);
    expect(brackets.map(({ x, width, answered, waitedMs }) => [x, width, answered, waitedMs])).toEqual([
      [10, 20, true, 200],
      [60, 40, false, 400],
    ]);
    expect(bracketsOf(requests, 1_000, { fromMs: 350, toMs: 500 }, 100)).toEqual([]);
  });
});

describe("a view", () => {
  it("keeps what it zooms around in its place", () => {
    expect(zoomed(WHOLE, 0.5, 200, 1_000)).toEqual({ fromMs: 100, toMs: 600 });
    expect(zoomed({ fromMs: 100, toMs: 600 }, 100, 200, 1_000)).toEqual(WHOLE);
  });

  it("never leaves the run, and never shows less than 20 ms", () => {
    expect(moved({ fromMs: 100, toMs: 600 }, -500, 1_000)).toEqual({ fromMs: 0, toMs: 500 });
    expect(moved({ fromMs: 100, toMs: 600 }, 5_000, 1_000)).toEqual({ fromMs: 500, toMs: 1_000 });
    const near = zoomed(WHOLE, 1e-9, 500, 1_000);
    expect(near.toMs - near.fromMs).toBeCloseTo(20);
    expect(zoomed({ fromMs: 0, toMs: 0 }, 2, 0, 0)).toEqual({ fromMs: 0, toMs: 20 });
  });

  it("turns the page when the playhead leaves it", () => {
    const view = { fromMs: 0, toMs: 100 };
    expect(following(view, 50, 1_000)).toBe(view);
    expect(following(view, 150, 1_000)).toEqual({ fromMs: 140, toMs: 240 });
    expect(following(view, 990, 1_000)).toEqual({ fromMs: 900, toMs: 1_000 });
  });
});

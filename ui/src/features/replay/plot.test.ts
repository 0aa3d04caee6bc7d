import { describe, expect, it } from "vitest";
import { axisMarks, tickPath } from "./plot";
import { createScale } from "./scale";

const HOUR = 3_600_000;

describe("the axis", () => {
  it("names round times, apart enough to read", () => {
    const marks = axisMarks(createScale(61_000, 610, []), 70);
    expect(marks.map((mark) => mark.atMs)).toEqual([0, 10_000, 20_000, 30_000, 40_000, 50_000, 60_000]);
  });

  it("names nothing inside an idle stretch, and does not count through days of it", () => {
    const scale = createScale(9_000 * HOUR, 800, [{ from_ms: 60_000, to_ms: 9_000 * HOUR - 60_000 }]);
    const marks = axisMarks(scale, 70);
    expect(marks.length).toBeLessThan(15);
    for (const { atMs } of marks) {
      expect(atMs <= 60_000 || atMs >= 9_000 * HOUR - 60_000).toBe(true);
    }
  });

  it("names times down to the millisecond where a second is wider than the window", () => {
    const marks = axisMarks(createScale(60_000, 600, [], { zoom: 300, fromMs: 30_000 }), 70);
    expect(marks.slice(0, 4).map((mark) => mark.atMs)).toEqual([30_000, 30_050, 30_100, 30_150]);
  });

  it("names nothing where there is nothing to name", () => {
    expect(axisMarks(createScale(0, 500, []), 70)).toEqual([]);
    expect(axisMarks(createScale(500, 0, []), 70)).toEqual([]);
  });
});

describe("what is drawn", () => {
  it("draws one tick a pixel at most", () => {
    const ticks = Array.from({ length: 5_000 }, (_, i) => i);
    const path = tickPath(ticks, createScale(5_000, 100, []), 0, 3);
    expect(path.match(/M/g)?.length).toBe(101);
  });

  it("draws only what is in sight", () => {
    const ticks = Array.from({ length: 5_000 }, (_, i) => i);
    const scale = createScale(5_000, 100, [], { zoom: 100, fromMs: 2_000 });
    expect(tickPath(ticks, scale, 0, 3).match(/M/g)?.length, "50 ms of it").toBe(51);
  });
});

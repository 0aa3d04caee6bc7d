import { describe, expect, it } from "vitest";
import { axisMarks, densityPath, tickPath } from "./plot";
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
    expect(densityPath(ticks, scale, 30).match(/L/g)?.length, "a point per 3 pixels").toBe(34 + 1);
  });

  it("lets a single event stand out of a plot with a burst", () => {
    const burst = Array.from({ length: 10_000 }, () => 290);
    const path = densityPath([1, ...burst], createScale(300, 300, []), 100);
    expect(path).toContain("L1.5 99.0");
    expect(path).toContain("L289.5 0.0");
  });

  it("keeps the shape of ten minutes beside a gap of 35 hours", () => {
    const before = Array.from({ length: 600 }, (_, i) => i * 1_000);
    const after = before.map((at) => at + 35 * HOUR);
    const scale = createScale(35 * HOUR + 600_000, 844, [{ from_ms: 599_000, to_ms: 35 * HOUR }]);
    const byItself = Array.from({ length: 30 }, (_, i) => (i + 2) * HOUR);
    const path = densityPath([...before, ...byItself, ...after], scale, 30);
    const drawn = path.split("L").filter((point) => !/ 30(\.0)?(Z|$)/.test(point));
    expect(drawn.length, "nearly every place outside of the gap").toBeGreaterThan(250);
    expect(path, "and none inside of it").toContain("L421.5 30.0");
  });
});

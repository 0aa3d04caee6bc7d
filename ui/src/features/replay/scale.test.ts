import { describe, expect, it } from "vitest";
import { createScale } from "./scale";

const HOUR = 3_600_000;

describe("the timeline's scale", () => {
  it("is even without idle stretches", () => {
    const scale = createScale(10_000, 500, []);
    expect(scale.x(5_000)).toBe(250);
    expect(scale.at(250)).toBe(5_000);
  });

  it("shrinks 35 hours of nothing to a strip, and gives the room to the minutes around it", () => {
    const idle = [{ from_ms: 60_000, to_ms: 35 * HOUR }];
    const scale = createScale(35 * HOUR + 60_000, 844, idle);
    expect(scale.gaps).toHaveLength(1);
    expect(scale.x(60_000)).toBeCloseTo(400);
    expect(scale.x(35 * HOUR)).toBeCloseTo(444);
    expect(scale.x(35 * HOUR + 30_000)).toBeCloseTo(644);
  });

  it("comes back to the same time from its pixel", () => {
    const idle = [
      { from_ms: 60_000, to_ms: 5 * HOUR },
      { from_ms: 6 * HOUR, to_ms: 9 * HOUR },
    ];
    const scale = createScale(10 * HOUR, 1_000, idle);
    for (const at of [0, 1, 59_999, 60_000, 2 * HOUR, 5 * HOUR + 1, 8 * HOUR, 10 * HOUR]) {
      expect(scale.at(scale.x(at))).toBeCloseTo(at, 3);
    }
  });

  it("never goes backwards", () => {
    const idle = [
      { from_ms: 8_000, to_ms: 90_000 },
      { from_ms: 1_000, to_ms: 4_000 },
      { from_ms: 3_000, to_ms: 12_000 },
    ];
    const scale = createScale(100_000, 300, idle);
    let last = -1;
    for (let at = 0; at <= 100_000; at += 500) {
      expect(scale.x(at)).toBeGreaterThanOrEqual(last);
      last = scale.x(at);
    }
    expect(last).toBeCloseTo(300);
  });

  it("leaves a short idle stretch as it is rather than make it wider", () => {
    const scale = createScale(100_000, 1_000, [{ from_ms: 10_000, to_ms: 11_000 }]);
    expect(scale.gaps).toHaveLength(0);
    expect(scale.x(50_000)).toBe(500);
  });

  it("keeps most of the width for what happened, however many idle stretches there are", () => {
    const idle = Array.from({ length: 300 }, (_, i) => ({
      from_ms: i * 100_000 + 5_000,
      to_ms: (i + 1) * 100_000,
    }));
    const scale = createScale(300 * 100_000, 600, idle);
    const gaps = scale.gaps.reduce((sum, gap) => sum + gap.x1 - gap.x0, 0);
    expect(gaps).toBeLessThanOrEqual(600 * 0.4 + 0.001);
    expect(scale.x(300 * 100_000)).toBeCloseTo(600);
  });

  it("stays even where all of it is idle", () => {
    const scale = createScale(60_000, 600, [{ from_ms: 0, to_ms: 60_000 }]);
    expect(scale.gaps).toHaveLength(0);
    expect(scale.x(30_000)).toBe(300);
  });

  it("survives a recording without a length, and a timeline without a width", () => {
    const none = createScale(0, 500, [{ from_ms: 0, to_ms: 10 }]);
    expect(none.x(0)).toBe(0);
    expect(none.x(10)).toBe(0);
    expect(none.at(250)).toBe(0);
    const flat = createScale(1_000, 0, [{ from_ms: 100, to_ms: 900 }]);
    expect(flat.x(500)).toBe(0);
    expect(Number.isFinite(flat.at(0))).toBe(true);
  });
});

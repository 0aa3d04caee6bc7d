import { describe, expect, it } from "vitest";
import { WHOLE } from "./scale";
import { pannedBy, scaleOf, showing, type Timeline, zoomedAt } from "./view";

const HOUR = 3_600_000;
const YEAR = 365.25 * 24 * HOUR;

const timeline: Timeline = { startMs: 0, durationMs: 600_000, width: 600, idle: [] };

describe("zooming", () => {
  it("keeps the time under the pointer where it is", () => {
    const at = scaleOf(timeline, WHOLE).at(400);
    let view = WHOLE;
    for (let turn = 0; turn < 20; turn += 1) {
      view = zoomedAt(timeline, view, 1.25, 400);
      expect(scaleOf(timeline, view).x(at)).toBeCloseTo(400, 3);
    }
    expect(view.zoom).toBeGreaterThan(50);
  });

  it("comes back to the whole, and goes no further", () => {
    const near = zoomedAt(timeline, WHOLE, 8, 100);
    expect(zoomedAt(timeline, near, 1 / 8, 500)).toEqual(WHOLE);
    expect(zoomedAt(timeline, WHOLE, 0.5, 100)).toBe(WHOLE);
  });

  it("ends where a fifth of a second fills the width", () => {
    const view = zoomedAt(timeline, WHOLE, 1e12, 300);
    expect(scaleOf(timeline, view).msPerPx * timeline.width).toBeCloseTo(200);
  });

  it.each([35 * HOUR, 30 * YEAR, 7_000 * YEAR])("reaches single seconds beside a gap of %d ms", (gap) => {
    const long = {
      startMs: 0,
      durationMs: gap + 120_000,
      width: 600,
      idle: [{ from_ms: 60_000, to_ms: gap + 60_000 }],
    };
    const late = gap + 90_000;
    const view = zoomedAt(long, WHOLE, 100, scaleOf(long, WHOLE).x(late));
    const scale = scaleOf(long, view);
    expect(scale.x(late + 1_000) - scale.x(late), "a second is many pixels").toBeGreaterThan(200);
    expect(scale.at(scale.x(late))).toBeCloseTo(late, -1);
  });

  it("makes nothing of a timeline without length or width", () => {
    expect(zoomedAt({ ...timeline, durationMs: 0 }, WHOLE, 2, 0)).toEqual(WHOLE);
    expect(zoomedAt({ ...timeline, width: 0 }, WHOLE, 2, 0)).toEqual(WHOLE);
  });
});

describe("moving", () => {
  const near = { zoom: 10, fromMs: 300_000 };

  it("goes by pixels, and stops at the ends", () => {
    expect(pannedBy(timeline, near, 60).fromMs).toBeCloseTo(306_000);
    expect(pannedBy(timeline, near, -1e9).fromMs).toBe(0);
    const end = scaleOf(timeline, pannedBy(timeline, near, 1e9));
    expect(end.at(600)).toBeCloseTo(600_000);
  });

  it("follows a playhead that left, and leaves one in sight alone", () => {
    expect(showing(timeline, near, 310_000)).toBe(near);
    expect(showing(timeline, WHOLE, 310_000)).toBe(WHOLE);
    const after = showing(timeline, near, 400_000);
    expect(scaleOf(timeline, after).x(400_000)).toBeCloseTo(60);
    const before = showing(timeline, near, 100_000);
    expect(scaleOf(timeline, before).x(100_000)).toBeCloseTo(540);
  });
});

describe("a session that began before the opened recording", () => {
  const early = { ...timeline, startMs: -200_000, durationMs: 400_000 };

  it("has its whole length, zoomed too", () => {
    const whole = scaleOf(early, WHOLE);
    expect([whole.x(-200_000), whole.x(0), whole.x(400_000)]).toEqual([0, 200, 600]);
    expect(whole.at(0)).toBe(-200_000);
    const near = zoomedAt(early, WHOLE, 4, 0);
    expect(scaleOf(early, near).at(0)).toBeCloseTo(-200_000);
    expect(showing(early, near, 390_000).fromMs).toBeGreaterThan(200_000);
  });

  it("collapses what is idle before 0", () => {
    const gap = { from_ms: -190_000, to_ms: -10_000 };
    const scale = scaleOf({ ...early, idle: [gap] }, WHOLE);
    expect(scale.gaps).toMatchObject([{ fromMs: -190_000, toMs: -10_000 }]);
    expect(scale.x(-10_000) - scale.x(-190_000)).toBeCloseTo(44);
  });
});

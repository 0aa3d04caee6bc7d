import { describe, expect, it } from "vitest";
import type { RecordingDetail, RecordingView, Track } from "../../contract";
import { activeOf, commonIdle, laneOf, offsetOf, sharedDuration } from "./lanes";

function recording(id: string, started_at: string, duration_ms: number): RecordingView {
  return {
    id,
    kind: "web",
    title: id,
    status: "completed",
    tags: [],
    started_at,
    duration_ms,
    event_count: 1,
    flagged: false,
    details: {},
    cached: true,
    local_only: false,
    bytes: 1,
  };
}

const track = (duration_ms: number, ...idle: [number, number][]): Track => ({
  duration_ms,
  density: [],
  ticks_ms: [],
  idle: idle.map(([from_ms, to_ms]) => ({ from_ms, to_ms })),
  idle_ms: 10_000,
  active_ms: duration_ms,
  active_density: [],
  clock_jumps: [],
});

const opened = recording("a", "2026-11-14T10:00:00Z", 60_000);
const later = recording("b", "2026-11-14T10:00:50Z", 30_000);

describe("recordings of one session", () => {
  it("share the clock of the one that was opened, up to the end of the last", () => {
    const detail: RecordingDetail = {
      recording: opened,
      notes: [],
      beside: [later],
      clock: { from_ms: 0, to_ms: 80_000 },
    };
    expect(offsetOf(opened, later)).toBe(50_000);
    expect(sharedDuration(detail)).toBe(80_000);
  });

  it("are idle where nothing happens in any of them", () => {
    const tracks = [
      { offsetMs: 0, track: track(60_000, [10_000, 58_000]) },
      { offsetMs: 50_000, track: track(30_000, [5_000, 30_000]) },
    ];
    expect(commonIdle(tracks, 80_000)).toEqual([
      { from_ms: 10_000, to_ms: 50_000 },
      { from_ms: 55_000, to_ms: 58_000 },
      { from_ms: 60_000, to_ms: 80_000 },
    ]);
  });

  it("are idle as their own track says where there is but one", () => {
    expect(commonIdle([{ offsetMs: 0, track: track(60_000, [5_000, 20_000]) }], 60_000)).toEqual([
      { from_ms: 5_000, to_ms: 20_000 },
    ]);
    expect(commonIdle([], 60_000)).toEqual([]);
  });

  it("have lanes of what is not idle, at their place on the clock", () => {
    expect(activeOf(100, [{ from_ms: 20, to_ms: 60 }])).toEqual([
      { from_ms: 0, to_ms: 20 },
      { from_ms: 60, to_ms: 100 },
    ]);
    const lane = laneOf(later, 50_000, track(30_000, [5_000, 30_000]));
    expect(lane.bars).toMatchObject([{ from_ms: 50_000, to_ms: 55_000, tone: "plain" }]);
  });
});

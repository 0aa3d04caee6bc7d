import { describe, expect, it, vi } from "vitest";
import { type Clock, createClock, neighbour, shiftClock, type Ticker } from "./clock";

/** A ticker that is turned by hand. */
function handTicker() {
  let waiting: ((nowMs: number) => void) | null = null;
  let now = 1_000;
  const ticker: Ticker = {
    next(frame) {
      waiting = frame;
      return () => {
        if (waiting === frame) waiting = null;
      };
    },
  };
  const frame = (ms: number) => {
    now += ms;
    const due = waiting;
    waiting = null;
    due?.(now);
  };
  return {
    ticker,
    /** Lets `ms` pass in frames of 100 ms; the first one only sets the start. */
    pass(ms: number) {
      frame(0);
      for (let left = ms; left > 0; left -= 100) frame(Math.min(100, left));
    },
    frame,
    isWaited: () => waiting !== null,
  };
}

function at(clock: Clock) {
  return clock.get().atMs;
}

describe("the play clock", () => {
  it("stands until it plays, and moves with the time that passes", () => {
    const hand = handTicker();
    const clock = createClock({ durationMs: 60_000 }, hand.ticker);
    expect(hand.isWaited()).toBe(false);
    clock.play();
    hand.pass(700);
    expect(at(clock)).toBe(700);
    clock.pause();
    expect(hand.isWaited()).toBe(false);
  });

  it.each([0.5, 1, 2, 4, 8, 16] as const)("plays at %f times the speed", (speed) => {
    const hand = handTicker();
    const clock = createClock({ durationMs: 60_000 }, hand.ticker);
    clock.setSpeed(speed);
    clock.play();
    hand.pass(1_000);
    expect(at(clock)).toBeCloseTo(1_000 * speed);
  });

  it("ends at the end, and plays again from the start", () => {
    const hand = handTicker();
    const clock = createClock({ durationMs: 500 }, hand.ticker);
    clock.play();
    hand.pass(2_000);
    expect(clock.get()).toMatchObject({ atMs: 500, playing: false });
    clock.toggle();
    expect(clock.get()).toMatchObject({ atMs: 0, playing: true });
  });

  it("stops at once where there is no length to play", () => {
    const hand = handTicker();
    const clock = createClock({ durationMs: 0 }, hand.ticker);
    clock.play();
    hand.pass(100);
    expect(clock.get()).toMatchObject({ atMs: 0, playing: false });
  });

  it("jumps over an idle stretch in one step, and says only what was seen", () => {
    const hand = handTicker();
    const idle = [{ from_ms: 1_000, to_ms: 800_000 }];
    const clock = createClock({ durationMs: 900_000, atMs: 900, idle }, hand.ticker);
    const played: [number, number][] = [];
    clock.onPlayed((from, to) => played.push([from, to]));
    clock.play();
    hand.frame(0);
    const jumps = clock.get().jumps;
    hand.frame(250);
    expect(at(clock)).toBe(800_150);
    expect(clock.get().jumps).toBe(jumps + 1);
    expect(played).toEqual([
      [900, 1_000],
      [800_000, 800_150],
    ]);
  });

  it("plays an idle stretch through when told not to skip", () => {
    const hand = handTicker();
    const idle = [{ from_ms: 100, to_ms: 30_000 }];
    const clock = createClock({ durationMs: 60_000, idle, skipIdle: false }, hand.ticker);
    clock.play();
    hand.pass(1_000);
    expect(at(clock)).toBe(1_000);
  });

  it("ends when the rest is idle", () => {
    const hand = handTicker();
    const idle = [{ from_ms: 100, to_ms: 60_000 }];
    const clock = createClock({ durationMs: 60_000, idle }, hand.ticker);
    clock.play();
    hand.pass(300);
    expect(clock.get()).toMatchObject({ atMs: 60_000, playing: false });
  });

  it("does not count the time of a hidden window", () => {
    const hand = handTicker();
    const clock = createClock({ durationMs: 3_600_000 }, hand.ticker);
    clock.play();
    hand.frame(0);
    hand.frame(1_800_000);
    expect(at(clock)).toBeLessThanOrEqual(500);
  });

  it("stands while anything holds it, and goes on when all let go", () => {
    const hand = handTicker();
    const clock = createClock({ durationMs: 60_000 }, hand.ticker);
    clock.play();
    const one = clock.hold();
    const other = clock.hold();
    hand.pass(1_000);
    expect(clock.get()).toMatchObject({ atMs: 0, playing: true, waiting: true });
    one();
    one();
    expect(clock.get().waiting).toBe(true);
    other();
    hand.pass(300);
    expect(clock.get()).toMatchObject({ atMs: 300, waiting: false });
  });

  it("keeps seeks inside the recording", () => {
    const clock = createClock({ durationMs: 1_000 }, handTicker().ticker);
    clock.seek(5_000);
    expect(at(clock)).toBe(1_000);
    clock.seek(-1);
    expect(at(clock)).toBe(0);
    clock.seek(Number.NaN);
    expect(at(clock)).toBe(0);
  });

  it("steps to the event before and after, and stays at the outermost", () => {
    const clock = createClock({ durationMs: 1_000, atMs: 300 }, handTicker().ticker);
    const times = [100, 300, 300, 700];
    clock.step(1, times);
    expect(at(clock)).toBe(700);
    clock.step(1, times);
    expect(at(clock)).toBe(700);
    clock.step(-1, times);
    expect(at(clock)).toBe(300);
    clock.step(-1, times);
    expect(at(clock)).toBe(100);
  });

  it("has no neighbour among no times", () => {
    expect(neighbour([], 5, 1)).toBeUndefined();
    expect(neighbour([], 5, -1)).toBeUndefined();
  });

  it("stays within its speeds", () => {
    const clock = createClock({ durationMs: 1_000 }, handTicker().ticker);
    for (let i = 0; i < 9; i += 1) clock.faster();
    expect(clock.get().speed).toBe(16);
    for (let i = 0; i < 9; i += 1) clock.slower();
    expect(clock.get().speed).toBe(0.5);
  });

  it("tells nobody of what did not change", () => {
    const clock = createClock({ durationMs: 1_000 }, handTicker().ticker);
    const heard = vi.fn();
    clock.subscribe(heard);
    clock.pause();
    clock.setSpeed(1);
    expect(heard).not.toHaveBeenCalled();
    clock.setSpeed(2);
    expect(heard).toHaveBeenCalledTimes(1);
  });
});

describe("a clock in the time of another recording", () => {
  it("is later by the offset, and stands outside of the recording", () => {
    const clock = createClock({ durationMs: 60_000 }, handTicker().ticker);
    const shifted = shiftClock(clock, 10_000, 5_000);
    clock.seek(3_000);
    expect(at(shifted)).toBe(0);
    clock.seek(12_000);
    expect(at(shifted)).toBe(2_000);
    clock.seek(30_000);
    expect(at(shifted)).toBe(5_000);
    shifted.seek(1_000);
    expect(at(clock)).toBe(11_000);
  });

  it("gives the same state as long as nothing changes, so that React rests", () => {
    const clock = createClock({ durationMs: 60_000 }, handTicker().ticker);
    const shifted = shiftClock(clock, 10_000, 5_000);
    expect(shifted.get()).toBe(shifted.get());
  });

  it("hears of its own stretches only", () => {
    const hand = handTicker();
    const clock = createClock({ durationMs: 60_000, atMs: 9_900 }, hand.ticker);
    const played: [number, number][] = [];
    shiftClock(clock, 10_000, 150).onPlayed((from, to) => played.push([from, to]));
    clock.play();
    hand.pass(400);
    expect(played).toEqual([
      [0, 100],
      [100, 150],
    ]);
  });
});

describe("a clock of a session that began before the opened recording", () => {
  it("stands at the recording's start, and goes back to the session's", () => {
    const clock = createClock({ startMs: -18_000, durationMs: 60_000 }, handTicker().ticker);
    expect(at(clock)).toBe(0);
    clock.seek(-20_000);
    expect(at(clock)).toBe(-18_000);
    clock.seek(60_000);
    clock.play();
    expect(at(clock), "it begins anew where the session does").toBe(-18_000);
    clock.setRange(-5_000, 60_000);
    expect(at(clock)).toBe(-5_000);
  });

  it("shows the recording at its first moment until it begins, and counts nothing of it as played", () => {
    const hand = handTicker();
    const clock = createClock({ startMs: -1_000, durationMs: 60_000, atMs: -1_000 }, hand.ticker);
    const own = shiftClock(clock, 0, 60_000);
    const played: [number, number][] = [];
    own.onPlayed((from, to) => played.push([from, to]));
    expect([at(own), own.get().startMs]).toEqual([0, 0]);
    clock.play();
    hand.pass(500);
    expect([at(clock), at(own), played]).toEqual([-500, 0, []]);
    hand.pass(700);
    expect(at(own)).toBe(at(clock));
    expect(played[0]?.[0]).toBe(0);
  });
});

// The play clock: one time for everything that replays together. No React in it, and no time of its own: frames
// and their time come from a `Ticker`, so that a test turns the clock by hand.

import type { Stretch } from "../../contract";

export const SPEEDS = [0.5, 1, 2, 4, 8, 16] as const;
export type Speed = (typeof SPEEDS)[number];

/** What a step of the arrow keys is. */
export const STRIDE_MS = 5_000;

/** A frame that comes later than this was not seen: the window was hidden or stuck. */
const LONGEST_FRAME_MS = 500;

export interface ClockState {
  readonly atMs: number;
  /** Where it begins: below 0 where another recording of the session began before the opened one. */
  readonly startMs: number;
  /** Where it ends, from the start of the opened recording. */
  readonly durationMs: number;
  readonly playing: boolean;
  /** Playing, but something that must be shown is not there yet: time stands. */
  readonly waiting: boolean;
  readonly speed: Speed;
  readonly skipIdle: boolean;
  readonly idle: readonly Stretch[];
  /** Counts seeks, and jumps over idle stretches: whoever follows must not run on smoothly. */
  readonly jumps: number;
}

/** Where time comes from. `next` calls back once, with a time in ms that only grows; returns how to cancel. */
export interface Ticker {
  next(frame: (nowMs: number) => void): () => void;
}

export interface Clock {
  get(): ClockState;
  subscribe(changed: () => void): () => void;
  /** Hears each stretch that went by while playing, without what was jumped over. */
  onPlayed(heard: (fromMs: number, toMs: number) => void): () => void;
  play(): void;
  pause(): void;
  toggle(): void;
  seek(atMs: number): void;
  /** To the next (1) or the previous (-1) of `times`, which ascend. */
  step(direction: 1 | -1, times: readonly number[]): void;
  setSpeed(speed: Speed): void;
  faster(): void;
  slower(): void;
  setSkipIdle(skip: boolean): void;
  setIdle(idle: readonly Stretch[]): void;
  setRange(startMs: number, durationMs: number): void;
  /** Time stands until what this returns is called. */
  hold(): () => void;
}

export const browserTicker: Ticker = {
  next(frame) {
    const id = requestAnimationFrame(frame);
    return () => cancelAnimationFrame(id);
  },
};

export interface ClockStart {
  startMs?: number;
  durationMs: number;
  atMs?: number;
  idle?: readonly Stretch[];
  skipIdle?: boolean;
}

export function createClock(start: ClockStart, ticker: Ticker = browserTicker): Clock {
  const listeners = new Set<() => void>();
  const players = new Set<(fromMs: number, toMs: number) => void>();
  const holds = new Set<symbol>();
  let cancelFrame: (() => void) | null = null;
  let lastFrame: number | null = null;
  const startMs = Math.min(0, start.startMs ?? 0);
  let state: ClockState = {
    atMs: clamp(start.atMs ?? 0, startMs, start.durationMs),
    startMs,
    durationMs: Math.max(0, start.durationMs),
    playing: false,
    waiting: false,
    speed: 1,
    skipIdle: start.skipIdle ?? true,
    idle: start.idle ?? [],
    jumps: 0,
  };

  function change(part: Partial<ClockState>) {
    const next = { ...state, ...part };
    const keys = Object.keys(part) as (keyof ClockState)[];
    if (keys.every((key) => Object.is(next[key], state[key]))) return;
    state = next;
    for (const listener of [...listeners]) listener();
  }

  function run() {
    const runs = state.playing && holds.size === 0;
    if (runs && !cancelFrame) {
      lastFrame = null;
      cancelFrame = ticker.next(frame);
    } else if (!runs && cancelFrame) {
      cancelFrame();
      cancelFrame = null;
    }
  }

  function frame(now: number) {
    cancelFrame = null;
    const passed = lastFrame === null ? 0 : Math.min(LONGEST_FRAME_MS, Math.max(0, now - lastFrame));
    lastFrame = now;
    const from = state.atMs;
    const { atMs, seen, jumped } = advance(state, passed * state.speed);
    for (const stretch of seen) {
      if (stretch.to_ms > stretch.from_ms)
        for (const heard of [...players]) heard(stretch.from_ms, stretch.to_ms);
    }
    const ended = atMs >= state.durationMs;
    if (atMs !== from || ended) {
      change({ atMs, jumps: state.jumps + (jumped ? 1 : 0), playing: state.playing && !ended });
    }
    if (state.playing && holds.size === 0 && !cancelFrame) cancelFrame = ticker.next(frame);
  }

  const clock: Clock = {
    get: () => state,
    subscribe(changed) {
      listeners.add(changed);
      return () => void listeners.delete(changed);
    },
    onPlayed(heard) {
      players.add(heard);
      return () => void players.delete(heard);
    },
    play() {
      const again = state.atMs >= state.durationMs && state.durationMs > 0;
      change(again ? { playing: true, atMs: state.startMs, jumps: state.jumps + 1 } : { playing: true });
      run();
    },
    pause() {
      change({ playing: false });
      run();
    },
    toggle: () => (state.playing ? clock.pause() : clock.play()),
    seek: (atMs) => change({ atMs: clamp(atMs, state.startMs, state.durationMs), jumps: state.jumps + 1 }),
    step(direction, times) {
      const to = neighbour(times, state.atMs, direction);
      if (to === undefined) return;
      clock.pause();
      clock.seek(to);
    },
    setSpeed: (speed) => change({ speed }),
    faster: () => change({ speed: SPEEDS[SPEEDS.indexOf(state.speed) + 1] ?? state.speed }),
    slower: () => change({ speed: SPEEDS[SPEEDS.indexOf(state.speed) - 1] ?? state.speed }),
    setSkipIdle: (skipIdle) => change({ skipIdle }),
    setIdle: (idle) => change({ idle }),
    setRange(startMs, durationMs) {
      const [first, last] = [Math.min(0, startMs), Math.max(0, durationMs)];
      change({ startMs: first, durationMs: last, atMs: clamp(state.atMs, first, last) });
    },
    hold() {
      const hold = Symbol();
      holds.add(hold);
      change({ waiting: true });
      run();
      return () => {
        if (!holds.delete(hold)) return;
        change({ waiting: holds.size > 0 });
        run();
      };
    },
  };
  return clock;
}

/** Where `passed` ms of playing lead, what was seen on the way, and whether an idle stretch was jumped over. */
function advance(state: ClockState, passed: number): { atMs: number; seen: Stretch[]; jumped: boolean } {
  const seen: Stretch[] = [];
  let at = state.atMs;
  let left = passed;
  let jumped = false;
  if (state.skipIdle) {
    for (const idle of state.idle) {
      if (idle.to_ms <= at) continue;
      if (idle.from_ms >= at + left) break;
      const before = Math.max(0, idle.from_ms - at);
      if (before > 0) seen.push({ from_ms: at, to_ms: at + before });
      left -= before;
      at = idle.to_ms;
      jumped = true;
    }
  }
  const end = Math.max(at, Math.min(state.durationMs, at + left));
  if (end > at) seen.push({ from_ms: at, to_ms: end });
  return { atMs: Math.min(end, state.durationMs), seen, jumped };
}

/** The nearest of `times` strictly after (1) or before (-1) `atMs`. */
export function neighbour(times: readonly number[], atMs: number, direction: 1 | -1): number | undefined {
  const after = firstAfter(times, atMs);
  if (direction === 1) return times[after];
  let before = after - 1;
  while (before >= 0 && (times[before] ?? 0) >= atMs) before -= 1;
  return times[before];
}

/** The position of the first of `times` after `atMs`; their number where there is none. */
export function firstAfter(times: readonly number[], atMs: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) <= atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

function clamp(atMs: number, startMs: number, durationMs: number): number {
  if (!Number.isFinite(atMs)) return 0;
  return Math.min(Math.max(startMs, atMs), Math.max(0, durationMs));
}

/**
 * The same clock in the time of a recording that began `offsetMs` later, so that both play together.
 * Before its start and after its end the recording stands at its first or last moment.
 */
export function shiftClock(clock: Clock, offsetMs: number, durationMs: number): Clock {
  const whole = clock.get();
  if (offsetMs === 0 && whole.startMs === 0 && durationMs === whole.durationMs) return clock;
  const inside = (at: number) => clamp(at - offsetMs, 0, durationMs);
  let seen: ClockState | null = null;
  let shifted: ClockState | null = null;
  return {
    ...clock,
    get() {
      const state = clock.get();
      if (state !== seen || !shifted) {
        const idle = state.idle.map(({ from_ms, to_ms }) => ({
          from_ms: inside(from_ms),
          to_ms: inside(to_ms),
        }));
        seen = state;
        shifted = { ...state, atMs: inside(state.atMs), startMs: 0, durationMs, idle };
      }
      return shifted;
    },
    onPlayed: (heard) =>
      clock.onPlayed((from, to) => {
        if (inside(to) > inside(from)) heard(inside(from), inside(to));
      }),
    seek: (atMs) => clock.seek(clamp(atMs, 0, durationMs) + offsetMs),
    step: (direction, times) =>
      clock.step(
        direction,
        times.map((time) => time + offsetMs),
      ),
  };
}

// Keeps a replay frame in step with the clock: which window it holds, what it shows, when the next window must come.
// No React, no DOM: the frame is a way to post messages.

import type { Failure } from "../../contract";
import { asFailure } from "../../host/failure";
import type { LoadedWindow } from "../../host/host";
import type { Clock } from "./clock";
import type { FromFrame, ToFrame } from "./messages";
import type { Watched } from "./watched";
import { BYTES_MOST, beginOf, covers, createWindows, type LoadWindow } from "./windows";

export interface PageState {
  /** `starting` until the frame speaks, `loading` until it shows something. */
  phase: "starting" | "loading" | "showing" | "failed";
  /** While `failed`: why, and at which time. */
  failure?: Failure & { atMs: number };
  /** The recorded page's viewport. */
  size?: { width: number; height: number };
  /** What belongs to the part that is held and is not on the page. */
  unshown: Unshown;
}

/** Counts of what could not be shown. */
export interface Unshown {
  /** Recorded changes that could not be applied to the page. */
  changes: number;
  /** Events that could not be read. */
  unreadable: number;
}

export const ALL_SHOWN: Unshown = { changes: 0, unreadable: 0 };

export interface PagePlayer {
  get(): PageState;
  subscribe(changed: () => void): () => void;
  /** What the frame says. */
  heard(message: FromFrame): void;
  /** Asks again for what failed. */
  retry(): void;
  close(): void;
}

interface Parts {
  clock: Clock;
  load: LoadWindow;
  post: (message: ToFrame, transfer: ArrayBuffer[]) => void;
  watched: Watched;
  /** Calls back after so many ms; returns how to cancel. */
  later: (ms: number, call: () => void) => () => void;
}

/** What the frame holds: one window, and those that were added to it. */
interface Held {
  generation: number;
  fromMs: number;
  toMs: number;
  bytes: number;
  /** By the heads of its windows: the most that one of them says, since two may speak of the same lines. */
  unreadable: number;
}

const START_MS = 10_000;
const ANSWER_MS = 30_000;
/** The next window is asked for this long before it is needed, in ms of the reviewer's time. */
const AHEAD_MS = 5_000;
/** Who goes back by no more than this goes step by step, and is likely to go on. */
const BACK_MS = 10_000;
/** The frame's own timer may be off by this long, in ms of the reviewer's time. */
const DRIFT_MS = 150;

/** Up to the next whole ms: the clock's time is not whole, a window's is. */
const endOf = (toMs: number) => Math.ceil(toMs) + 1;

export function createPagePlayer({ clock, load, post, watched, later }: Parts): PagePlayer {
  const windows = createWindows(load);
  const listeners = new Set<() => void>();
  let state: PageState = { phase: "starting", unshown: ALL_SHOWN };
  let held: Held | null = null;
  let generation = 0;
  let release: (() => void) | null = clock.hold();
  let isReady = false;
  let bringing = false;
  let aheadOf: number | null = null;
  let failedAtJump = -1;
  let closed = false;
  /** What the frame was told last: playing since a jump at a speed, or standing at a time. */
  let told: { speed: number; jumps: number } | { atMs: number; answered: boolean } | null = null;
  const neverStarted = () => fail({ code: "frame", message: "the replay frame did not start" });
  let patience = later(START_MS, neverStarted);

  function change(part: Partial<PageState>) {
    state = { ...state, ...part };
    for (const listener of [...listeners]) listener();
  }

  function letGo() {
    release?.();
    release = null;
  }

  function fail(failure: Failure) {
    if (closed) return;
    patience();
    held = null;
    told = null;
    const { atMs, jumps } = clock.get();
    failedAtJump = jumps;
    change({ phase: "failed", failure: { ...failure, atMs } });
    // Time that passes over a page that cannot be seen would count for nothing.
    clock.pause();
    letGo();
  }

  function follow() {
    const { atMs, playing, waiting, speed, jumps } = clock.get();
    if (closed) return;
    if (state.phase === "failed" && jumps === failedAtJump && !playing) return;
    if (!held || atMs < held.fromMs || atMs > held.toMs) {
      void bring();
      return;
    }
    if (state.phase !== "showing") return;
    if (playing && !waiting) {
      if (told && "speed" in told && told.speed === speed && told.jumps === jumps) void bringNext();
      else tell({ speed, jumps });
    } else if (!told || !("atMs" in told) || (told.answered && told.atMs !== atMs)) {
      tell({ atMs, answered: false });
      void bringNext();
    }
  }

  function tell(next: NonNullable<typeof told>) {
    if (!held) return;
    told = next;
    const { atMs } = clock.get();
    if ("speed" in next) post({ type: "play", generation: held.generation, atMs, speed: next.speed }, []);
    else post({ type: "show", generation: held.generation, atMs: next.atMs }, []);
  }

  async function bring() {
    if (bringing) return;
    bringing = true;
    release ??= clock.hold();
    if (state.phase !== "loading") change({ phase: isReady ? "loading" : "starting", failure: undefined });
    try {
      for (;;) {
        const asked = Math.floor(clock.get().atMs);
        const back = (held?.fromMs ?? 0) - asked;
        const window = windows.known(asked) ?? (await windows.at(asked, back > 0 && back <= BACK_MS));
        if (closed) return;
        const { atMs } = clock.get();
        const now = Math.floor(atMs);
        // The clock was moved meanwhile. A window that was asked for here is the best there is, whatever it covers.
        if (now !== asked && !covers(window, now)) continue;
        // Until the frame is ready the window is kept: it comes while the frame loads, not after. It shows the clock's
        // time to its fraction, or it would be told the same time once more, and draw twice.
        if (isReady) hold(window, atMs);
        return;
      }
    } catch (error) {
      fail(asFailure(error));
    } finally {
      bringing = false;
    }
  }

  function hold(window: LoadedWindow, atMs: number) {
    generation += 1;
    aheadOf = null;
    told = { atMs, answered: false };
    held = {
      generation,
      fromMs: Math.min(beginOf(window), atMs),
      toMs: endOf(window.head.to_ms < atMs ? clock.get().durationMs : window.head.to_ms),
      bytes: window.events.byteLength,
      unreadable: window.head.unreadable,
    };
    change({ unshown: { changes: 0, unreadable: held.unreadable } });
    const buf = window.events.slice(0);
    post({ type: "load", generation, startedMs: window.head.started_ms, buf, atMs }, [buf]);
    patience();
    patience = later(ANSWER_MS, () =>
      fail({ code: "frame", message: "the page could not be drawn in time" }),
    );
  }

  /** What of a stretch is not played but jumped over, in ms. */
  function jumpedOver(fromMs: number, toMs: number): number {
    const { idle, skipIdle } = clock.get();
    const within = idle.map((gap) => Math.min(gap.to_ms, toMs) - Math.max(gap.from_ms, fromMs));
    return skipIdle ? within.reduce((sum, ms) => sum + Math.max(0, ms), 0) : 0;
  }

  /** Adds the window after the one that is held, before the clock comes there. */
  async function bringNext() {
    const now = held;
    const { atMs, speed, durationMs } = clock.get();
    if (!now || now.toMs > durationMs || aheadOf === now.toMs) return;
    if (now.toMs - atMs - jumpedOver(atMs, now.toMs) > AHEAD_MS * speed) return;
    aheadOf = now.toMs;
    const afterMs = now.toMs - 1;
    try {
      const window = await windows.after(afterMs);
      if (closed || held !== now) return;
      if (window.head.to_ms <= afterMs) {
        held = { ...now, toMs: endOf(durationMs) };
        return;
      }
      // The frame would grow for ever; from here on the next window is loaded as a new one.
      if (now.bytes + window.events.byteLength > BYTES_MOST && beginOf(window) > now.fromMs) return;
      const buf = window.events.slice(0);
      post({ type: "more", generation: now.generation, afterMs, buf }, [buf]);
      const unreadable = Math.max(now.unreadable, window.head.unreadable);
      const { changes, unreadable: before } = state.unshown;
      held = {
        ...now,
        toMs: endOf(window.head.to_ms),
        bytes: now.bytes + window.events.byteLength,
        unreadable,
      };
      change({ unshown: { changes, unreadable: before + unreadable - now.unreadable } });
    } catch {
      // Nothing is missing yet. When the clock comes there it is asked for again, and then it is said.
    }
  }

  function shown(atMs: number) {
    patience();
    if (state.phase === "loading") {
      change({ phase: "showing" });
      letGo();
    }
    if (told && "atMs" in told) told.answered = true;
    else if (told && "speed" in told) {
      const off = Math.abs(atMs - clock.get().atMs);
      if (off > DRIFT_MS * Math.max(1, told.speed)) told = null;
    }
    follow();
  }

  void bring();
  const stopFollowing = clock.subscribe(follow);
  const stopWatching = clock.onPlayed((fromMs, toMs) => {
    if (state.phase === "showing") watched.add(fromMs, toMs);
  });

  return {
    get: () => state,
    subscribe(changed) {
      listeners.add(changed);
      return () => void listeners.delete(changed);
    },
    heard(message) {
      if (closed) return;
      if (message.type === "ready") {
        patience();
        isReady = true;
        held = null;
        told = null;
        if (state.phase === "starting") change({ phase: "loading" });
        follow();
      } else if (message.type === "sized") {
        change({ size: { width: message.width, height: message.height } });
      } else if ("generation" in message && message.generation === held?.generation) {
        if (message.type === "shown") shown(message.atMs);
        else if (message.type === "unshown") {
          const unreadable = held.unreadable + message.unreadable;
          change({ unshown: { changes: message.changes, unreadable } });
        } else if (message.type === "failed") fail({ code: "page", message: message.message });
      }
    },
    retry() {
      if (state.phase !== "failed") return;
      if (!isReady) patience = later(START_MS, neverStarted);
      void bring();
    },
    close() {
      closed = true;
      patience();
      stopFollowing();
      stopWatching();
      letGo();
      listeners.clear();
    },
  };
}

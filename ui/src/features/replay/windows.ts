// Windows of a recording that were loaded, within limits: the least recently used goes first.

import type { LoadedWindow } from "../../host/host";

export const WINDOWS_MOST = 6;
export const BYTES_MOST = 64 << 20;

/** Where a window begins to show something. */
export function beginOf({ head }: LoadedWindow): number {
  return Math.min(head.from_ms, head.keyframe_ms);
}

/** Whether a window can show this time. */
export function covers(window: LoadedWindow, atMs: number): boolean {
  return beginOf(window) <= atMs && atMs <= window.head.to_ms;
}

export interface Windows {
  /** A window that shows `atMs`, or is asked for now: with some of what leads there, or as quick as can be. */
  at(atMs: number, withLead?: boolean): Promise<LoadedWindow>;
  /** A window that goes on after `atMs`, where another one ends. */
  after(atMs: number): Promise<LoadedWindow>;
  /** One that is here already and shows `atMs`. */
  known(atMs: number): LoadedWindow | undefined;
  readonly size: number;
  readonly bytes: number;
}

export type LoadWindow = (atMs: number, withLead: boolean) => Promise<LoadedWindow>;

export function createWindows(load: LoadWindow): Windows {
  // The most recently used last.
  let kept: LoadedWindow[] = [];
  const asked = new Map<number, Promise<LoadedWindow>>();

  const bytes = () => kept.reduce((sum, window) => sum + window.events.byteLength, 0);

  function use(window: LoadedWindow): LoadedWindow {
    kept = [...kept.filter((other) => other !== window && !isPartOf(other, window)), window];
    while (kept.length > 1 && (kept.length > WINDOWS_MOST || bytes() > BYTES_MOST)) kept.shift();
    return window;
  }

  function ask(atMs: number, withLead: boolean): Promise<LoadedWindow> {
    const already = asked.get(atMs);
    if (already) return already;
    const coming = load(atMs, withLead)
      .then(use)
      .finally(() => asked.delete(atMs));
    asked.set(atMs, coming);
    return coming;
  }

  const latest = (fits: (window: LoadedWindow) => boolean) => {
    const found = kept.findLast(fits);
    return found && use(found);
  };

  return {
    at: async (atMs, withLead = false) => latest((window) => covers(window, atMs)) ?? ask(atMs, withLead),
    after: async (atMs) =>
      latest((window) => beginOf(window) <= atMs && window.head.to_ms > atMs) ?? ask(atMs, false),
    known: (atMs) => latest((window) => covers(window, atMs)),
    get size() {
      return kept.length;
    },
    get bytes() {
      return bytes();
    },
  };
}

/** Whether `window` shows all that `part` does, from the same snapshot. */
function isPartOf(part: LoadedWindow, window: LoadedWindow): boolean {
  return part.head.keyframe_ms === window.head.keyframe_ms && part.head.to_ms <= window.head.to_ms;
}

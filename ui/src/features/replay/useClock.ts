import { useSyncExternalStore } from "react";
import type { Clock, ClockState } from "./clock";

/** Renders again only when what `select` picks changes: pick a number or a word, not a new object. */
export function useClock<T>(clock: Clock, select: (state: ClockState) => T): T {
  return useSyncExternalStore(clock.subscribe, () => select(clock.get()));
}

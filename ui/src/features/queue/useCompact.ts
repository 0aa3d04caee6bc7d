import { useSyncExternalStore } from "react";

/** Narrower than this, or at 200 % zoom, three columns do not fit beside each other. */
const COMPACT = "(max-width: 1099px)";

export function useCompact(): boolean {
  return useSyncExternalStore(
    (changed) => {
      const query = window.matchMedia(COMPACT);
      query.addEventListener("change", changed);
      return () => query.removeEventListener("change", changed);
    },
    () => window.matchMedia(COMPACT).matches,
  );
}

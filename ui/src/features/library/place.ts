// Where a person was in the list, so that coming back from a recording finds it again. For this run of the window.

import { useSyncExternalStore } from "react";
import type { LibrarySearch } from "./filter";

export interface Place {
  of: string;
  active: number;
  offset: number;
}

let last: Place = { of: "", active: 0, offset: 0 };

/** The place in the list that `of` names: the one that was left, or its beginning. */
export function placeIn(of: string): Place {
  if (last.of !== of) last = { of, active: 0, offset: 0 };
  return last;
}

const watchers = new Set<() => void>();
let lastSearch: LibrarySearch = {};

/** Keeps what the library shows: filters, order and view. */
export function keepSearch(search: LibrarySearch): void {
  lastSearch = search;
  for (const watcher of watchers) watcher();
}

/** What the library showed when it was left: whoever goes back to it finds it so. */
export function useLastSearch(): LibrarySearch {
  return useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => lastSearch,
  );
}

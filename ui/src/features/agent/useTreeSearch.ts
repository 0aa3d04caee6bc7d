import { useEffect, useState } from "react";
import { type Found, find, type Json } from "./tree";

/** Time that the search may take before the window gets its turn. */
const SLICE_MS = 8;
const MOST_HITS = 5_000;

export interface TreeSearch {
  hits: Found[];
  done: boolean;
}

const NOTHING: TreeSearch = { hits: [], done: true };

/** Searches a tree in slices, so that a payload of megabytes does not hold up the window. */
export function useTreeSearch(root: Json, needle: string): TreeSearch {
  const [search, setSearch] = useState<TreeSearch & { of: string; root: Json }>({
    ...NOTHING,
    of: "",
    root: null,
  });

  useEffect(() => {
    if (needle === "") return;
    const steps = find(root, needle);
    const hits: Found[] = [];
    let timer: ReturnType<typeof setTimeout>;
    const slice = () => {
      const until = performance.now() + SLICE_MS;
      let done = false;
      while (!done && performance.now() < until) {
        const step = steps.next();
        done = step.done === true || hits.length >= MOST_HITS;
        if (!step.done) hits.push(...step.value.slice(0, MOST_HITS - hits.length));
      }
      setSearch({ hits: [...hits], done, of: needle, root });
      if (!done) timer = setTimeout(slice, 0);
    };
    timer = setTimeout(slice, 0);
    return () => clearTimeout(timer);
  }, [root, needle]);

  if (needle === "") return NOTHING;
  return search.of === needle && search.root === root ? search : { hits: [], done: false };
}

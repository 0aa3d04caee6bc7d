import { useEffect, useState } from "react";
import type { Failure } from "../../contract";
import { useHost } from "../../host/context";
import { asFailure } from "../../host/failure";
import { hitAt } from "./rows";
import type { Run } from "./run";

/** Typing goes on within this time. */
const TYPING_MS = 180;
/** The host says no more than these. */
export const MOST_HITS = 10_000;

export interface InRun {
  text: string;
  /** Rows, ascending; null until it is known. */
  hits: readonly number[] | null;
  failure: Failure | null;
}

const NOTHING: readonly number[] = [];

/** Finds text in the types and data of a run's events. */
export function useFind(id: string, text: string): InRun {
  const host = useHost();
  const [answer, setAnswer] = useState<InRun & { id: string }>({
    id,
    text: "",
    hits: NOTHING,
    failure: null,
  });

  useEffect(() => {
    if (text === "") return;
    let stale = false;
    const timer = setTimeout(() => {
      host.findInRun(id, text).then(
        (hits) => !stale && setAnswer({ id, text, hits, failure: null }),
        (error) => !stale && setAnswer({ id, text, hits: NOTHING, failure: asFailure(error) }),
      );
    }, TYPING_MS);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [host, id, text]);

  if (text === "") return { text, hits: NOTHING, failure: null };
  return answer.text === text && answer.id === id ? answer : { text, hits: null, failure: null };
}

/**
 * Goes, once, to the hit of what was looked for before the run was opened: the one at the clock's time, else the next.
 * Its row, which is to be unfolded; null until it is known.
 */
export function useSought(
  { outline, clock, choose }: Run,
  sought: string,
  { text, hits }: InRun,
): number | null {
  const [row, setRow] = useState<number | null>(null);
  const isAnswer = sought !== "" && text === sought.trim() && hits !== null;
  useEffect(() => {
    if (!isAnswer || row !== null) return;
    const found = hitAt(outline.at_ms, hits, clock.get().atMs);
    if (found === null) return;
    setRow(found);
    choose(found);
  }, [isAnswer, hits, row, outline, clock, choose]);
  return row;
}

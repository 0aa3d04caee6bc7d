import { useCallback, useState } from "react";
import type { Failure } from "../../contract";
import { asFailure } from "../../host/failure";
import { extended, NOTHING, pick, type Selection, toggled } from "./selection";
import type { Pages } from "./usePages";

/** The selection in a list; it goes when another list is shown. */
export function useSelection(pages: Pages, of: string) {
  const [kept, setKept] = useState({ of, selection: NOTHING });
  const [failure, setFailure] = useState<Failure>();
  const selection = kept.of === of ? kept.selection : NOTHING;
  const change = useCallback(
    (next: (selection: Selection) => Selection) =>
      setKept((now) => ({ of, selection: next(now.of === of ? now.selection : NOTHING) })),
    [of],
  );

  const toggle = (index: number) => {
    const row = pages.row(index);
    if (row) change((now) => toggled(now, index, pick(row)));
  };
  const extendTo = async (index: number, from: number) => {
    const anchor = selection.anchor ?? from;
    try {
      const rows = await pages.rows(Math.min(anchor, index), Math.max(anchor, index));
      change((now) => extended({ ...now, anchor: now.anchor ?? anchor }, rows.map(pick)));
      setFailure(undefined);
    } catch (error) {
      setFailure(asFailure(error));
    }
  };
  const clear = useCallback(() => change(() => NOTHING), [change]);
  return { selection, failure, toggle, extendTo, clear };
}

// Which recordings are selected. What is known of each is kept, so that the offers to the whole selection do not
// depend on which pages are loaded.

import type { LibraryRow } from "../../contract";

export interface Picked {
  id: string;
  cached: boolean;
  localOnly: boolean;
}

export interface Selection {
  picked: ReadonlyMap<string, Picked>;
  /** Where a range begins: the row that was selected by itself last. */
  anchor: number | null;
}

export const NOTHING: Selection = { picked: new Map(), anchor: null };

export function pick(row: Pick<LibraryRow, "id" | "cached" | "local_only">): Picked {
  return { id: row.id, cached: row.cached, localOnly: row.local_only };
}

/** Selects a row, or no longer; the next range begins there. */
export function toggled(selection: Selection, index: number, row: Picked): Selection {
  const picked = new Map(selection.picked);
  if (!picked.delete(row.id)) picked.set(row.id, row);
  return { picked, anchor: index };
}

/** Adds rows of a range; its beginning stays, so that the range can be drawn out further. */
export function extended(selection: Selection, rows: readonly Picked[]): Selection {
  const picked = new Map(selection.picked);
  for (const row of rows) picked.set(row.id, row);
  return { ...selection, picked };
}

/** What can be done with the selection. */
export function offers(selection: Selection): { toDownload: string[]; toUpload: string[] } {
  const picked = [...selection.picked.values()];
  return {
    toDownload: picked.filter((row) => !row.cached).map((row) => row.id),
    toUpload: picked.filter((row) => row.localOnly).map((row) => row.id),
  };
}

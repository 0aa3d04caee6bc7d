// What rows and cards have in common: a grid that holds the focus, names its active cell, and hears clicks for all.

import type { MouseEvent } from "react";
import type { JobView, LibraryOrder, LibraryRow } from "../../contract";
import type { Picked } from "./selection";

/** What a person does to a recording in the list. */
export type Deed = "open" | "toggle" | "extend";

export interface GridProps {
  total: number;
  row: (index: number) => LibraryRow | undefined;
  active: number;
  picked: ReadonlyMap<string, Picked>;
  transfers: ReadonlyMap<string, JobView>;
  order: LibraryOrder;
  onOrder: (order: LibraryOrder) => void;
  /** Where it was scrolled to when it was left; it is kept up to date. */
  place: { offset: number };
  onView: (first: number, last: number) => void;
  onDeed: (deed: Deed, index: number) => void;
  /** How many recordings stand beside each other. */
  onColumns: (columns: number) => void;
}

export const cellId = (grid: string, index: number): string => `${grid}-${index}`;

/** What a click means: nothing beside a recording, else by its place and the keys held. */
export function deedOf(event: MouseEvent): { deed: Deed; index: number } | undefined {
  if (!(event.target instanceof Element)) return undefined;
  const cell = event.target.closest<HTMLElement>("[data-index]");
  if (!cell) return undefined;
  const index = Number(cell.dataset.index);
  if (event.shiftKey) return { deed: "extend", index };
  const toggles = event.ctrlKey || event.metaKey || event.target.closest("[data-check]") !== null;
  return { deed: toggles ? "toggle" : "open", index };
}

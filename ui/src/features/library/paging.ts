// The arithmetic of pages and of what is in view.

export const PAGE_SIZE = 200;

export const pageOf = (index: number): number => Math.floor(index / PAGE_SIZE);

/** The pages that rows `first` to `last` need, ascending. */
export function pagesOf(first: number, last: number): number[] {
  const pages: number[] = [];
  for (let page = pageOf(Math.max(0, first)); page <= pageOf(Math.max(0, last)); page += 1) pages.push(page);
  return pages;
}

/** The row to go to: within the list, whatever was asked. */
export function clampIndex(index: number, total: number): number {
  return Math.max(0, Math.min(index, total - 1));
}

/**
 * Which of the elements on the page shows a line: those that leave the view are used again for those that come, so
 * that scrolling changes texts and makes no elements. `pool` is at least as many as there are lines at a time.
 */
export const slotOf = (line: number, pool: number): number => line % pool;

/** How many elements are enough for `lines` lines; it grows in steps, so that few are ever made anew. */
export const poolFor = (lines: number): number => Math.max(32, 2 ** Math.ceil(Math.log2(Math.max(1, lines))));

/** How many cards of at least `least` px stand beside each other in `width` px, with `gap` px between. */
export function columnsIn(width: number, least: number, gap: number): number {
  return Math.max(1, Math.floor((width + gap) / (least + gap)));
}

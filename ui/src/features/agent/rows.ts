// Rows of an agent run and times: which row is current, which row comes next.

/** How many of the ascending `times` are at or before `atMs`. */
export function countUntil(times: readonly number[], atMs: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] as number) <= atMs) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

/** The last row that has happened at `atMs`; the first one before anything has; -1 where there are none. */
export function rowAt(times: readonly number[], atMs: number): number {
  return times.length === 0 ? -1 : Math.max(0, countUntil(times, atMs) - 1);
}

/** The row that a person chose, as long as the clock still stands at its time; else the clock's row. */
export function currentRow(times: readonly number[], atMs: number, chosen: number | null): number {
  const chosenAt = chosen === null ? undefined : times[chosen];
  return chosen !== null && chosenAt !== undefined && Math.abs(chosenAt - atMs) < 1
    ? chosen
    : rowAt(times, atMs);
}

/** The hit after (or before) `row`, around the end; null where there are none. */
export function nextHit(hits: readonly number[], row: number, direction: 1 | -1): number | null {
  if (hits.length === 0) {
    return null;
  }
  if (direction === 1) {
    return hits[countUntil(hits, row)] ?? (hits[0] as number);
  }
  const before = countUntil(hits, row - 1) - 1;
  return hits[before] ?? (hits.at(-1) as number);
}

/** The hit that happened at `atMs`, else the next one after it, else the last; null where there are none. */
export function hitAt(times: readonly number[], hits: readonly number[], atMs: number): number | null {
  return hits.find((row) => (times[row] ?? 0) > atMs - 1) ?? hits.at(-1) ?? null;
}

/** Rows that a page key moves by. */
const PAGE_ROWS = 15;

/** The row that a key leads to from `row`; null for other keys. */
export function rowOfKey(key: string, row: number, total: number): number | null {
  const to = {
    ArrowDown: row + 1,
    ArrowUp: row - 1,
    PageDown: row + PAGE_ROWS,
    PageUp: row - PAGE_ROWS,
    Home: 0,
    End: total - 1,
  }[key];
  return to === undefined ? null : Math.min(Math.max(to, 0), total - 1);
}

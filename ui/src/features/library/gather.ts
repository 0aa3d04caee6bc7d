// Which recordings of a listing are not offline: what a download of the whole listing would fetch.

import type { LibraryFilter } from "../../contract";
import type { Host } from "../../host/host";

export interface Gathered {
  ids: string[];
  bytes: number;
}

const BATCH = 1_000;

/** Asks for them in batches. `told` hears how many of how many; `signal` stops it between two batches. */
export async function gatherMissing(
  host: Pick<Host, "list">,
  filter: LibraryFilter,
  signal: AbortSignal,
  told: (done: number, of: number) => void,
): Promise<Gathered> {
  if (filter.cached) return { ids: [], bytes: 0 };
  // The whole listing, oldest first: what is downloaded or recorded meanwhile moves no row to another batch.
  const found = new Map<string, number>();
  for (let offset = 0, total = 1; offset < total; offset += BATCH) {
    signal.throwIfAborted();
    const page = await host.list({ filter, order: "oldest", limit: BATCH, offset });
    for (const row of page.items) if (!row.cached) found.set(row.id, row.bytes);
    if (page.items.length === 0) break;
    total = page.total;
    told(Math.min(offset + BATCH, total), total);
  }
  signal.throwIfAborted();
  return { ids: [...found.keys()], bytes: [...found.values()].reduce((sum, bytes) => sum + bytes, 0) };
}

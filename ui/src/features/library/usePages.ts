// The library's rows as they are needed: pages of the host's list, kept by TanStack Query.

import { hashKey, keepPreviousData, useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo, useState } from "react";
import { queries } from "../../app/queries";
import type { Failure, Items, LibraryRow } from "../../contract";
import { useHost } from "../../host/context";
import { asFailure } from "../../host/failure";
import type { Host } from "../../host/host";
import type { Listing } from "./filter";
import { PAGE_SIZE, pageOf, pagesOf } from "./paging";
import { useSettled } from "./useSettled";

export interface Pages {
  /** What is shown. It follows what was asked for once its first page is here. */
  listing: Listing;
  total: number | undefined;
  /** Whether what is shown is not yet what was asked for. */
  behind: boolean;
  /** Tells which rows are in view, so that their pages are loaded. */
  see: (first: number, last: number) => void;
  row: (index: number) => LibraryRow | undefined;
  /** All rows from one to another, both inclusive; pages that are not here are fetched. */
  rows: (first: number, last: number) => Promise<LibraryRow[]>;
  failure: Failure | undefined;
  retry: () => void;
}

const SETTLE_MS = 60;
const AHEAD = 40;
const KEEP_MS = 60_000;
const DRAWN_FOR = ["data", "isError"] as const;

/** A page of a list, as the host is asked for it. */
export function pageQuery(host: Host, { filter, order }: Listing, page: number) {
  const ask = { filter, order, limit: PAGE_SIZE, offset: page * PAGE_SIZE };
  // A long scroll must not pile up pages for ever.
  return { ...queries.list(host, ask), gcTime: KEEP_MS };
}

/** Pages of `wanted`, which must be the same object until something else is wanted. */
export function usePages(wanted: Listing): Pages {
  const host = useHost();
  const client = useQueryClient();
  const [listing, setListing] = useState(wanted);
  const [needed, setNeeded] = useState("0");

  const head = useQuery({ ...pageQuery(host, wanted, 0), placeholderData: keepPreviousData });
  const arrived = head.isSuccess && !head.isPlaceholderData;
  if (arrived && listing !== wanted) setListing(wanted);

  const total = head.data?.total;
  const settled = useSettled(needed, SETTLE_MS).split(",").map(Number);
  const asked = settled.filter((page) => total !== undefined && page * PAGE_SIZE < total);
  // Rows are read from the cache, which draws nothing by itself when a page arrives.
  const rest = useQueries({
    queries: asked.map((page) => ({
      ...pageQuery(host, listing, page),
      notifyOnChangeProps: [...DRAWN_FOR],
    })),
  });

  // As text, which is the same while the same pages are in view: scrolling within them renders nothing here.
  const see = useCallback(
    (first: number, last: number) => setNeeded(pagesOf(first - AHEAD, last + AHEAD).join()),
    [],
  );
  const row = useMemo(() => {
    // A row is looked up in every frame of a scroll, and a key takes longer to write than a row to draw.
    const hashes = new Map<number, string>();
    return (index: number) => {
      const page = pageOf(index);
      const hash = hashes.get(page) ?? hashKey(pageQuery(host, listing, page).queryKey);
      hashes.set(page, hash);
      return client.getQueryCache().get<Items<LibraryRow>>(hash)?.state.data?.items[index % PAGE_SIZE];
    };
  }, [client, host, listing]);
  const rows = useCallback(
    async (from: number, to: number) => {
      const pages = pagesOf(from, to).map((page) => client.fetchQuery(pageQuery(host, listing, page)));
      const items = (await Promise.all(pages)).flatMap((page) => page.items);
      const skipped = pageOf(from) * PAGE_SIZE;
      return items.slice(from - skipped, to - skipped + 1);
    },
    [client, host, listing],
  );

  const failed = [head, ...rest].filter((query) => query.isError);
  return {
    listing,
    total,
    behind: !arrived,
    see,
    row,
    rows,
    failure: failed[0] ? asFailure(failed[0].error) : undefined,
    retry: () => {
      for (const query of failed) void query.refetch();
    },
  };
}

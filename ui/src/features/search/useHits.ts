import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { keys, queries } from "../../app/queries";
import { useHost } from "../../host/context";
import { groupHits } from "./group";

const PAGE = 100;
const RECORDINGS = 200;

/** The hits of a search, page by page, and the recordings that they are in. */
export function useHits(text: string) {
  const host = useHost();
  const enabled = text !== "";
  const hits = useInfiniteQuery({
    queryKey: keys.search(text),
    queryFn: ({ pageParam }) => host.search(text, PAGE, pageParam),
    initialPageParam: 0,
    getNextPageParam: (last, pages) => {
      const loaded = pages.reduce((sum, page) => sum + page.items.length, 0);
      return last.items.length > 0 && loaded < last.total ? loaded : undefined;
    },
    enabled,
  });
  const list = useQuery({
    ...queries.list(host, { filter: { text }, order: "newest", limit: RECORDINGS, offset: 0 }),
    enabled,
  });
  const groups = useMemo(
    () => groupHits((hits.data?.pages ?? []).flatMap((page) => page.items)),
    [hits.data],
  );
  const recordings = useMemo(() => new Map(list.data?.items.map((row) => [row.id, row])), [list.data]);
  return { hits, groups, recordings, inRecordings: list.data?.total, listed: !list.isPending };
}

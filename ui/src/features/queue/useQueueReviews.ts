import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { queries, useQueue } from "../../app/queries";
import type { Review } from "../../contract";
import { useHost } from "../../host/context";
import { FILTERS, ordered, type QueueFilter, shows } from "./order";

export interface QueueReviews {
  /** What the filter shows, in order; absent until it came. */
  listed: Review[] | undefined;
  /** How many each filter shows; of closed ones only once they were asked for. */
  totals: Partial<Record<QueueFilter, number>>;
  /** The one that is looked at, whatever the filter; null where there is none of this name. */
  selected: Review | null | undefined;
  error: unknown;
  retry: () => void;
}

export function useQueueReviews(
  filter: QueueFilter,
  id: string | undefined,
  me: string | undefined,
  nowMs: number,
): QueueReviews {
  const host = useHost();
  const open = useQueue();
  const closed = useQuery({ ...queries.queue(host, "closed"), enabled: filter === "closed" });
  const shown = filter === "closed" ? closed : open;
  const known = id === undefined ? undefined : named(id, shown.data?.items, open.data?.items);
  const everything = useQuery({
    ...queries.queue(host, "all"),
    enabled: id !== undefined && !known && open.isSuccess,
  });

  const listed = useMemo(
    () => shown.data && ordered(shown.data.items.filter((review) => shows(filter, review, me, nowMs))),
    [shown.data, filter, me, nowMs],
  );
  const totals = useMemo(() => {
    const counts: Partial<Record<QueueFilter, number>> = {};
    for (const each of FILTERS) {
      const of = each === "closed" ? closed.data : open.data;
      if (of) counts[each] = of.items.filter((review) => shows(each, review, me, nowMs)).length;
    }
    return counts;
  }, [open.data, closed.data, me, nowMs]);

  const found = known ?? (id === undefined ? undefined : named(id, everything.data?.items));
  const selected = found ?? (everything.isSuccess && id !== undefined ? null : undefined);
  const failed = [shown, everything].find((query) => query.isError);
  return {
    listed,
    totals,
    selected,
    error: failed?.error ?? null,
    retry: () => void failed?.refetch(),
  };
}

/** A review answers to its id, and to those that it had before it met another. */
function named(id: string, ...lists: (readonly Review[] | undefined)[]): Review | undefined {
  for (const list of lists) {
    const found = list?.find((review) => review.id === id || review.aliases.includes(id));
    if (found) return found;
  }
  return undefined;
}

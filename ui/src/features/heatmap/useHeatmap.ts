import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { keys } from "../../app/queries";
import type { GivenPicture, HeatmapAsk } from "../../contract";
import { useHost } from "../../host/context";

/** Megabytes of pixels: those that nobody looks at go soon. */
const KEPT_MS = 10_000;

/** A heatmap; the one before stays in sight until the next has come. `picture` is what it may lie on. */
export function useHeatmap(ask: HeatmapAsk | null, picture: GivenPicture | null) {
  const host = useHost();
  return useQuery({
    queryKey: keys.heatmap(ask, ask?.style.on_picture ? picture : null),
    queryFn: () => (ask ? host.heatmap(ask) : Promise.reject(new Error("nothing is asked"))),
    enabled: ask !== null,
    placeholderData: keepPreviousData,
    gcTime: KEPT_MS,
  });
}

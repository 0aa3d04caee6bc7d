import type { GivenPicture, HeatmapAsk } from "../../contract";
import { withFull } from "./ask";
import { useHeatmap } from "./useHeatmap";

/** Two heatmaps of one page and width whose colours mean the same, or one where nothing is compared. */
export function useHeatmapPair(ask: HeatmapAsk, other: HeatmapAsk | null, picture: GivenPicture | null) {
  const first = useHeatmap(ask, picture);
  // The other is of the page and width that the first turned out to be of.
  const { page, width } = first.data?.view ?? {};
  const beside = other && page !== undefined ? { ...other, page, width } : null;
  const second = useHeatmap(beside, picture);
  const fulls = [first, second].flatMap(({ data }) => data?.view.picture?.full ?? []);
  const full = other && fulls.length === 2 ? Math.max(...fulls) : undefined;
  const left = useHeatmap(full === undefined ? null : withFull(ask, full), picture);
  const right = useHeatmap(full === undefined || !beside ? null : withFull(beside, full), picture);
  return full === undefined ? { left: first, right: second } : { left, right };
}

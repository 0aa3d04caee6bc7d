import { count, counted, percent, span } from "../../components/format";
import type { HeatmapView, ScrollBand } from "../../contract";
import type { Layer, Palette } from "./ask";

export const LAYER_NAMES: Record<Layer, string> = {
  click: "Clicks",
  rage: "Rage clicks",
  dead: "Dead clicks",
  first_click: "First clicks",
  attention: "Attention",
  scroll: "Scroll depth",
};

export const LAYER_HINTS: Record<Layer, string> = {
  click: "Every click and tap",
  rage: "Clicks again and again on one place",
  dead: "Clicks after which nothing happened",
  first_click: "The first click of each visit",
  attention: "How long the pointer rested",
  scroll: "How far down people came",
};

export const WIDTH_NAMES: Record<string, string> = {
  phone: "Phone (to 599 px)",
  tablet: "Tablet (600–1023 px)",
  laptop: "Laptop (1024–1439 px)",
  desktop: "Desktop (1440–1919 px)",
  wide: "Wide (from 1920 px)",
};

export const PALETTE_NAMES: Record<Palette, string> = {
  viridis: "Viridis",
  cividis: "Cividis",
  inferno: "Inferno",
};

const UNPLACED: Record<string, string> = {
  in_iframe: "in iframes whose place nobody measured",
  without_viewport: "before the size of the window was known",
  without_place: "without coordinates",
  beyond_limit: "after more clicks or pages than one recording may have",
};

/** How much that is: `12 clicks`, `21 s`, `3 sessions` */
export function amount(value: number, unit: string): string {
  if (unit === "ms") return span(value);
  if (unit === "sessions") return counted(Math.round(value), "session");
  return counted(Math.round(value), "click");
}

/** The average is a fraction: `2.4` */
export function average(view: HeatmapView): string {
  if (view.unit === "ms") return span(view.average);
  return `${view.average.toFixed(1)} clicks`;
}

/** What has to be said beside a heatmap, so that nobody takes a part for the whole. */
export function warnings(view: HeatmapView): string[] {
  const { unit } = view;
  const of = view.source === "server" ? "by the server" : "yet";
  const said = [
    view.unread > 0 && `${counted(view.unread, "recording")} not read ${of}.`,
    view.fixed > 0 && `${amount(view.fixed, unit)} on what is fixed to the window: kept apart.`,
    view.outside > 0 && `${amount(view.outside, unit)} with coordinates out of range: not drawn.`,
    ...Object.entries(view.unplaced).map(
      ([why, clicks]) => `${counted(clicks, "click")} unplaced: ${UNPLACED[why] ?? why}.`,
    ),
    view.picture && view.picture.below > 0 && `${amount(view.picture.below, unit)} below the picture.`,
    view.picture?.ground === "missing" && "There is no picture to draw on: choose one.",
    view.picture?.ground === "part" && "The picture covers only a part of the page.",
    view.picture?.is_cut && "The hottest places share the last colour.",
  ];
  return said.filter((words) => typeof words === "string");
}

/** The tooltip of a twentieth of the page. */
export function bandWords(band: ScrollBand): string {
  const where = `${band.from_percent}–${band.to_percent} %`;
  const who = `${counted(band.sessions, "session")} (${percent(band.reached)})`;
  return `${where}: ${who}, ${span(band.average_ms)} each, ${span(band.time_ms)} in all`;
}

/** A step of a legend, shortly: `1,200`, `2.5`, `21 s` */
export function stepWords(value: number, unit: string): string {
  if (unit === "ms") return span(value);
  return value >= 10 || Number.isInteger(value) ? count(Math.round(value)) : value.toFixed(1);
}

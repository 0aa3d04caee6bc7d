// What a heatmap is asked for, as it stands in the screen's fields and in its address.

import type { HeatmapAsk, HeatmapFilter } from "../../contract";

export const LAYERS = ["click", "rage", "dead", "first_click", "attention", "scroll"] as const;
export const WIDTHS = ["phone", "tablet", "laptop", "desktop", "wide"] as const;
export const PALETTES = ["viridis", "cividis", "inferno"] as const;
export const ACTORS = ["USER", "OPERATOR", "ADMIN"] as const;

export type Layer = (typeof LAYERS)[number];
export type Palette = (typeof PALETTES)[number];

export const RADIUS = { least: 2, most: 100, usual: 12 };

/** What the address says: which recording, page and layer. */
export interface HeatmapSearch {
  recording?: string;
  page?: string;
  width?: string;
  layer?: Layer;
}

/** Days as `2026-03-01`; empty where nothing is chosen. */
export interface Filters {
  service: string;
  device: string;
  actor: string;
  from: string;
  to: string;
}

export interface Look {
  palette: Palette;
  /** As it is typed, in CSS pixels. */
  radius: string;
  /** Empty: as hot as it gets. */
  percentile: string;
  background: "page" | "picture" | "none";
  fixed: boolean;
  /** Whether the server is asked; absent: where it can be reached and has more than is here. */
  server?: boolean;
}

export const NO_FILTERS: Filters = { service: "", device: "", actor: "", from: "", to: "" };

export const USUAL_LOOK: Look = {
  palette: "viridis",
  radius: String(RADIUS.usual),
  percentile: "",
  background: "page",
  fixed: false,
};

export function readHeatmapSearch(raw: Record<string, unknown>): HeatmapSearch {
  const text = (value: unknown) => (typeof value === "string" && value !== "" ? value : undefined);
  return {
    recording: text(raw.recording),
    page: text(raw.page),
    width: WIDTHS.find((width) => width === raw.width),
    layer: LAYERS.find((layer) => layer === raw.layer),
  };
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** The start of a day here, or of the day after it. */
function dayStart(day: string, after = false): string | undefined {
  const start = new Date(`${day}T00:00:00`);
  if (Number.isNaN(start.getTime())) return undefined;
  // Noon plus a day is within the next one, also where clocks change.
  const at = after ? new Date(start.getTime() + 1.5 * DAY_MS) : start;
  if (after) at.setHours(0, 0, 0, 0);
  return at.toISOString();
}

export function filterOf({ service, device, actor, from, to }: Filters): HeatmapFilter {
  const given = {
    service: service || undefined,
    device: device || undefined,
    actor_type: actor || undefined,
    from: dayStart(from),
    to: dayStart(to, true),
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** The percentile that was typed, where it is one. */
export function percentileOf(text: string): number | undefined {
  const number = Number(text.trim().replace(",", "."));
  return text.trim() !== "" && number > 0 && number < 100 ? number : undefined;
}

/** The radius that was typed, where it is one. */
export function radiusOf(text: string): number | undefined {
  const number = Number(text.trim().replace(",", "."));
  return text.trim() !== "" && number >= RADIUS.least && number <= RADIUS.most ? number : undefined;
}

export function askOf(search: HeatmapSearch, filters: Filters, look: Look, server = false): HeatmapAsk {
  const percentile = percentileOf(look.percentile);
  return {
    ...(search.recording ? { recording: search.recording } : {}),
    ...(search.page ? { page: search.page } : {}),
    ...(search.width ? { width: search.width } : {}),
    layer: search.layer ?? "click",
    is_fixed: look.fixed,
    from_server: server && !search.recording,
    filter: filterOf(filters),
    style: {
      palette: look.palette,
      radius_px: radiusOf(look.radius) ?? RADIUS.usual,
      ...(percentile ? { percentile } : {}),
      on_picture: look.background === "picture",
    },
  };
}

/** The same with a last colour that stands for `full`, so that two pictures mean the same. */
export function withFull(ask: HeatmapAsk, full: number | undefined): HeatmapAsk {
  return full === undefined ? ask : { ...ask, style: { ...ask.style, full } };
}

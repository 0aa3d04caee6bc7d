// Heatmaps of the fake world: a few hot places, painted coarsely.

import type { HeatmapAsk, HeatmapPicture, HeatmapView, HotPlace, ScrollView } from "../../contract";
import type { LoadedHeatmap } from "../host";
import { KNOWN } from "./recordings";

const PAGE = "https://orders.acme.example/orders/:id";
const SIDE = { width: 320, height: 480, page: 1280 };
const RGB: [number, number, number][] = [
  [68, 1, 84],
  [59, 82, 139],
  [33, 145, 140],
  [92, 200, 99],
  [253, 231, 37],
];

const HOT: HotPlace[] = [
  {
    x_percent: 42,
    y_px: 318,
    weight: 1_204,
    elements: [
      { selector: "main > button.restore", text: "Restore", clicks: 1_180 },
      { selector: "main > p", text: "*** ****", clicks: 24 },
    ],
  },
  {
    x_percent: 88,
    y_px: 40,
    weight: 310,
    elements: [{ selector: "#account", text: "Ann\u202e", clicks: 310 }],
  },
];

const SCROLL: ScrollView = {
  sessions: 40,
  average_depth: 0.61,
  height_px: 2_880,
  is_estimate: true,
  bands: Array.from({ length: 20 }, (_, n) => ({
    from_percent: n * 5,
    to_percent: n * 5 + 5,
    sessions: 40 - n * 2,
    reached: (40 - n * 2) / 40,
    time_ms: 90_000 - n * 4_000,
    average_ms: 2_250 - n * 20,
  })),
};

const FOLDS = ["Numbers become :id", "UUIDs become :id", "Queries are left away"];

/** How much there is: less with a filter, so that two sides differ. */
function totalOf({ layer, filter }: HeatmapAsk): number {
  if (layer === "dead") return 0;
  return Object.keys(filter).length > 0 ? 700 : 1_840;
}

export function heatmapOf(ask: HeatmapAsk, picture: boolean): LoadedHeatmap {
  const total = totalOf(ask);
  const isScroll = ask.layer === "scroll";
  const drawn = isScroll || total > 0;
  const ground = ask.style.on_picture ? (picture ? "whole" : "missing") : "none";
  const view: HeatmapView = {
    page: ask.page ?? PAGE,
    width: ask.width ?? "laptop",
    layer: ask.layer,
    source: ask.from_server ? "server" : "here",
    recordings: ask.recording ? 1 : 40,
    unread: ask.recording ? 0 : 2,
    unit: unitOf(ask.layer),
    total,
    max: Math.round(total / 10),
    average: total === 0 ? 0 : 2.4,
    outside: 3,
    fixed: 118,
    unplaced: { in_iframe: 7 },
    hottest:
      isScroll || total === 0 ? [] : HOT.map((hot) => (ask.from_server ? { ...hot, elements: [] } : hot)),
    others: [
      { page: PAGE, width: "phone", visits: 12 },
      { page: "https://orders.acme.example/", width: "laptop", visits: 8 },
    ],
    folds: FOLDS,
    ...(isScroll ? { scroll: SCROLL } : {}),
    ...(ask.from_server ? {} : { shown: { recording: ask.recording ?? KNOWN.web, at_ms: 0 } }),
    ...(drawn
      ? { picture: pictureOf(ask, total, ground) }
      : { no_data: "nothing was counted for dead clicks on this page" }),
  };
  return { view, pixels: drawn ? pixels() : new Uint8ClampedArray() };
}

function unitOf(layer: string): string {
  if (layer === "scroll") return "sessions";
  return layer === "attention" ? "ms" : "clicks";
}

function pictureOf(ask: HeatmapAsk, total: number, ground: string): HeatmapPicture {
  const full = ask.style.full ?? (ask.layer === "scroll" ? 40 : total / 4);
  return {
    width: SIDE.width,
    height: SIDE.height,
    page_width_px: SIDE.page,
    full,
    is_cut: ask.style.percentile !== undefined,
    legend: RGB.map((rgb, n) => ({ value: (full * n) / 4, rgb })),
    ground,
    below: 0,
  };
}

function pixels(): Uint8ClampedArray<ArrayBuffer> {
  const bytes = new Uint8ClampedArray(SIDE.width * SIDE.height * 4);
  for (let y = 0; y < SIDE.height; y += 1) {
    for (let x = 0; x < SIDE.width; x += 1) {
      const near = Math.max(0, 1 - Math.hypot(x - 134, y - 80) / 40);
      const [red, green, blue] = RGB[Math.floor(near * 4.99)] ?? [0, 0, 0];
      bytes.set(near > 0 ? [red, green, blue, 200] : [0, 0, 0, 0], (y * SIDE.width + x) * 4);
    }
  }
  return bytes;
}

import { describe, expect, it } from "vitest";
import { splitHeatmap, toBase64 } from "../../host/tauri";
import {
  askOf,
  filterOf,
  NO_FILTERS,
  percentileOf,
  radiusOf,
  readHeatmapSearch,
  USUAL_LOOK,
  withFull,
} from "./ask";
import { amount, bandWords, stepWords } from "./words";

describe("what a heatmap is asked for", () => {
  it("is the usual where nothing is chosen", () => {
    expect(askOf({}, NO_FILTERS, USUAL_LOOK)).toEqual({
      layer: "click",
      is_fixed: false,
      from_server: false,
      filter: {},
      style: { palette: "viridis", radius_px: 12, on_picture: false },
    });
  });

  it("is of one recording here, whatever else is ticked", () => {
    const ask = askOf({ recording: "rec-1" }, NO_FILTERS, USUAL_LOOK, true);
    expect(ask).toMatchObject({ recording: "rec-1", from_server: false });
    expect(withFull(ask, 7).style.full).toBe(7);
    expect(withFull(ask, undefined)).toBe(ask);
  });

  it.each([
    ["", undefined],
    [" ", undefined],
    ["95", 95],
    ["99,5", 99.5],
    ["0", undefined],
    ["100", undefined],
    ["1e3", undefined],
    ["hot", undefined],
  ])("has the percentile %s as %s", (text, percentile) => {
    expect(percentileOf(text)).toBe(percentile);
  });

  it.each([
    ["12", 12],
    ["2,5", 2.5],
    ["1", undefined],
    ["101", undefined],
    ["", undefined],
    ["wide", undefined],
  ])("has the radius %s as %s", (text, radius) => {
    expect(radiusOf(text)).toBe(radius);
  });

  it("has whole days of this place, and leaves away what is no day", () => {
    const { from, to } = filterOf({ ...NO_FILTERS, from: "2026-03-01", to: "2026-03-01" });
    expect(Date.parse(to ?? "") - Date.parse(from ?? "")).toBe(24 * 60 * 60 * 1000);
    expect(new Date(from ?? "").getHours()).toBe(0);
    expect(filterOf({ ...NO_FILTERS, from: "soon", service: "shop" })).toEqual({ service: "shop" });
  });

  it("takes from the address what it knows", () => {
    expect(readHeatmapSearch({ recording: "r", page: 7, width: "phone", layer: "warmth" })).toEqual({
      recording: "r",
      page: undefined,
      width: "phone",
      layer: undefined,
    });
  });
});

describe("a heatmap's bytes", () => {
  it("are a line of JSON and pixels", () => {
    const head = new TextEncoder().encode('{"page":"/x"}\n');
    const bytes = new Uint8Array([...head, 1, 2, 10, 255]);
    const { view, pixels } = splitHeatmap(bytes.buffer);
    expect(view).toEqual({ page: "/x" });
    expect([...pixels]).toEqual([1, 2, 10, 255]);
    expect(() => splitHeatmap(new ArrayBuffer(3))).toThrow();
  });

  it("goes to the host as text where it is a page's picture, whatever its size", () => {
    const bytes = Uint8Array.from({ length: 200_001 }, (_, at) => at % 251);
    const text = toBase64(bytes.buffer);
    expect(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))).toEqual(bytes);
    expect(toBase64(new ArrayBuffer(0))).toBe("");
  });
});

describe("words of a heatmap", () => {
  it.each([
    [1, "clicks", "1 click"],
    [1_200, "clicks", "1,200 clicks"],
    [21_000, "ms", "21 s"],
    [2, "sessions", "2 sessions"],
  ])("%s %s are %s", (value, unit, words) => {
    expect(amount(value, unit)).toBe(words);
  });

  it("tell a band and a step", () => {
    const band = {
      from_percent: 5,
      to_percent: 10,
      sessions: 1,
      reached: 0.5,
      time_ms: 9_000,
      average_ms: 9_000,
    };
    expect(bandWords(band)).toBe("5–10 %: 1 session (50 %), 9 s each, 9 s in all");
    expect([stepWords(0, "clicks"), stepWords(2.25, "clicks"), stepWords(1_234.6, "clicks")]).toEqual([
      "0",
      "2.3",
      "1,235",
    ]);
  });
});

import { expect, it } from "vitest";
import type { Stretch } from "../../contract";
import { BIN_PX, binsOf } from "./density";
import { densityPath } from "./plot";
import { createScale } from "./scale";

const HOUR = 3_600_000;

/** What a host tells: `counts` over the active time, and as many ticks as it keeps. */
function track(duration_ms: number, idle: Stretch[], counts: number[], ticks_ms: number[] = []) {
  const active_ms = duration_ms - idle.reduce((sum, { from_ms, to_ms }) => sum + to_ms - from_ms, 0);
  return { duration_ms, idle, active_ms, active_density: counts, ticks_ms };
}

const sum = (bins: readonly number[]) => bins.reduce((all, bin) => all + bin, 0);

it("lets a single event stand out of a plot with a burst", () => {
  const burst = Array.from({ length: 10_000 }, () => 290);
  const path = densityPath(
    binsOf(track(300, [], [], [1, ...burst]), createScale(300, 300, []), false),
    300,
    100,
  );
  expect(path).toContain("L1.5 99.0");
  expect(path).toContain("L289.5 0.0");
});

it("draws all of a million events where its host kept the times of some", () => {
  const counts = Array.from({ length: 600 }, (_, part) => (part < 300 ? 3_000 : 333));
  const bins = binsOf(track(600_000, [], counts, [5, 300_000]), createScale(600_000, 900, []), true);
  expect(sum(bins)).toBeCloseTo(600 * 1_666.5, 0);
  expect(bins[10]).toBeCloseTo(6_000, 3);
  expect(bins[250]).toBeCloseTo(666, 3);
});

it("draws ten minutes on each side of a gap of 35 hours as if there were none, and nothing in it", () => {
  const idle = [{ from_ms: 600_000, to_ms: 600_000 + 35 * HOUR }];
  const counts = Array.from({ length: 600 }, () => 2);
  const scale = createScale(1_200_000 + 35 * HOUR, 844, idle);
  const byItself = Array.from({ length: 30 }, (_, n) => (n + 2) * HOUR);
  const whole = track(1_200_000 + 35 * HOUR, idle, counts, byItself);
  const bins = binsOf(whole, scale, true);
  expect(sum(bins)).toBeCloseTo(1_200, 6);
  const gap = { from: Math.ceil(400 / BIN_PX), to: Math.floor(444 / BIN_PX) };
  expect(sum(bins.slice(gap.from, gap.to)), "inside of the gap").toBe(0);
  expect(bins.filter((bin) => bin > 0).length).toBeGreaterThan(bins.length - 16);
  expect(sum(binsOf(whole, scale, false)), "nor where idle stretches are played").toBe(0);
});

it("puts a part that an idle stretch cuts on both sides of it", () => {
  const idle = [{ from_ms: 250, to_ms: 5_000 }];
  // Two parts of 500 ms; the first is cut in its middle.
  const cut = track(5_750, idle, [8, 0]);
  const scale = createScale(5_750, 10, idle);
  const bins = binsOf(cut, scale, true);
  const at = (ms: number) => Math.min(bins.length - 1, Math.floor(scale.x(ms) / BIN_PX));
  expect(sum(bins)).toBeCloseTo(8, 6);
  expect(bins[at(0)]).toBeGreaterThan(0);
  expect(bins[at(5_200)]).toBeGreaterThan(0);
});

it("counts single events where a part is drawn large, and what a page does by itself where that is played", () => {
  const counts = Array.from({ length: 600 }, () => 1);
  const whole = track(600_000, [], counts, [300_010, 300_400]);
  const close = createScale(600_000, 900, [], { zoom: 300, fromMs: 300_000 });
  expect(sum(binsOf(whole, close, true))).toBe(2);
  expect(sum(binsOf(whole, createScale(600_000, 900, []), false))).toBe(2);
});

it("draws nothing where there is nothing, and no bin beyond what is in sight", () => {
  expect(densityPath(binsOf(track(0, [], []), createScale(0, 300, []), true), 300, 30)).toBe("");
  const ticks = Array.from({ length: 5_000 }, (_, n) => n);
  const scale = createScale(5_000, 100, [], { zoom: 100, fromMs: 2_000 });
  expect(binsOf(track(5_000, [], [], ticks), scale, true)).toHaveLength(34);
});

import { expect, it } from "vitest";
import type { Fact } from "../../contract";
import { factsNear, placedFacts } from "./factsNear";
import type { Mark } from "./marks";

const fact = (at_ms: number, kind: Fact["kind"], text: string, level?: string): Fact => ({
  at_ms,
  kind,
  text,
  level,
});
const mark = (atMs: number, kind: string): Mark => ({ atMs, kind, score: 50, label: "the same words" });

const told = [
  fact(100, "page", "https://shop.example/"),
  fact(100, "title", "Shop"),
  fact(5_000, "console", "slow", "warn"),
  fact(5_010, "console", "hello", "log"),
  fact(5_020, "console", "also slow", "warn"),
  fact(9_000, "error", "x is not a function"),
];

it("places what pages told on the clock of the session, and leaves to the moments what they say", () => {
  const beside = { offsetMs: 2_000, items: [fact(0, "console", "of the other", "log")] };
  const placed = placedFacts(
    [{ offsetMs: 0, items: told }, beside],
    [mark(9_000, "javascript_error"), mark(100, "navigation"), mark(5_000, "rage_click")],
  );
  expect(placed.map(({ atMs, fact }) => [atMs, fact.text])).toEqual([
    [100, "Shop"],
    [2_000, "of the other"],
    [5_000, "slow"],
    [5_010, "hello"],
    [5_020, "also slow"],
  ]);
});

it("gives the most telling of what stands near, of equal ones the nearest, and how many there are", () => {
  const placed = placedFacts([{ offsetMs: 0, items: told }], []);
  const times = placed.map(({ atMs }) => atMs);
  const near = (fromMs: number, atMs: number, toMs: number) => {
    const here = factsNear(placed, times, { fromMs, atMs, toMs });
    return here && [here.lead.fact.text, here.count];
  };
  expect(near(4_990, 5_015, 5_030)).toEqual(["also slow", 3]);
  expect(near(5_000, 5_004, 5_010)).toEqual(["slow", 2]);
  expect(near(5_001, 5_004, 5_019)).toEqual(["hello", 1]);
  expect(near(0, 5_000, 9_000)).toEqual(["x is not a function", 6]);
  expect(near(6_000, 7_000, 8_999)).toBeUndefined();
});

import { describe, expect, it } from "vitest";
import { momentsWatched, unwatched } from "./coverage";

const stretch = (from_ms: number, to_ms: number) => ({ from_ms, to_ms });

describe("what was watched", () => {
  it("holds the moments inside of it, edges too", () => {
    expect(momentsWatched([stretch(0, 100), stretch(500, 900)], [0, 100, 101, 700, 900, 1_000])).toBe(4);
    expect(momentsWatched([], [1, 2])).toBe(0);
  });

  it.each<[string, { from_ms: number; to_ms: number }[], number, number | null]>([
    ["nothing", [], 10_000, 0],
    ["the beginning", [stretch(0, 4_000)], 10_000, 4_000],
    ["the end", [stretch(4_000, 10_000)], 10_000, 0],
    ["all but a blink", [stretch(0, 4_000), stretch(4_500, 9_800)], 10_000, null],
    ["two parts", [stretch(0, 4_000), stretch(6_000, 10_000)], 10_000, 4_000],
    ["a recording without length", [], 0, null],
  ])("with %s watched, it goes on where the first gap is", (_, stretches, durationMs, at) => {
    expect(unwatched(stretches, durationMs)).toBe(at);
  });
});

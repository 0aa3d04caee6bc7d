import { describe, expect, it, vi } from "vitest";
import { createWatched, watchedMs, watchedOf, withStretch } from "./watched";

const stretches = (...pairs: [number, number][]) => pairs.map(([from_ms, to_ms]) => ({ from_ms, to_ms }));

describe("stretches that were watched", () => {
  it.each([
    ["the first", [], [5, 9], [[5, 9]]],
    [
      "one before",
      [[5, 9]],
      [1, 2],
      [
        [1, 2],
        [5, 9],
      ],
    ],
    [
      "one after",
      [[5, 9]],
      [20, 30],
      [
        [5, 9],
        [20, 30],
      ],
    ],
    ["one that touches", [[5, 9]], [9, 12], [[5, 12]]],
    [
      "one that bridges two",
      [
        [1, 4],
        [8, 9],
        [30, 40],
      ],
      [3, 8],
      [
        [1, 9],
        [30, 40],
      ],
    ],
    ["one inside", [[1, 9]], [3, 4], [[1, 9]]],
    [
      "one around",
      [
        [3, 4],
        [5, 6],
      ],
      [1, 9],
      [[1, 9]],
    ],
    ["an empty one", [[3, 4]], [8, 8], [[3, 4]]],
    ["one backwards", [[3, 4]], [9, 8], [[3, 4]]],
  ] as [string, [number, number][], [number, number], [number, number][]][])(
    "take in %s",
    (_, known, more, all) => {
      expect(withStretch(stretches(...known), ...more)).toEqual(stretches(...all));
    },
  );

  it("count what was seen twice once", () => {
    const watched = createWatched();
    watched.add(0, 500);
    watched.add(200, 900);
    watched.add(0, 500);
    expect(watchedMs(watched.get())).toBe(900);
  });

  it("tell of what is new, and keep quiet about what is known", () => {
    const watched = createWatched();
    const heard = vi.fn();
    watched.subscribe(heard);
    watched.add(0, 500);
    watched.add(100, 300);
    expect(heard).toHaveBeenCalledTimes(1);
  });

  it("go into a verdict as whole milliseconds, never as more than was seen", () => {
    const watched = createWatched();
    watched.add(0.4, 500.9);
    watched.add(600.2, 600.8);
    expect(watched.forVerdict()).toEqual(stretches([1, 500]));
  });

  it("belong to a recording, on whichever screen it was watched", () => {
    watchedOf("rec_a").add(0, 10);
    expect(watchedOf("rec_a").get()).toHaveLength(1);
    expect(watchedOf("rec_b").get()).toHaveLength(0);
  });
});

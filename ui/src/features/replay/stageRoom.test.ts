import { expect, it } from "vitest";
import type { Kind } from "../../contract";
import { fitsBeside } from "./stageRoom";

it.each<[what: string, kinds: Kind[], width: number, fits: boolean]>([
  ["one recording, however narrow", ["agent"], 200, true],
  ["a run and its page in a large window", ["agent", "web"], 1_124, true],
  ["a run and its page in a third of it", ["agent", "web"], 605, false],
  ["a run, its page and words about a screen", ["agent", "web", "screen"], 964, true],
  ["four runs and pages", ["agent", "agent", "web", "agent"], 964, false],
  ["two pages", ["web", "web"], 640, true],
  ["screens without room for their words", ["screen", "screen"], 300, false],
])("%s", (_, kinds, width, fits) => {
  expect(
    fitsBeside(
      kinds.map((kind) => ({ kind })),
      width,
    ),
  ).toBe(fits);
});

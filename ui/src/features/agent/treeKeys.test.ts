import { describe, expect, it } from "vitest";
import { flatten, NOTHING_OPEN, openedAtFirst } from "./tree";
import { type TreeAct, treeAct } from "./treeKeys";

describe("a key in a tree", () => {
  const value = { list: [1, { deep: true }], word: "x" };
  // $, list, 0, 1, deep, word
  const rows = flatten(value, openedAtFirst(value, 100));

  it.each<[string, number, TreeAct | null]>([
    ["ArrowDown", 0, { do: "go", to: 1 }],
    ["ArrowDown", 5, { do: "go", to: 5 }],
    ["ArrowUp", 0, { do: "go", to: 0 }],
    ["ArrowRight", 1, { do: "go", to: 2 }],
    ["ArrowRight", 5, { do: "go", to: 5 }],
    ["ArrowLeft", 3, { do: "toggle", open: false }],
    ["ArrowLeft", 4, { do: "go", to: 3 }],
    ["ArrowLeft", 5, { do: "go", to: 0 }],
    ["End", 0, { do: "go", to: 5 }],
    ["Enter", 1, { do: "toggle", open: false }],
    ["z", 2, null],
    ["ArrowDown", 99, null],
  ])("%s in row %i", (key, at, act) => {
    expect(treeAct(key, rows, at)).toEqual(act);
  });

  it("opens what is closed", () => {
    expect(treeAct("ArrowRight", flatten(value, NOTHING_OPEN), 0)).toEqual({ do: "toggle", open: true });
  });
});

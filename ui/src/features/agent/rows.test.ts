import { describe, expect, it } from "vitest";
import { currentRow, hitAt, nextHit, rowAt, rowOfKey } from "./rows";

it.each([
  ["the hit at the time", [1, 3], 30, 3],
  ["of several at one time the first", [1, 2, 3], 20, 1],
  ["the next one where none is there", [3], 15, 3],
  ["the last one where none comes after", [1], 40, 1],
  ["none where there is none", [], 0, null],
])("a search that opened a run goes to %s", (_, hits, atMs, row) => {
  expect(hitAt([10, 20, 20, 30, 40], hits, atMs)).toBe(row);
});

describe("the row of a time", () => {
  it.each([
    [-5, 0],
    [0, 0],
    [10, 2],
    [15, 2],
    [99, 3],
  ])("at %i ms is row %i", (atMs, row) => {
    expect(rowAt([0, 10, 10, 20], atMs)).toBe(row);
  });

  it("is none in an empty run", () => {
    expect(rowAt([], 0)).toBe(-1);
  });

  it("is the chosen one of several at the same time, until the clock moves on", () => {
    const times = [0, 10, 10, 10, 20];
    expect(currentRow(times, 10, 1)).toBe(1);
    expect(currentRow(times, 12, 1)).toBe(3);
    expect(currentRow(times, 10, null)).toBe(3);
    expect(currentRow(times, 10, 99)).toBe(3);
  });
});

describe("the next hit", () => {
  it.each<[number, 1 | -1, number]>([
    [0, 1, 3],
    [3, 1, 7],
    [9, 1, 3],
    [9, -1, 7],
    [7, -1, 3],
    [3, -1, 9],
    [0, -1, 9],
  ])("of row %i in direction %i is row %i, around the end", (row, direction, hit) => {
    expect(nextHit([3, 7, 9], row, direction)).toBe(hit);
  });

  it("is none where nothing was found", () => {
    expect(nextHit([], 0, 1)).toBeNull();
  });
});

describe("a key", () => {
  it.each<[string, number | null]>([
    ["ArrowDown", 4],
    ["ArrowUp", 2],
    ["PageDown", 9],
    ["PageUp", 0],
    ["Home", 0],
    ["End", 9],
    ["x", null],
  ])("%s leads from row 3 of 10 to %j", (key, to) => {
    expect(rowOfKey(key, 3, 10)).toBe(to);
  });
});

import { expect, it } from "vitest";
import { clampIndex, columnsIn, pagesOf } from "./paging";
import { SPARK_HEIGHT, sparkPath } from "./sparkPath";

it.each([
  ["one page", 0, 199, [0]],
  ["two pages where the view crosses over", 190, 210, [0, 1]],
  ["the last page of a long list", 99_980, 99_999, [499]],
  ["the first page before anything is known", 0, -1, [0]],
])("needs %s", (_, first, last, pages) => {
  expect(pagesOf(first, last)).toEqual(pages);
});

it.each([
  [-1, 10, 0],
  [4, 10, 4],
  [10, 10, 9],
  [3, 0, 0],
])("goes from row %i of %i to %i", (index, total, row) => {
  expect(clampIndex(index, total)).toBe(row);
});

it.each([
  [1000, 4],
  [483, 2],
  [120, 1],
  [0, 1],
])("sets cards in %i px in %i columns", (width, columns) => {
  expect(columnsIn(width, 220, 12)).toBe(columns);
});

it("draws the tallest bar at full height, and nothing where nothing happened", () => {
  const path = sparkPath([0, 4, 1]);
  expect(path.match(/M/g)).toHaveLength(2);
  expect(path).toContain(`v${-SPARK_HEIGHT}M`);
  expect(sparkPath([])).toBe("");
  expect(sparkPath([0, 0])).toBe("");
});

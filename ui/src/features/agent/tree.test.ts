import { describe, expect, it } from "vitest";
import {
  type Container,
  type Found,
  find,
  flatten,
  GROUP,
  type Json,
  NOTHING_OPEN,
  type Opened,
  openedAtFirst,
  pathOf,
  revealed,
  textOf,
  toggled,
} from "./tree";

/** Rows as `depth key` lines. */
function lines(root: Json, opened: Opened): string[] {
  return flatten(root, opened).map((row) =>
    row.kind === "group" ? `${row.depth} ${row.from}…${row.to - 1}` : `${row.depth} ${row.key ?? "$"}`,
  );
}

function all(root: Json, needle: string): Found[] {
  return [...find(root, needle)].flat();
}

function deep(levels: number): Json {
  let value: Json = "bottom";
  for (let level = 0; level < levels; level += 1) {
    value = level % 2 === 0 ? [value] : { in: value };
  }
  return value;
}

function everythingOpen(root: Json): Opened {
  return openedAtFirst(root, Number.POSITIVE_INFINITY);
}

describe("a tree", () => {
  const value = { a: 1, list: [true, { b: null }], text: "Zwölf" } satisfies Json;

  it("lists members of what is open only", () => {
    expect(lines(value, NOTHING_OPEN)).toEqual(["0 $"]);
    const opened = { ...NOTHING_OPEN, containers: new Set<Container>([value]) };
    expect(lines(value, opened)).toEqual(["0 $", "1 a", "1 list", "1 text"]);
    expect(lines(value, everythingOpen(value))).toEqual([
      "0 $",
      "1 a",
      "1 list",
      "2 0",
      "2 1",
      "3 b",
      "1 text",
    ]);
  });

  it("tells each row its place among its siblings and its parent", () => {
    const rows = flatten(value, everythingOpen(value));
    expect(rows.map(({ parent, position, size }) => [parent, position, size])).toEqual([
      [-1, 1, 1],
      [0, 1, 3],
      [0, 2, 3],
      [2, 1, 2],
      [2, 2, 2],
      [4, 1, 1],
      [0, 3, 3],
    ]);
  });

  it("opens and closes one row at a time", () => {
    const [root] = flatten(value, NOTHING_OPEN);
    if (!root) throw new Error("a tree without rows");
    const opened = toggled(NOTHING_OPEN, root, true);
    expect(lines(value, opened)).toHaveLength(4);
    expect(lines(value, toggled(opened, root, false))).toHaveLength(1);
  });

  it("opens from the top down within its budget of rows", () => {
    const wide = { first: Array.from({ length: 50 }, (_, index) => index), second: { x: 1 } };
    expect(lines(wide, openedAtFirst(wide, 10))).toEqual(["0 $", "1 first", "1 second", "2 x"]);
  });

  it("puts the members of a large container into groups", () => {
    const large = Array.from({ length: 2 * GROUP + 5 }, (_, index) => index);
    const opened = { ...NOTHING_OPEN, containers: new Set<Container>([large]) };
    expect(lines(large, opened)).toEqual(["0 $", "1 0…999", "1 1000…1999", "1 2000…2004"]);
    const last = flatten(large, opened).at(-1);
    if (!last) throw new Error("a tree without rows");
    const rows = flatten(large, toggled(opened, last, true));
    expect(rows).toHaveLength(9);
    expect(rows.at(-1)).toMatchObject({ key: 2004, depth: 2, position: 5, size: 5, parent: 3 });
  });

  it("has no limit of depth", () => {
    const value = deep(50_000);
    expect(flatten(value, everythingOpen(value))).toHaveLength(50_001);
    const [found] = all(value, "BOTTOM");
    if (!found) throw new Error("nothing found");
    expect(flatten(value, revealed(NOTHING_OPEN, found))).toHaveLength(50_001);
    expect(pathOf(found).length).toBeGreaterThan(100_000);
    expect(textOf(deep(200_000))).toBeNull();
  });
});

describe("a search in a tree", () => {
  const value: Json = {
    Name: "Una",
    rows: [{ name: "x" }, { other: "una" }, 42],
    "first name": false,
  };

  it.each([
    ["una", ["$.Name", "$.rows[1].other"]],
    ["name", ["$.Name", "$.rows[0].name", '$["first name"]']],
    ["42", ["$.rows[2]"]],
    ["FALSE", ['$["first name"]']],
    ["absent", []],
    ["", []],
  ])("finds %j in keys and values, in the order of the rows", (needle, paths) => {
    expect(all(value, needle).map(pathOf)).toEqual(paths);
  });

  it("finds a value that is the whole tree", () => {
    expect(all("una", "UN")).toEqual([{ in: null }]);
    expect(all(null, "x")).toEqual([]);
  });

  it("opens what leads to a hit, groups too", () => {
    const large: Json = { list: Array.from({ length: 5_000 }, (_, index) => ({ id: `row-${index}` })) };
    const [found] = all(large, "row-4321");
    if (!found) throw new Error("nothing found");
    const rows = flatten(large, revealed(NOTHING_OPEN, found));
    expect(rows.some((row) => row.kind === "value" && row.value === "row-4321")).toBe(true);
    expect(rows.filter((row) => row.kind === "group" && row.open)).toHaveLength(1);
  });

  it("gives its caller a chance to stop, however large the payload", () => {
    const huge = Array.from({ length: 1_000_000 }, (_, index) => index);
    const search = find(huge, "no such thing");
    let chances = 0;
    for (const found of search) {
      expect(found).toEqual([]);
      chances += 1;
    }
    expect(chances).toBeGreaterThanOrEqual(50);
  });
});

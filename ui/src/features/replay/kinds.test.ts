// The words and shapes of this window against the tables of the host.

import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { KINDS, LACKS, lackWords, lookOf } from "./kinds";

const CRATE = resolve(import.meta.dirname, "../../../../crates/replay/src");
const read = (path: string) => readFileSync(resolve(CRATE, path), "utf8");

const snake = (name: string) => name.replace(/(?<=[a-z])[A-Z]/g, "_$&").toLowerCase();

/** The variants of a Rust enum without fields. */
function variants(source: string, name: string): string[] {
  const body = new RegExp(`enum ${name} \\{([^}]*)\\}`).exec(source)?.[1] ?? "";
  return [...body.matchAll(/^\s*([A-Z]\w*),/gm)].map((match) => match[1] ?? "");
}

describe("kinds of moments", () => {
  const known = variants(read("moments/mod.rs"), "MomentKind");
  const table = [
    ...read("moments/definitions.rs").matchAll(
      /kind: MomentKind::(\w+),\s*name: "([^"]+)",[\s\S]*?\n {8}score: (\d+),/g,
    ),
  ].map(([, kind = "", name = "", score = ""]) => ({ kind: snake(kind), name, score: Number(score) }));

  it("are those of Rust, with its words and scores, and a shape each", () => {
    expect(known.length).toBeGreaterThan(10);
    expect(Object.keys(KINDS).sort()).toEqual(known.map(snake).sort());
    expect(table.map(({ kind }) => kind).sort()).toEqual(Object.keys(KINDS).sort());
    for (const { kind, name, score } of table) {
      expect(lookOf(kind)).toMatchObject({ word: name, score });
      expect(lookOf(kind).shape, kind).toBeTruthy();
    }
  });

  it("share no shape with a kind of another group: colour alone tells nothing", () => {
    const groups = new Map<string, Set<string>>();
    for (const { shape, group } of Object.values(KINDS)) {
      groups.set(shape, (groups.get(shape) ?? new Set()).add(group));
    }
    for (const [shape, of] of groups) expect([...of], shape).toHaveLength(1);
  });

  it("of a newer host are named by their own names", () => {
    expect(lookOf("pii_hit").word).toBe("Pii hit");
    expect(lookOf("constructor").word).toBe("Constructor");
    expect(lookOf("").word).toBe("Moment");
  });
});

describe("what a replay lacks", () => {
  it("has words for each kind of Rust", () => {
    expect(Object.keys(LACKS).sort()).toEqual(
      variants(read("fidelity/mod.rs"), "LackKind").map(snake).sort(),
    );
  });

  it.each([
    ["remote_image", 3, "3 pictures from elsewhere"],
    ["frame", 1, "1 frame of another site"],
    ["masked_input", 10_000, "at least 10,000 fields with masked text"],
    ["hologram", 2, "2 × hologram"],
  ])("says %s in words", (kind, count, words) => {
    expect(lackWords({ kind, count })).toBe(words);
  });
});

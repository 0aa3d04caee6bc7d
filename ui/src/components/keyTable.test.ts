// The list of keys is whole: nothing but `keys.ts` and `tableKeys.ts` reads a key press.

import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { VERDICT_KINDS, VERDICTS } from "../features/queue/words";
import { keyNames } from "./keys";
import { ALL_KEYS, PART_KEYS, SCREEN_KEYS } from "./keyTable";

const SRC = join(import.meta.dirname, "..");
const READERS = ["components/keys.ts", "components/tableKeys.ts"];

function sources(): [string, string][] {
  return readdirSync(SRC, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$/.test(name))
    .map((name) => join(SRC, name))
    .map((path) => [relative(SRC, path), readFileSync(path, "utf8")]);
}

/** What in a source handles keys past the table. */
function pastTheTable(source: string): string[] {
  const handlers = [...source.matchAll(/\bonKey(?:Down|Up|Press)(?:Capture)?=\{([^}]*)\}?/g)].filter(
    ([, handler]) =>
      !/^\w+$/.test(handler ?? "") || !new RegExp(`const ${handler} = usePartKeys\\(`).test(source),
  );
  const listeners = [...source.matchAll(/["'`]key(?:down|up|press)["'`]/g)];
  const reads = [...source.matchAll(/\b(?:event|nativeEvent)\.(?:key|code|keyCode)\b|useLayer\(/g)];
  return [...handlers, ...listeners, ...reads].map(([text]) => text);
}

describe("the table of keys", () => {
  it("knows every key that is handled", () => {
    const found = sources()
      .filter(([name]) => !READERS.includes(name))
      .flatMap(([name, source]) => pastTheTable(source).map((text) => `${name}: ${text}`));
    expect(found).toEqual([]);
  });

  it.each([
    "<input onKeyDown={(event) => event.preventDefault()} />",
    "const other = () => {}; <div onKeyDown={other} />",
    "window.addEventListener('keydown', other)",
    "if (event.key === 'x') go()",
    "useLayer({ group, commands })",
  ])("would be missed by %s", (source) => {
    expect(pastTheTable(source)).not.toEqual([]);
  });

  it("has each of its blocks in use", () => {
    const all = sources()
      .map(([, source]) => source)
      .join("\n");
    const unused = (hook: string, blocks: object) =>
      Object.keys(blocks).filter((block) => !new RegExp(`\\b${hook}\\(\\s*"${block}"`).test(all));
    expect(unused("useKeys", SCREEN_KEYS)).toEqual([]);
    expect(unused("usePartKeys", PART_KEYS)).toEqual([]);
  });

  it("gives no key two meanings within a block", () => {
    for (const { title, keys } of Object.values({ ...SCREEN_KEYS, ...PART_KEYS })) {
      const specs = Object.values(keys).flatMap(({ keys: of }: { keys: string | readonly string[] }) => of);
      expect(new Set(specs).size, title).toBe(specs.length);
    }
  });

  it("calls verdicts as the form does, in its order", () => {
    const { keys } = SCREEN_KEYS.verdict;
    expect(VERDICT_KINDS.map((kind) => [keys[kind].keys, keys[kind].label])).toEqual(
      VERDICT_KINDS.map((kind, at) => [`${at + 1}`, `Verdict: ${VERDICTS[kind].word.toLowerCase()}`]),
    );
  });

  it("writes each key by a name", () => {
    for (const { keys } of ALL_KEYS) {
      for (const spec of [keys].flat()) expect(keyNames(spec).every((name) => name !== "")).toBe(true);
    }
  });
});

import { describe, expect, it } from "vitest";
import { groupHits } from "./group";
import { snippetParts, soughtIn } from "./snippetParts";

const marked = (snippet: string, query: string) =>
  snippetParts(snippet, query)
    .map(({ text, hit }) => (hit ? `«${text}»` : text))
    .join("");

describe("a snippet", () => {
  it.each([
    ["marks the hit", "card [declined] after", "declined", "card «declined» after"],
    ["marks each hit", "[a] and [a]", "a", "«a» and «a»"],
    ["marks the beginning of a word", "the [declined] card", "decl", "the «declined» card"],
    [
      "marks words that stand together",
      "the [card declined] twice",
      '"card declined"',
      "the «card declined» twice",
    ],
    ["marks whatever case and accents", "[Ångström] said", "angstrom", "«Ångström» said"],
    ["leaves the text's own brackets", "rows[0] [failed] [sic]", "failed", "rows[0] «failed» [sic]"],
    ["marks inside the text's own brackets", "log [[error]] here", "error", "log [«error»] here"],
    ["marks what it cannot tell apart", "the [naïveté] of", "???", "the «naïveté» of"],
    ["leaves an open bracket", "a [b", "b", "a [b"],
    ["is text, whatever it says", "<b>[x]</b>", "x", "<b>«x»</b>"],
    ["may have no mark", "nothing here", "x", "nothing here"],
  ])("%s", (_, snippet, query, want) => {
    expect(marked(snippet, query)).toBe(want);
  });
});

it.each([
  ["payload", "a [Ångström] said", "angstrom", "Ångström"],
  ["payload", "the [card] was [declined]", "card declined", "declined"],
  ["payload", "the [card declined] twice", '"card declined"', "card declined"],
  ["text", "the [card] on a page", "card", undefined],
  ["note", "the [card] in a note", "card", undefined],
])("carries what was found in %s into the run: %s", (field, snippet, query, sought) => {
  expect(soughtIn({ recording_id: "a", at_ms: 0, field, snippet }, query)).toBe(sought);
});

it("keeps a recording's hits together where a page cuts between them", () => {
  const hit = (recording_id: string, at_ms: number) => ({ recording_id, at_ms, field: "text", snippet: "" });
  const groups = groupHits([hit("b", 1), hit("a", 5), hit("a", 9), hit("b", 2)]);
  expect(groups.map((group) => [group.recordingId, group.hits.map((one) => one.at_ms)])).toEqual([
    ["b", [1, 2]],
    ["a", [5, 9]],
  ]);
});

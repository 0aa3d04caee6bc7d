import { describe, expect, it } from "vitest";
import { bestFirst, score } from "./fuzzy";

describe("finding a command by a few letters", () => {
  const COMMANDS = ["Go to the library", "Go to the queue", "Sync now", "Search recordings", "Sign in…"];
  const find = (asked: string) => bestFirst(asked, COMMANDS, (text) => text);

  it.each([
    ["lib", "Go to the library"],
    ["queue", "Go to the queue"],
    ["gtq", "Go to the queue"],
    ["sn", "Sync now"],
    ["SEARCH", "Search recordings"],
    ["now sync", undefined],
    ["zzz", undefined],
  ])("%s finds %s first", (asked, found) => {
    expect(find(asked)[0]).toBe(found);
  });

  it("keeps the order when nothing is asked", () => {
    expect(find("  ")).toEqual(COMMANDS);
  });

  it("prefers the beginning of a word to its middle", () => {
    expect(bestFirst("in", ["Pin a note", "Sign in…"], (text) => text)[0]).toBe("Sign in…");
  });

  it("is not at all where a letter is missing", () => {
    expect(score("libx", "Go to the library")).toBeNull();
  });
});

import { describe, expect, it } from "vitest";
import { currentFact, listed, pageAt, withFacts } from "./facts";
import type { Fact } from "./messages";

const said = (atMs: number, text: string): Fact => ({ atMs, kind: "console", level: "log", text });
const page = (atMs: number, text: string): Fact => ({ atMs, kind: "page", level: "", text });

describe("what is told beside the pages", () => {
  it("comes in order of time, whichever window came first", () => {
    const facts = withFacts([said(500, "b")], [said(100, "a"), said(900, "c")]);
    expect(facts.map((fact) => fact.text)).toEqual(["a", "b", "c"]);
  });

  it("is listed once when two windows overlap, and as often as it was said at one time", () => {
    const twice = [said(5, "x"), said(5, "x"), said(9, "y")];
    const once = withFacts([], twice);
    expect(once).toHaveLength(3);
    expect(withFacts(once, twice)).toBe(once);
  });

  it("lists a page where it changed, not with each snapshot", () => {
    const facts = [page(0, "/a"), said(1, "x"), page(5, "/a"), page(9, "/b"), page(12, "/a")];
    expect(listed(facts).map((fact) => fact.atMs)).toEqual([0, 1, 9, 12]);
  });

  it("knows the page and the line of a time", () => {
    const facts = [page(10, "/a"), said(20, "x"), page(30, "/b")];
    expect(pageAt(facts, 5)).toBeNull();
    expect(pageAt(facts, 29)).toBe("/a");
    expect(pageAt(facts, 30)).toBe("/b");
    expect(currentFact(facts, 5)).toBe(-1);
    expect(currentFact(facts, 25)).toBe(1);
  });
});

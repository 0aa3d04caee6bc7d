import { describe, expect, it } from "vitest";
import type { Fact, FactKind } from "../../contract";
import { addressAt, addressesOf, groupOf, groupsIn, matching } from "./facts";

const fact = (at_ms: number, kind: FactKind, text: string, level?: string): Fact => ({
  at_ms,
  kind,
  text,
  ...(level ? { level } : {}),
});
const FACTS = [
  fact(0, "page", "https://a.example/"),
  fact(1, "title", "Orders"),
  fact(10, "console", "Started", "info"),
  fact(20, "console", "2 similar orders", "warn"),
  fact(30, "page", "https://a.example/orders"),
  fact(40, "console", "DELETE failed", "error"),
  fact(50, "error", "TypeError: x"),
  fact(60, "event", "permission-asked {}"),
  fact(70, "console", "odd", "table"),
];

describe("what a page told", () => {
  it("falls into groups by what it says", () => {
    expect(FACTS.map(groupOf)).toEqual([
      "page",
      "page",
      "log",
      "warn",
      "page",
      "error",
      "error",
      "event",
      "log",
    ]);
    expect(groupsIn(FACTS)).toEqual({ error: 2, warn: 1, log: 2, page: 3, event: 1 });
  });

  it("is found by words in any case, by level, and within a group", () => {
    const found = (group: Parameters<typeof matching>[1], text: string) =>
      matching(FACTS, group, text).map(({ at_ms }) => at_ms);
    expect(matching(FACTS, "", "  ")).toBe(FACTS);
    expect(found("", "ORDERS")).toEqual([1, 20, 30]);
    expect(found("warn", "orders")).toEqual([20]);
    expect(found("error", "")).toEqual([40, 50]);
    expect(found("", "table")).toEqual([70]);
    expect(found("", "nobody said this")).toEqual([]);
  });

  it("says which page is shown at a time, and not what it does not know", () => {
    const at = (atMs: number, pages_end_ms?: number) =>
      addressAt(addressesOf({ items: FACTS, pages_end_ms }), atMs);
    expect(at(-1)).toBeNull();
    expect(at(0)).toBe("https://a.example/");
    expect(at(29.9)).toBe("https://a.example/");
    expect(at(30)).toBe("https://a.example/orders");
    expect(at(1e9)).toBe("https://a.example/orders");
    expect(at(49, 50)).toBe("https://a.example/orders");
    expect(at(50, 50), "another page may be among what was left out").toBeNull();
  });
});

import { describe, expect, it } from "vitest";
import { activeFilters, readSearch, toFilter, withFilter, withoutFilter, withoutFilters } from "./filter";

const now = new Date(2026, 2, 14, 10, 30);
const midnight = (month: number, day: number) => new Date(2026, month - 1, day).toISOString();

describe("the library's address", () => {
  it("is read as it was written", () => {
    const search = {
      kind: "agent",
      flagged: "yes",
      offline: "no",
      tag: "refunds",
      range: "7d",
      order: "longest",
      view: "cards",
    };
    expect(readSearch(search)).toEqual(search);
  });

  it.each([
    [
      "an unknown word",
      { kind: "podcast", status: "asleep", flagged: "perhaps", range: "90d", order: "random" },
    ],
    ["what is the default anyway", { order: "newest", view: "rows" }],
    ["a day that does not exist", { from: "2026-02-30", to: "yesterday" }],
    ["an empty filter", { service: "", tag: "   " }],
    ["what is no word", { service: { $ne: 1 }, tag: ["a", "b"], text: null }],
    ["what is not the library's", { onclick: "alert(1)" }],
  ])("leaves out %s", (_, raw) => {
    expect(readSearch(raw)).toEqual({});
  });

  it("takes a number that the router made of a word as the word", () => {
    expect(readSearch({ service: 42, tag: true })).toEqual({ service: "42", tag: "true" });
  });

  it("bounds what it takes over", () => {
    expect(readSearch({ text: "x".repeat(9_000) }).text).toHaveLength(500);
  });

  it("prefers a range to days of its own", () => {
    expect(readSearch({ range: "today", from: "2026-01-01" })).toEqual({ range: "today" });
  });
});

describe("what the host is asked for", () => {
  it.each([
    ["nothing", {}, {}],
    ["flagged ones", { flagged: "yes" as const }, { flagged: true }],
    ["those without a flag", { flagged: "no" as const }, { flagged: false }],
    ["what is offline", { offline: "yes" as const }, { cached: true }],
    [
      "what is flagged and not offline yet",
      { flagged: "yes" as const, offline: "no" as const },
      { flagged: true, cached: false },
    ],
    ["what is only here", { local: "yes" as const }, { local_only: true }],
    ["what the server has", { local: "no" as const }, { local_only: false }],
    ["today", { range: "today" as const }, { from: midnight(3, 14) }],
    ["7 days, today among them", { range: "7d" as const }, { from: midnight(3, 8) }],
    ["30 days", { range: "30d" as const }, { from: midnight(2, 13) }],
    [
      "days, the last one whole",
      { from: "2026-03-01", to: "2026-03-02" },
      { from: midnight(3, 1), to: midnight(3, 3) },
    ],
    [
      "words as they are",
      { agent: "refund-bot", text: '"card declined"' },
      { agent: "refund-bot", text: '"card declined"' },
    ],
    [
      "kind and status",
      { kind: "web" as const, status: "failed" as const },
      { kind: "web", status: "failed" },
    ],
  ])("is %s", (_, search, filter) => {
    expect(toFilter(search, now)).toEqual(filter);
  });

  it("stays the same until midnight", () => {
    const late = new Date(2026, 2, 14, 23, 59, 59);
    expect(toFilter({ range: "30d" }, late)).toEqual(toFilter({ range: "30d" }, now));
  });

  it("does not carry how the library looks", () => {
    expect(toFilter({ order: "longest", view: "cards" }, now)).toEqual({});
  });
});

describe("changing filters", () => {
  it("replaces days by a range and a range by days", () => {
    expect(withFilter({ from: "2026-03-01" }, { range: "7d" })).toEqual({ range: "7d" });
    expect(withFilter({ range: "7d" }, { from: "2026-03-01", to: "2026-03-05" })).toEqual({
      from: "2026-03-01",
      to: "2026-03-05",
    });
  });

  it("takes a chip's filter away and no other", () => {
    expect(withoutFilter({ kind: "web", from: "2026-03-01", to: "2026-03-02" }, "dates")).toEqual({
      kind: "web",
    });
    expect(withoutFilter({ kind: "web", tag: "vip" }, "tag")).toEqual({ kind: "web" });
  });

  it("keeps order and view when all filters go", () => {
    expect(withoutFilters({ kind: "web", range: "7d", order: "oldest", view: "cards" })).toEqual({
      order: "oldest",
      view: "cards",
    });
  });

  it("takes one state away and leaves the other", () => {
    expect(withoutFilter({ flagged: "yes", offline: "no" }, "flagged")).toEqual({ offline: "no" });
  });

  it("lists a chip per filter in force", () => {
    expect(activeFilters({ flagged: "no", offline: "yes" })).toEqual(["flagged", "offline"]);
    expect(activeFilters({ kind: "web", from: "2026-03-01", user: "A. Okafor", order: "oldest" })).toEqual([
      "dates",
      "kind",
      "user",
    ]);
  });
});

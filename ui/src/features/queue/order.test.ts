import { describe, expect, it } from "vitest";
import type { Review, Verdict } from "../../contract";
import { beside, nextAfter, ordered, type QueueFilter, shows, waitsFor } from "./order";

const NOW = Date.parse("2026-03-10T12:00:00Z");

function review(id: string, more: Partial<Review> = {}): Review {
  return {
    id,
    aliases: [],
    recording_id: `rec-${id}`,
    state: "open",
    severity: "medium",
    flags: [],
    verdicts: [],
    version: 1,
    created_at: "2026-03-10T10:00:00Z",
    updated_at: "2026-03-10T10:00:00Z",
    ...more,
  };
}

function claim(by: string, until = "2026-03-10T14:00:00Z") {
  return { by, client_id: "c", until, version: 1 };
}

function verdict(reviewer: string, more: Partial<Verdict> = {}): Verdict {
  return {
    id: `v-${reviewer}`,
    review_id: "r",
    reviewer,
    role: "reviewer",
    client_id: "c",
    at: "2026-03-10T11:00:00Z",
    base_version: 1,
    version: 2,
    standing: "accepted",
    competing: false,
    v: 1,
    verdict: "approve",
    reason: "expected_behaviour",
    ...more,
  };
}

describe("the order of the queue", () => {
  it("is the most urgent first, and of the same urgency the oldest", () => {
    const reviews = [
      review("young", { severity: "high", created_at: "2026-03-10T11:00:00Z" }),
      review("low", { severity: "low", created_at: "2020-01-01T00:00:00Z" }),
      review("old", { severity: "high", created_at: "2026-03-09T11:00:00Z" }),
      review("critical", { severity: "critical" }),
    ];
    expect(ordered(reviews).map(({ id }) => id)).toEqual(["critical", "old", "young", "low"]);
    expect(reviews[0]?.id, "what was given is left as it was").toBe("young");
  });
});

describe("a filter of the queue", () => {
  const cases: [QueueFilter, Partial<Review>, boolean][] = [
    ["open", { state: "escalated" }, true],
    ["open", { state: "closed" }, false],
    ["mine", { state: "claimed", claim: claim("me") }, true],
    ["mine", { state: "claimed", claim: claim("other") }, false],
    ["mine", { state: "claimed", claim: claim("me", "2026-03-10T11:00:00Z") }, false],
    ["unclaimed", {}, true],
    ["unclaimed", { state: "claimed", claim: claim("other") }, false],
    ["unclaimed", { state: "claimed", claim: claim("other", "2026-03-10T11:00:00Z") }, true],
    ["unclaimed", { state: "decided" }, false],
    ["escalated", { state: "escalated" }, true],
    ["countersign", { state: "awaiting_countersign" }, true],
    ["closed", { state: "closed" }, true],
  ];
  it.each(cases)("%s with %j: %s", (filter, more, shown) => {
    expect(shows(filter, review("r", more), "me", NOW)).toBe(shown);
  });
});

describe("what waits for a reviewer", () => {
  const cases: [string, Partial<Review>, boolean][] = [
    ["is open", {}, true],
    ["is claimed by the reviewer", { state: "claimed", claim: claim("me") }, true],
    ["is claimed by another", { state: "claimed", claim: claim("other") }, false],
    ["was decided here and is on its way", { state: "decided" }, false],
    ["is closed", { state: "closed" }, false],
    [
      "awaits a countersign of somebody else",
      { state: "awaiting_countersign", verdicts: [verdict("me")] },
      false,
    ],
    [
      "awaits the reviewer's countersign",
      { state: "awaiting_countersign", verdicts: [verdict("other")] },
      true,
    ],
    ["became stale after the reviewer's verdict", { state: "stale", verdicts: [verdict("me")] }, true],
    [
      "had a verdict of the reviewer that was superseded",
      { state: "needs_info", verdicts: [verdict("me", { standing: "superseded" })] },
      true,
    ],
  ];
  it.each(cases)("a review that %s", (_, more, waits) => {
    expect(waitsFor(review("r", more), "me", NOW)).toBe(waits);
  });
});

describe("after a verdict", () => {
  const reviews = [review("a"), review("b"), review("c", { state: "decided" }), review("d")];

  it.each([
    ["a", "b"],
    ["b", "d"],
    ["d", "a"],
    ["gone", "a"],
  ])("on %s the next review is %s", (id, next) => {
    expect(nextAfter(reviews, id, "me", NOW)).toBe(next);
  });

  it("there is none when nothing else waits", () => {
    expect(nextAfter([review("a"), review("b", { state: "closed" })], "a", "me", NOW)).toBeUndefined();
  });
});

describe("moving in the queue", () => {
  const reviews = [review("a"), review("b")];
  it.each<[string | undefined, 1 | -1, string]>([
    [undefined, 1, "a"],
    ["a", 1, "b"],
    ["b", 1, "b"],
    ["b", -1, "a"],
    ["a", -1, "a"],
  ])("from %s by %i leads to %s", (id, by, to) => {
    expect(beside(reviews, id, by)).toBe(to);
  });
});

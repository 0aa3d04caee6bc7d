import { describe, expect, it } from "vitest";
import type { Review, Standing, Verdict } from "../../contract";
import { toldOf, waitOf } from "./standing";

const NOW = Date.parse("2026-03-10T12:00:00Z");

function review(more: Partial<Review> = {}): Review {
  return {
    id: "r",
    aliases: [],
    recording_id: "rec",
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

function verdict(reviewer: string, standing: Standing): Verdict {
  return {
    id: `${reviewer}-${standing}`,
    review_id: "r",
    reviewer,
    role: "reviewer",
    client_id: "c",
    at: "2026-03-10T11:00:00Z",
    base_version: 1,
    version: 2,
    standing,
    competing: standing === "competing",
    v: 1,
    verdict: "approve",
    reason: "expected_behaviour",
  };
}

describe("a review", () => {
  const claim = { by: "other", client_id: "c", until: "2026-03-10T14:00:00Z", version: 1 };
  const cases: [string, Review, RegExp | null, boolean][] = [
    ["that is open wants a verdict", review(), null, true],
    [
      "that was decided by another wants one",
      review({ verdicts: [verdict("other", "accepted")] }),
      null,
      true,
    ],
    ["that is closed wants none", review({ state: "closed" }), /is closed/, false],
    ["that another has claimed says so", review({ state: "claimed", claim }), /beside theirs/, true],
    [
      "whose verdict has not left yet says so",
      review({ state: "decided", verdicts: [verdict("me", "pending")] }),
      /outbox/,
      true,
    ],
    [
      "that awaits somebody else says so",
      review({ state: "awaiting_countersign", verdicts: [verdict("me", "accepted")] }),
      /Another person must agree/,
      true,
    ],
    [
      "in which one's own verdict competes says so",
      review({ state: "escalated", verdicts: [verdict("me", "competing"), verdict("other", "competing")] }),
      /competes/,
      true,
    ],
  ];
  it.each(cases)("%s", (_, of, words, again) => {
    const wait = waitOf(of, "me", NOW);
    if (words === null) expect(wait).toBeNull();
    else expect(wait).toEqual({ words: expect.stringMatching(words), again });
  });
});

describe("verdicts that were given", () => {
  it("are told apart by what they count for", () => {
    const all = (["pending", "competing", "superseded", "accepted", "competing"] as const).map(
      (standing, index) => verdict(`p${index}`, standing),
    );
    const told = toldOf(all);
    expect(told.competing.map(({ reviewer }) => reviewer)).toEqual(["p1", "p4"]);
    expect(told.standing.map(({ reviewer }) => reviewer)).toEqual(["p0", "p3"]);
    expect(told.superseded.map(({ reviewer }) => reviewer)).toEqual(["p2"]);
  });
});

import { describe, expect, it } from "vitest";
import type { Review, Role, Severity, Verdict, VerdictKind } from "../../contract";
import { countsOf, mayClaim, mayRelease, reasonWords, ruleWords, whatNext, whyNot } from "./words";

function review(severity: Severity, verdicts: Partial<Verdict>[] = [], more: Partial<Review> = {}): Review {
  return {
    id: "r",
    aliases: [],
    recording_id: "rec",
    state: "open",
    severity,
    flags: [],
    verdicts: verdicts.map(verdict),
    version: 1,
    created_at: "2026-03-10T10:00:00Z",
    updated_at: "2026-03-10T10:00:00Z",
    ...more,
  };
}

function verdict(more: Partial<Verdict>): Verdict {
  return {
    id: "v",
    review_id: "r",
    reviewer: "other",
    role: "reviewer",
    client_id: "c",
    at: "2026-03-10T11:00:00Z",
    base_version: 1,
    version: 2,
    standing: "accepted",
    competing: false,
    v: 1,
    verdict: "violation",
    reason: "policy_breach",
    ...more,
  };
}

describe("what happens next", () => {
  const cases: [string, Review, Role, VerdictKind | null, RegExp][] = [
    ["one is enough below critical", review("high"), "reviewer", "approve", /closes the review/],
    [
      "a reviewer starts a critical one",
      review("critical"),
      "reviewer",
      "violation",
      /Then a supervisor signs/,
    ],
    [
      "a supervisor starts a critical one",
      review("critical"),
      "supervisor",
      "violation",
      /Then a reviewer signs/,
    ],
    [
      "a supervisor follows a reviewer",
      review("critical", [{}]),
      "supervisor",
      "violation",
      /the review closes/,
    ],
    [
      "a reviewer follows a reviewer",
      review("critical", [{}]),
      "reviewer",
      "violation",
      /Then a supervisor signs/,
    ],
    [
      "a reviewer follows a supervisor",
      review("critical", [{ role: "supervisor" }]),
      "reviewer",
      "violation",
      /the review closes/,
    ],
    ["it differs from one that counts", review("critical", [{}]), "supervisor", "approve", /side by side/],
    [
      "what was superseded does not count",
      review("medium", [{ standing: "superseded", verdict: "approve" }]),
      "reviewer",
      "violation",
      /closes the review/,
    ],
    [
      "a reviewer in a conflict",
      review("low", [], { state: "escalated" }),
      "reviewer",
      "approve",
      /until a supervisor/,
    ],
    [
      "a supervisor in a conflict",
      review("low", [], { state: "escalated" }),
      "admin",
      "approve",
      /Yours ends it/,
    ],
  ];
  it.each(cases)("%s", (_, of, role, kind, words) => {
    expect(whatNext(of, role, "me", kind)).toMatch(words);
  });
});

describe("words", () => {
  it("name reasons that a policy brings and that nobody knows here", () => {
    expect(reasonWords("data_exposure")).toBe("Data exposure");
    expect(reasonWords("four_eyes_missing")).toBe("Four eyes missing");
    expect(reasonWords("toString")).toBe("ToString");
  });

  it("say why a member may not decide", () => {
    expect(whyNot("member")).toMatch(/You are a member/);
    for (const role of ["reviewer", "supervisor", "admin"] as const) {
      expect(whyNot(role)).toBeNull();
    }
  });

  it("count flags, rules and verdicts that were not superseded", () => {
    const flag = (by: string, source: "rule" | "person") => ({
      id: by,
      recording_id: "rec",
      reason: "x",
      severity: "low" as const,
      by,
      source,
      at: "2026-03-10T10:00:00Z",
    });
    expect(countsOf(review("low", [], { flags: [flag("D-07", "rule")] }))).toBe("1 flag · rule D-07");
    expect(
      countsOf(
        review("low", [{}, { standing: "superseded" }], {
          flags: [flag("D-07", "rule"), flag("P-02", "rule"), flag("ana", "person")],
        }),
      ),
    ).toBe("3 flags · 2 rules · 1 verdict");
  });
});

it("names a rule once", () => {
  expect(ruleWords("D-07")).toBe("rule D-07");
  expect(ruleWords("Rule D-07")).toBe("Rule D-07");
  expect(ruleWords("rulebook")).toBe("rule rulebook");
});

describe("a claim", () => {
  const NOW = Date.parse("2026-03-10T12:00:00Z");
  const claim = (by: string) => ({ by, client_id: "c", until: "2026-03-10T14:00:00Z", version: 1 });
  const cases: [string, Partial<Review>, Role | undefined, boolean, boolean][] = [
    ["nobody has it", {}, "reviewer", true, false],
    ["nobody has it, and a member looks", {}, "member", false, false],
    ["nobody has it, and nobody signed in", {}, undefined, false, false],
    ["it is one's own", { state: "claimed", claim: claim("me") }, "reviewer", false, true],
    ["it is another's", { state: "claimed", claim: claim("other") }, "reviewer", false, false],
    [
      "it is another's, and a supervisor looks",
      { state: "claimed", claim: claim("other") },
      "supervisor",
      false,
      true,
    ],
    ["verdicts compete", { state: "escalated" }, "reviewer", false, false],
    ["verdicts compete, and a supervisor looks", { state: "escalated" }, "supervisor", true, false],
    ["the review is closed", { state: "closed" }, "admin", false, false],
  ];
  it.each(cases)("where %s", (_, more, role, claims, releases) => {
    const of = review("medium", [], more);
    expect([mayClaim(of, role, "me", NOW), mayRelease(of, role, "me", NOW)]).toEqual([claims, releases]);
  });
});

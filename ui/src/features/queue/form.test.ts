import { describe, expect, it } from "vitest";
import { askOf, type Draft, missing, NOTE_CHARS } from "./form";

const policy = {
  name: "shipped/1",
  reasons: [
    { code: "policy_breach", needs_note: false },
    { code: "other", needs_note: true },
  ],
};

describe("a verdict", () => {
  const cases: [Draft, ReturnType<typeof missing>][] = [
    [{ verdict: null, reason: "policy_breach", note: "" }, "verdict"],
    [{ verdict: "violation", reason: "", note: "" }, "reason"],
    [{ verdict: "violation", reason: "not_of_this_policy", note: "" }, "reason"],
    [{ verdict: "violation", reason: "policy_breach", note: "" }, null],
    [{ verdict: "violation", reason: "other", note: "  \n" }, "note"],
    [{ verdict: "violation", reason: "other", note: "seen" }, null],
    [{ verdict: "violation", reason: "other", note: "é".repeat(NOTE_CHARS) }, null],
    [{ verdict: "violation", reason: "other", note: "🙂".repeat(NOTE_CHARS) }, null],
    [{ verdict: "violation", reason: "other", note: "x".repeat(NOTE_CHARS + 1) }, "shorter_note"],
  ];
  it.each(cases)("%# lacks what it should", (draft, lacks) => {
    expect(missing(draft, policy)).toBe(lacks);
    expect(askOf("r", draft, policy, []) === null).toBe(lacks !== null);
  });

  it("cannot name a reason before the policy is known", () => {
    expect(missing({ verdict: "approve", reason: "policy_breach", note: "" }, undefined)).toBe("reason");
  });

  it("carries what was watched, and its note without space around it", () => {
    const watched = [{ from_ms: 0, to_ms: 500 }];
    const draft: Draft = { verdict: "approve", reason: "policy_breach", note: " fine \n" };
    expect(askOf("r", draft, policy, watched)).toEqual({
      review_id: "r",
      verdict: "approve",
      reason: "policy_breach",
      note: "fine",
      watched,
    });
    expect(askOf("r", { ...draft, note: "" }, policy, [])).not.toHaveProperty("note");
  });
});

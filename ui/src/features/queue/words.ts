// The words of the queue: states, verdicts, reasons, and what happens next.

import type { Reach } from "../../app/connection";
import { counted } from "../../components/format";
import type { Delivery, Review, ReviewState, Role, Standing, VerdictKind } from "../../contract";
import { claimedBy, type QueueFilter } from "./order";

export const STATES: Record<ReviewState, { word: string; means: string }> = {
  open: { word: "Open", means: "Nobody has claimed it." },
  claimed: { word: "Claimed", means: "A reviewer is at it." },
  decided: { word: "Decided", means: "A verdict waits for the server to confirm it." },
  awaiting_countersign: {
    word: "Awaiting countersign",
    means: "One verdict counts; another person must agree.",
  },
  closed: { word: "Closed", means: "Everybody who must agree has." },
  escalated: { word: "Escalated", means: "Verdicts compete; a supervisor’s verdict ends it." },
  needs_info: { word: "Needs info", means: "The recording does not tell; somebody must add to it." },
  reopened: { word: "Reopened", means: "It was closed, and flagged again by somebody who knew." },
  stale: { word: "Stale", means: "The recording changed after the verdict; it has to be decided again." },
};

/** In the order of their keys, 1 to 5. */
export const VERDICT_KINDS: readonly VerdictKind[] = [
  "approve",
  "violation",
  "needs_remediation",
  "false_positive",
  "inconclusive",
];

export const VERDICTS: Record<VerdictKind, { word: string; means: string }> = {
  approve: { word: "Approve", means: "Nothing to object to." },
  violation: { word: "Violation", means: "A rule was broken." },
  needs_remediation: { word: "Needs remediation", means: "Something has to be put right." },
  false_positive: { word: "False positive", means: "The flag was wrong." },
  inconclusive: { word: "Inconclusive", means: "It cannot be told from the recording." },
};

export const STANDINGS: Record<Standing, { word: string; means: string }> = {
  pending: { word: "In the outbox", means: "It counts once the server has it." },
  accepted: { word: "Counts", means: "" },
  competing: { word: "Competing", means: "A supervisor decides." },
  superseded: { word: "Superseded", means: "A later verdict took its place." },
};

const REASONS: Record<string, string> = {
  expected_behaviour: "Expected behaviour",
  policy_breach: "Policy breach",
  unauthorised_action: "Unauthorised action",
  data_exposure: "Data exposure",
  unsafe_action: "Unsafe action",
  low_quality: "Low quality",
  not_enough_information: "Not enough information",
  other: "Other",
};

/** A reason code in words; a policy may bring codes that are not known here. */
export function reasonWords(code: string): string {
  const known = Object.hasOwn(REASONS, code) ? REASONS[code] : undefined;
  if (known) {
    return known;
  }
  const words = code.replaceAll("_", " ").trim();
  return words === "" ? code : words.charAt(0).toUpperCase() + words.slice(1);
}

export const FILTER_WORDS: Record<QueueFilter, string> = {
  open: "Not closed",
  mine: "Claimed by you",
  unclaimed: "Unclaimed",
  escalated: "Escalated",
  countersign: "Awaiting countersign",
  closed: "Closed",
};

/** `1 flag · rule D-07` and the like: what stands under a review's title in the queue. */
export function countsOf(review: Review): string {
  const flags = counted(review.flags.length, "flag");
  const rules = new Set(review.flags.filter((flag) => flag.source === "rule").map((flag) => flag.by));
  const live = review.verdicts.filter((verdict) => verdict.standing !== "superseded").length;
  const [rule] = rules;
  return [
    flags,
    rules.size > 1 ? `${rules.size} rules` : rule === undefined ? "" : ruleWords(rule),
    live > 0 ? counted(live, "verdict") : "",
  ]
    .filter((part) => part !== "")
    .join(" · ");
}

/** A rule's name with the word before it, where the name does not begin with it. */
export function ruleWords(name: string): string {
  return /^rule\b/i.test(name) ? name : `rule ${name}`;
}

/** Why this person may not decide; null where they may. */
export function whyNot(role: Role | undefined): string | null {
  if (role === "member") {
    return "You are a member: you see and flag your own recordings. Reviewers, supervisors and admins claim and decide.";
  }
  return null;
}

/** What a verdict of `role` on `review` leads to, by the quorum of its severity. */
export function whatNext(review: Review, role: Role, me: string, verdict: VerdictKind | null): string {
  const live = review.verdicts.filter((v) => v.standing === "accepted" || v.standing === "competing");
  const resolves = role === "supervisor" || role === "admin";
  if (review.state === "escalated") {
    return resolves
      ? "Verdicts compete. Yours ends it: the others are kept as superseded."
      : "Verdicts compete. Yours stands beside them until a supervisor decides.";
  }
  const others = live.filter((v) => v.reviewer !== me);
  if (verdict !== null && others.some((v) => v.verdict !== verdict)) {
    return "It differs from a verdict that counts: both will stand side by side until a supervisor decides.";
  }
  if (review.severity !== "critical") {
    return "One reviewer is enough for this severity: your verdict closes the review.";
  }
  const othersResolve = others.some((v) => v.role === "supervisor" || v.role === "admin");
  const closes = others.length > 0 && (othersResolve || resolves);
  if (closes) {
    return "Critical needs a supervisor and a reviewer. With yours both agree, and the review closes.";
  }
  return resolves
    ? "Critical needs a supervisor and a reviewer. Then a reviewer signs; until then the review stays open."
    : "Critical needs a supervisor and a reviewer. Then a supervisor signs; until then the review stays open.";
}

/** How the verdict travels. */
export function howItTravels(reach: Reach): string {
  if (reach === "online") return "It goes to the server at once.";
  return reach === "failing"
    ? "It waits in the outbox until a sync works again."
    : "It waits in the outbox until there is a network.";
}

/** Whether this person can claim it now. A verdict claims by itself; claiming first keeps others away. */
export function mayClaim(
  review: Review,
  role: Role | undefined,
  me: string | undefined,
  nowMs: number,
): boolean {
  if (role === undefined || role === "member" || claimedBy(review, nowMs) !== undefined) return false;
  if (review.state === "escalated") return me !== undefined && role !== "reviewer";
  return review.state !== "closed" && review.state !== "decided";
}

/** Whether this person can end the claim: the own one, and as a supervisor any. */
export function mayRelease(
  review: Review,
  role: Role | undefined,
  me: string | undefined,
  nowMs: number,
): boolean {
  const holder = claimedBy(review, nowMs);
  if (holder === undefined || role === undefined || role === "member") return false;
  return holder === me || role !== "reviewer";
}

/** What came of a verdict. */
export function decidedWords(verdict: VerdictKind, state: Delivery): string {
  const { word } = VERDICTS[verdict];
  return state === "sent"
    ? `${word}: the server has your verdict.`
    : `${word}: your verdict waits in the outbox until there is a network.`;
}

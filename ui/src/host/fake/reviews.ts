// Reviews in every state that a person meets.

import type {
  Flag,
  FlagSource,
  Review,
  ReviewState,
  Severity,
  Standing,
  Verdict,
  VerdictKind,
} from "../../contract";
import { later, NOW } from "./chance";

interface Story {
  reasons: [reason: string, by: string, source: FlagSource, atMs?: number][];
  state: ReviewState;
  claimedBy?: string;
  verdicts?: [by: string, verdict: VerdictKind, reason: string, standing: Standing, note?: string][];
}

const FIRST: Story = {
  state: "open",
  reasons: [
    ["Deleted 3 order records after a denied request", "rule D-07", "rule", 1_122_000],
    ["The customer asked why order 88231 is gone", "J. Ferreira", "person"],
  ],
};

const STORIES: Story[] = [
  {
    state: "claimed",
    claimedBy: "A. Okafor",
    reasons: [["Granted admin to a guest account", "rule P-02", "rule", 4_000]],
  },
  {
    state: "escalated",
    reasons: [
      ["Claimed success, tool log shows an error", "rule R-05", "rule", 9_000],
      ["Looks wrong to me", "K. Lindqvist", "person"],
    ],
    verdicts: [
      [
        "K. Lindqvist",
        "violation",
        "unauthorised_action",
        "competing",
        "It mailed 412 people without being asked.",
      ],
      [
        "A. Haddad",
        "false_positive",
        "expected_behaviour",
        "competing",
        "The mailing was planned, see ticket 1182.",
      ],
    ],
  },
  { state: "open", reasons: [["New host: files.partner.example", "rule H-04", "rule", 12_000]] },
  {
    state: "awaiting_countersign",
    reasons: [["Off-hours payment change", "rule T-03", "rule", 2_000]],
    verdicts: [
      ["T. Novak", "violation", "policy_breach", "accepted", "Changed at 03:12 without a second person."],
    ],
  },
  {
    state: "claimed",
    claimedBy: "K. Lindqvist",
    reasons: [["Personal data in a prompt", "rule S-11", "rule", 7_500]],
  },
  { state: "needs_info", reasons: [["The recording ends in the middle", "A. Haddad", "person"]] },
  {
    state: "closed",
    reasons: [["Retry storm: 61 calls in 2 min", "rule R-05", "rule"]],
    verdicts: [["A. Okafor", "false_positive", "expected_behaviour", "accepted"]],
  },
  {
    state: "stale",
    reasons: [["Mass send: 412 mails in 40 s", "rule M-01", "rule"]],
    verdicts: [["A. Okafor", "approve", "expected_behaviour", "accepted", "Planned."]],
  },
  {
    state: "reopened",
    reasons: [
      ["Flagged by hand", "J. Ferreira", "person"],
      ["It happened again", "J. Ferreira", "person", 1_000],
    ],
    verdicts: [["T. Novak", "approve", "low_quality", "superseded"]],
  },
  {
    state: "decided",
    reasons: [["Retried a payment", "review.acme.example", "server"]],
    verdicts: [["A. Okafor", "needs_remediation", "unsafe_action", "pending", "Restore the three rows."]],
  },
];

/** The review of the recording that is the `nth` of the flagged ones. */
export function reviewOf(recordingId: string, nth: number, severity: Severity): Review {
  const story = nth === 0 ? FIRST : (STORIES[(nth - 1) % STORIES.length] ?? FIRST);
  const id = reviewIdOf(recordingId);
  const created = later(NOW, -(nth * 5 + 2) * 3_600_000);
  const version = 1 + (story.verdicts?.length ?? 0);
  return {
    id,
    aliases: [],
    recording_id: recordingId,
    state: story.state,
    severity,
    flags: story.reasons.map(([reason, by, source, at_ms], index) =>
      flag(recordingId, index, { reason, by, source, at_ms, severity, at: later(created, index * 600_000) }),
    ),
    verdicts: (story.verdicts ?? []).map(([reviewer, kind, reason, standing, note], index) => ({
      ...verdict(id, index, { reviewer, standing, at: later(created, 3_600_000 + index * 240_000) }),
      verdict: kind,
      reason,
      ...(note ? { note } : {}),
      coverage: { watched_ms: 44_000, of_ms: 60_000 },
    })),
    ...(story.claimedBy
      ? { claim: { by: story.claimedBy, client_id: "console-1", until: later(NOW, 5_400_000), version } }
      : {}),
    version,
    created_at: created,
    updated_at: later(created, 4_000_000),
  };
}

export function reviewIdOf(recordingId: string): string {
  return recordingId.replace("rec-", "review-");
}

function flag(
  recordingId: string,
  index: number,
  { at_ms, ...rest }: Omit<Flag, "id" | "recording_id">,
): Flag {
  const place = at_ms === undefined ? {} : { at_ms };
  return { id: `flag-${recordingId}-${index}`, recording_id: recordingId, ...rest, ...place };
}

function verdict(
  reviewId: string,
  index: number,
  { reviewer, standing, at }: Pick<Verdict, "reviewer" | "standing" | "at">,
): Omit<Verdict, "verdict" | "reason"> {
  return {
    id: `verdict-${reviewId}-${index}`,
    review_id: reviewId,
    reviewer,
    role: "reviewer",
    client_id: `console-${index + 1}`,
    at,
    base_version: 1,
    version: standing === "pending" ? 0 : 2 + index,
    standing,
    competing: standing === "competing",
    v: 1,
    policy: "shipped/1",
  };
}

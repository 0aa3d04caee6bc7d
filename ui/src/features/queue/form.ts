// The rules of the verdict form: what is missing before it can be submitted, and what is sent.

import type { PolicyView, Stretch, VerdictAsk, VerdictKind } from "../../contract";

/** A verdict's note may be this long (`limits::NOTE_CHARS`). */
export const NOTE_CHARS = 20_000;

export interface Draft {
  verdict: VerdictKind | null;
  reason: string;
  note: string;
}

export const EMPTY_DRAFT: Draft = { verdict: null, reason: "", note: "" };

export type Missing = "verdict" | "reason" | "note" | "shorter_note";

export function missing(draft: Draft, policy: PolicyView | undefined): Missing | null {
  if (draft.verdict === null) {
    return "verdict";
  }
  const reason = policy?.reasons.find(({ code }) => code === draft.reason);
  if (!reason) {
    return "reason";
  }
  if (reason.needs_note && draft.note.trim() === "") {
    return "note";
  }
  return [...draft.note].length > NOTE_CHARS ? "shorter_note" : null;
}

export const MISSING_WORDS: Record<Missing, string> = {
  verdict: "Choose a verdict.",
  reason: "Choose a reason.",
  note: "This reason needs a note.",
  shorter_note: `A note may have ${NOTE_CHARS.toLocaleString("en")} characters at most.`,
};

/** What is asked of the host; null while something is missing. */
export function askOf(
  reviewId: string,
  draft: Draft,
  policy: PolicyView | undefined,
  watched: readonly Stretch[],
): VerdictAsk | null {
  if (draft.verdict === null || missing(draft, policy) !== null) {
    return null;
  }
  const note = draft.note.trim();
  return {
    review_id: reviewId,
    verdict: draft.verdict,
    reason: draft.reason,
    ...(note === "" ? {} : { note }),
    watched: watched.map(({ from_ms, to_ms }) => ({ from_ms, to_ms })),
  };
}

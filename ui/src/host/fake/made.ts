// What a person makes in the fake world.

import type { Review, Role, Verdict, VerdictAsk } from "../../contract";
import { NOW } from "./chance";
import { ME, POLICY } from "./world";

interface Given {
  id: string;
  role: Role;
  standing: "pending" | "accepted";
  of_ms: number;
}

/** A verdict as the vault takes it down. */
export function verdictOf(ask: VerdictAsk, review: Review, { id, role, standing, of_ms }: Given): Verdict {
  return {
    id,
    review_id: review.id,
    reviewer: ME,
    role,
    client_id: "console-0",
    at: NOW,
    base_version: review.version,
    version: standing === "pending" ? 0 : review.version + 1,
    standing,
    competing: false,
    v: 1,
    verdict: ask.verdict,
    reason: ask.reason,
    ...(ask.note ? { note: ask.note } : {}),
    coverage: { watched_ms: ask.watched.reduce((sum, part) => sum + part.to_ms - part.from_ms, 0), of_ms },
    policy: POLICY.name,
  };
}

/** A review that a first flag opens. */
export function reviewFor(recordingId: string, id: string, severity: Review["severity"]): Review {
  return {
    id,
    aliases: [],
    recording_id: recordingId,
    state: "open",
    severity,
    flags: [],
    verdicts: [],
    version: 0,
    created_at: NOW,
    updated_at: NOW,
  };
}

// In which order reviews wait, which ones a filter shows, and which one comes after a verdict.

import type { Review, ReviewState, Severity } from "../../contract";

const URGENCY: Record<Severity, number> = { critical: 0, high: 1, medium: 2, low: 3 };

/** What the queue can show. `open` is everything that is not closed. */
export type QueueFilter = "open" | "mine" | "unclaimed" | "escalated" | "countersign" | "closed";

export const FILTERS: readonly QueueFilter[] = [
  "open",
  "mine",
  "unclaimed",
  "escalated",
  "countersign",
  "closed",
];

/** The most urgent first; of the same urgency what has waited longest. */
export function ordered(reviews: readonly Review[]): Review[] {
  return [...reviews].sort(
    (a, b) =>
      URGENCY[a.severity] - URGENCY[b.severity] ||
      Date.parse(a.created_at) - Date.parse(b.created_at) ||
      (a.id < b.id ? -1 : 1),
  );
}

export function shows(filter: QueueFilter, review: Review, me: string | undefined, nowMs: number): boolean {
  const holder = claimedBy(review, nowMs);
  switch (filter) {
    case "open":
      return review.state !== "closed";
    case "mine":
      return review.state !== "closed" && holder !== undefined && holder === me;
    case "unclaimed":
      return holder === undefined && UNDECIDED.has(review.state);
    case "escalated":
      return review.state === "escalated";
    case "countersign":
      return review.state === "awaiting_countersign";
    case "closed":
      return review.state === "closed";
  }
}

const UNDECIDED: ReadonlySet<ReviewState> = new Set(["open", "claimed", "needs_info", "reopened", "stale"]);

/** Who has it, as long as the lease holds. */
export function claimedBy(review: Review, nowMs: number): string | undefined {
  return review.claim && Date.parse(review.claim.until) > nowMs ? review.claim.by : undefined;
}

/** The review that a verdict on `id` leads to: the next one that still waits for `me`, else the first such one. */
export function nextAfter(
  reviews: readonly Review[],
  id: string,
  me: string | undefined,
  nowMs: number,
): string | undefined {
  const at = reviews.findIndex((review) => review.id === id);
  const round = [...reviews.slice(at + 1), ...reviews.slice(0, Math.max(at, 0))];
  return round.find((review) => waitsFor(review, me, nowMs))?.id;
}

/** Whether `me` has something to decide here: not closed, not somebody else's, not already decided by `me`. */
export function waitsFor(review: Review, me: string | undefined, nowMs: number): boolean {
  if (review.state === "closed" || review.state === "decided") {
    return false;
  }
  const holder = claimedBy(review, nowMs);
  if (holder !== undefined && holder !== me) {
    return false;
  }
  const judged = review.verdicts.some(
    (verdict) => verdict.reviewer === me && verdict.standing !== "superseded",
  );
  return !judged || review.state === "stale" || review.state === "reopened";
}

/** The review `by` places away, held at the ends; the first one where nothing is chosen. */
export function beside(reviews: readonly Review[], id: string | undefined, by: 1 | -1): string | undefined {
  const at = reviews.findIndex((review) => review.id === id);
  if (at < 0) {
    return reviews[0]?.id;
  }
  return reviews[Math.min(Math.max(at + by, 0), reviews.length - 1)]?.id;
}

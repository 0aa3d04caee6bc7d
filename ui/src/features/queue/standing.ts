// How a review stands for the person who looks at it: whether a verdict is wanted, and if not, why.

import type { Review, Verdict } from "../../contract";
import { claimedBy, waitsFor } from "./order";

export interface Wait {
  /** Why no verdict is wanted now. */
  words: string;
  /** Whether one can be given all the same. */
  again: boolean;
}

/** Null where this person's verdict is wanted. */
export function waitOf(review: Review, me: string | undefined, nowMs: number): Wait | null {
  if (review.state === "closed") {
    return { words: "This review is closed. Flagging the recording again opens it.", again: false };
  }
  const holder = claimedBy(review, nowMs);
  if (holder !== undefined && holder !== me) {
    return { words: "Somebody else is at it. A verdict of yours would stand beside theirs.", again: true };
  }
  if (waitsFor(review, me, nowMs)) return null;
  const own = review.verdicts.findLast(
    ({ reviewer, standing }) => reviewer === me && standing !== "superseded",
  );
  if (own?.standing === "pending") {
    return { words: "Your verdict waits in the outbox until there is a network.", again: true };
  }
  if (own?.standing === "competing") {
    return { words: "Your verdict competes with another. A supervisor decides.", again: true };
  }
  return own
    ? { words: "Your verdict counts. Another person must agree.", again: true }
    : { words: "A verdict waits for the server to confirm it.", again: true };
}

export interface Told {
  /** Verdicts that stand against each other. */
  competing: Verdict[];
  /** Others that count or wait. */
  standing: Verdict[];
  superseded: Verdict[];
}

export function toldOf(verdicts: readonly Verdict[]): Told {
  return {
    competing: verdicts.filter(({ standing }) => standing === "competing"),
    standing: verdicts.filter(({ standing }) => standing === "accepted" || standing === "pending"),
    superseded: verdicts.filter(({ standing }) => standing === "superseded"),
  };
}

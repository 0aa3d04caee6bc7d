import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { LIVE } from "../../app/queries";
import type { Failure, PolicyView, Review, Stretch } from "../../contract";
import { useHost } from "../../host/context";
import { asFailure } from "../../host/failure";
import { keepDraft } from "./drafts";
import { askOf, type Draft, EMPTY_DRAFT, type Missing, missing } from "./form";
import { decidedWords } from "./words";

interface VerdictOf {
  review: Review;
  draft: Draft;
  policy: PolicyView | undefined;
  watched: () => Stretch[];
  onDecided: (words: string) => void;
}

export interface Submitting {
  lack: Missing | null;
  /** Whether it was tried to submit: only then what is missing is shown. */
  asked: boolean;
  busy: boolean;
  failure: Failure | null;
  submit: () => Promise<void>;
}

/** Gives the verdict once nothing is missing, and says how it travelled. */
export function useVerdict({ review, draft, policy, watched, onDecided }: VerdictOf): Submitting {
  const host = useHost();
  const client = useQueryClient();
  const [asked, setAsked] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);

  const submit = async () => {
    const ask = askOf(review.id, draft, policy, watched());
    setAsked(true);
    if (ask === null || busy) return;
    setBusy(true);
    setFailure(null);
    try {
      const made = await host.giveVerdict(ask);
      keepDraft(review.id, EMPTY_DRAFT);
      setAsked(false);
      await client.invalidateQueries({ queryKey: [LIVE] });
      onDecided(decidedWords(ask.verdict, made.state));
    } catch (error) {
      setFailure(asFailure(error));
    } finally {
      setBusy(false);
    }
  };
  return { lack: missing(draft, policy), asked, busy, failure, submit };
}

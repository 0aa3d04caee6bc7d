// Verdicts that are being written. They outlive a look at another review, not the program.

import { useSyncExternalStore } from "react";
import { type Draft, EMPTY_DRAFT } from "./form";

const drafts = new Map<string, Draft>();
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function keepDraft(reviewId: string, draft: Draft): void {
  if (draft === EMPTY_DRAFT) drafts.delete(reviewId);
  else drafts.set(reviewId, draft);
  for (const listener of [...listeners]) listener();
}

export function useDraft(reviewId: string): [Draft, (change: Partial<Draft>) => void] {
  const get = () => drafts.get(reviewId) ?? EMPTY_DRAFT;
  const draft = useSyncExternalStore(subscribe, get);
  return [draft, (change) => keepDraft(reviewId, { ...get(), ...change })];
}

// The connection, said in words. It comes from requests that failed, never from what the browser thinks.

import { count, since } from "../components/format";
import type { DeskState } from "../contract";

export interface Connection {
  words: string;
  tone: "good" | "quiet" | "warn" | "bad";
  /** More about it, for whoever asks. */
  more?: string;
}

export function connectionOf(
  state: Pick<DeskState, "account" | "waiting" | "parked">,
  syncing: boolean,
  now = new Date(),
): Connection {
  const { account, waiting, parked } = state;
  const counts = [
    waiting - parked > 0 && `${count(waiting - parked)} waiting`,
    parked > 0 && `${count(parked)} parked`,
  ];
  const say = (word: string) => [word, ...counts].filter(Boolean).join(" · ");
  if (!account) return { words: "No server", tone: "quiet", more: "Nothing is sent and nothing comes in." };
  const more = account.trouble;
  if (!account.signed_in) {
    return { words: say("Signed out"), tone: "bad", more: more ?? "Sign in to send and receive." };
  }
  if (account.offline_since) {
    return { words: say(`Offline since ${since(account.offline_since, now)}`), tone: "warn", more };
  }
  if (syncing) return { words: say("Syncing…"), tone: "good", more };
  return { words: say("Online"), tone: parked > 0 ? "warn" : "good", more };
}

/** `review.acme.example`; with its scheme where that is not the safe one. */
export function serverName(url: string): string {
  return url.replace(/^https:\/\//, "").replace(/\/+$/, "");
}

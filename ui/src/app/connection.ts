// The connection, said in words. It comes from requests that failed, never from what the browser thinks.

import { sentence } from "../components";
import { count, since } from "../components/format";
import type { AccountView, DeskState } from "../contract";

export interface Connection {
  words: string;
  tone: "good" | "quiet" | "warn" | "bad";
  /** More about it, for whoever asks. */
  more?: string;
}

export type Reach = "no server" | "signed out" | "offline" | "failing" | "online";

/**
 * How it stands with the server. What the last sync said is newer than since when it was offline: who was offline, and
 * then meets a wrong certificate, is not offline any more.
 */
export function reachOf(account: AccountView | undefined): Reach {
  if (!account) return "no server";
  if (!account.signed_in) return "signed out";
  if (account.trouble) return account.trouble.code === "offline" ? "offline" : "failing";
  return account.offline_since === undefined ? "online" : "offline";
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
  const more = account.trouble && sentence(account.trouble.message);
  switch (reachOf(account)) {
    case "signed out":
      return { words: say("Signed out"), tone: "bad", more: more ?? "Sign in to send and receive." };
    case "offline": {
      const from = account.offline_since;
      return { words: say(from ? `Offline since ${since(from, now)}` : "Offline"), tone: "warn", more };
    }
    case "failing":
      return { words: say("Sync fails"), tone: "warn", more };
  }
  if (syncing) return { words: say("Syncing…"), tone: "good", more };
  return { words: say("Online"), tone: parked > 0 ? "warn" : "good", more };
}

/** `review.acme.example`; with its scheme where that is not the safe one. */
export function serverName(url: string): string {
  return url.replace(/^https:\/\//, "").replace(/\/+$/, "");
}

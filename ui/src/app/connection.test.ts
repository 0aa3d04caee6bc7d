import { describe, expect, it } from "vitest";
import type { AccountView } from "../contract";
import { connectionOf, serverName } from "./connection";

const NOW = new Date("2026-11-14T10:30:00Z");
const ACCOUNT: AccountView = {
  server_url: "https://review.acme.example",
  user: "A. Okafor",
  role: "reviewer",
  signed_in: true,
};

describe("the connection in words", () => {
  it.each([
    ["no account", { account: undefined, waiting: 0, parked: 0 }, false, "No server"],
    ["signed in", { account: ACCOUNT, waiting: 0, parked: 0 }, false, "Online"],
    ["a running sync", { account: ACCOUNT, waiting: 0, parked: 0 }, true, "Syncing…"],
    [
      "an unreachable server",
      { account: { ...ACCOUNT, offline_since: "2026-11-14T09:12:00Z" }, waiting: 3, parked: 0 },
      true,
      "Offline since 09:12 · 3 waiting",
    ],
    [
      "unreachable since another day",
      { account: { ...ACCOUNT, offline_since: "2026-11-12T09:12:00Z" }, waiting: 0, parked: 0 },
      false,
      "Offline since 12 Nov 09:12",
    ],
    ["something parked", { account: ACCOUNT, waiting: 5, parked: 2 }, false, "Online · 3 waiting · 2 parked"],
    [
      "an ended session",
      { account: { ...ACCOUNT, signed_in: false }, waiting: 1, parked: 0 },
      false,
      "Signed out · 1 waiting",
    ],
  ])("%s", (_, state, syncing, words) => {
    expect(connectionOf(state, syncing, NOW).words).toBe(words);
  });
});

it.each([
  ["https://review.acme.example/", "review.acme.example"],
  ["http://10.0.0.7:8080", "http://10.0.0.7:8080"],
])("the server %s is called %s", (url, name) => {
  expect(serverName(url)).toBe(name);
});

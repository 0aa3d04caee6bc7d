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
    [
      "a disk that is full",
      {
        account: {
          ...ACCOUNT,
          trouble: { code: "disk_full", message: "the disk is full: 3 pieces are not downloaded" },
        },
        waiting: 1,
        parked: 0,
      },
      false,
      "Sync fails · 1 waiting",
    ],
    [
      "a wrong certificate where it had been offline before",
      {
        account: {
          ...ACCOUNT,
          offline_since: "2026-11-14T09:12:00Z",
          trouble: {
            code: "certificate",
            message: "https://review.acme.example did not prove that it is the server (expired)",
          },
        },
        waiting: 0,
        parked: 0,
      },
      true,
      "Sync fails",
    ],
    [
      "no way to the server, before anything was noted",
      {
        account: {
          ...ACCOUNT,
          trouble: {
            code: "offline",
            message: "https://review.acme.example cannot be reached: nothing listens there",
          },
        },
        waiting: 0,
        parked: 0,
      },
      false,
      "Offline",
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

it("says why a sync fails, in the tone of a warning", () => {
  const account = {
    ...ACCOUNT,
    trouble: { code: "disk_full", message: "the disk is full: free some space and sync again" },
  };
  expect(connectionOf({ account, waiting: 0, parked: 0 }, false, NOW)).toMatchObject({
    tone: "warn",
    more: "The disk is full: free some space and sync again.",
  });
});

it.each([
  ["https://review.acme.example/", "review.acme.example"],
  ["http://10.0.0.7:8080", "http://10.0.0.7:8080"],
])("the server %s is called %s", (url, name) => {
  expect(serverName(url)).toBe(name);
});

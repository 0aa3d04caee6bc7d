import type { Failure, Role, VaultTrouble } from "../../contract";
import type { Host } from "../host";

export type Call = Exclude<keyof Host, "listen" | "replayFrame">;

/** How the fake world stands. It is plain data, so that it fits into an address. */
export interface FakeOptions {
  /** Why the vault is closed (a failure's code), or that it is being opened; absent: open. */
  vault?: VaultTrouble | "opening";
  /** At which try by `open` the vault opens; absent: at none. */
  opensAt?: number;
  /** The vault is open and cannot be read any more. */
  unreadable?: VaultTrouble;
  connection?: "online" | "offline" | "signed out" | "none";
  /** What the last sync said, where it failed. */
  trouble?: Failure;
  role?: Role;
  /** How many recordings the vault lists; 0 is an empty vault. */
  recordings?: number;
  /** What these calls fail with, every time. */
  fail?: Partial<Record<Call, Failure>>;
  /** Every call takes so long. */
  slowMs?: number;
  /** These calls never answer. */
  silent?: Call[];
  /** Jobs that are under way when the window comes up, and one that has ended badly. */
  jobs?: boolean;
  /** A job's progress is told so often. */
  stepMs?: number;
  outbox?: "waiting" | "parked" | "empty";
  /** What `importChosen` does: the person chooses nothing, or files of which some events are left out. */
  choose?: "nothing" | "files";
  /** In the known web session nobody does anything for so much longer. */
  awayMs?: number;
  /** These recordings are of one session of their own. */
  together?: string[];
  /** Events that one answer holds at most, as the real host cuts answers at 16 MB. */
  eventsAtMost?: number;
  /** The server is an older one, which has no heatmaps. */
  olderServer?: boolean;
  /** Where the replay frame is served. */
  replayFrame?: string;
  /** What it is that opens the vault. */
  passphrase?: string;
}

/** The vault's failures as the host words them. */
export const VAULT_FAILURES: Record<VaultTrouble, Failure> = {
  passphrase_needed: { code: "passphrase_needed", message: "the vault needs its passphrase" },
  no_passphrase_yet: {
    code: "no_passphrase_yet",
    message: "no keychain works here and no passphrase was given",
  },
  wrong_passphrase: { code: "wrong_passphrase", message: "the passphrase does not open this vault" },
  keychain_locked: { code: "keychain_locked", message: "the keychain is locked" },
  keychain_absent: {
    code: "keychain_absent",
    message: "no keychain answers (no session bus), and this vault's key is in one",
  },
  key_missing: {
    code: "key_missing",
    message: "the keychain has no key for this vault (entry `vault-4f2a`)",
  },
  keychain_refused: { code: "keychain_refused", message: "the keychain refused: access was denied" },
  newer: {
    code: "newer",
    message: "the vault was written by a newer Hindsight (schema 9, this one knows 7)",
  },
  damaged: { code: "damaged", message: "vault.db is damaged: page 214 cannot be read" },
  busy: { code: "busy", message: "another program holds the vault" },
  not_writable: {
    code: "not_writable",
    message: "/home/okafor/.local/share/hindsight cannot be written: read-only file system",
  },
  disk_full: { code: "disk_full", message: "no space left in /home/okafor/.local/share/hindsight" },
  unreachable: {
    code: "unreachable",
    message: "/home/okafor/.local/share/hindsight/vault.json could not be opened: input/output error",
  },
  gone: {
    code: "gone",
    message:
      "the vault that was opened in /media/okafor/field-disk/hindsight before is not there now: bring its disk or its folder back and try again, or begin a new vault there on purpose; nothing was changed",
  },
  vault: { code: "vault", message: "the vault's key slot has an unknown version 4" },
};

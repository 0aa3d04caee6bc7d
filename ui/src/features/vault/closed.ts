// The words for every reason why a vault stays closed.

import type { VaultTrouble } from "../../contract";

export interface Closed {
  title: string;
  /** What is so, and what it means for what is in the vault. */
  why: string;
  /** What to do before trying again. */
  todo: string;
  /** What the one button does. */
  act: "unlock" | "choose" | "again" | "anew";
}

// A trouble that the host learns to tell has no words here, and this does not compile until it has.
const REASONS: Record<VaultTrouble, Closed> = {
  passphrase_needed: {
    title: "Unlock the vault",
    why: "No keychain holds this vault's key, so a passphrase does.",
    todo: "Give the passphrase that was chosen for it.",
    act: "unlock",
  },
  no_passphrase_yet: {
    title: "Choose a passphrase for the vault",
    why: "No keychain works on this computer, so a passphrase locks what is stored here.",
    todo: "It is asked for at each start. Nobody can recover it: without it, what only stands here is lost.",
    act: "choose",
  },
  wrong_passphrase: {
    title: "That is not the passphrase",
    why: "The vault did not open with it. Nothing was changed.",
    todo: "Give it again; capitals and spaces count.",
    act: "unlock",
  },
  keychain_locked: {
    title: "The keychain is locked",
    why: "The vault's key lies in this computer's keychain, and the keychain does not give it out while it is locked.",
    todo: "Unlock the keychain (often by signing in to the computer again), then try again.",
    act: "again",
  },
  keychain_absent: {
    title: "No keychain answers",
    why: "The vault's key lies in a keychain, and no keychain runs on this computer now. Nothing was changed.",
    todo: "Start the desktop's keychain (often by signing in to the desktop and not by remote shell), then try again.",
    act: "again",
  },
  key_missing: {
    title: "The keychain has no key for this vault",
    why: "The keychain answers, and the vault's key is not in it. Without the key nobody can read the vault.",
    todo: "Sign in to the computer as the user who made the vault, or restore the keychain, then try again. Keep the folder: with the key, all in it is there.",
    act: "again",
  },
  keychain_refused: {
    title: "The keychain refused",
    why: "The vault's key lies in this computer's keychain, and the keychain did not give it out. Nothing was changed.",
    todo: "Allow Hindsight to use the key where the keychain asks or in its settings, then try again.",
    act: "again",
  },
  newer: {
    title: "A newer Hindsight wrote this vault",
    why: "This version does not know its layout and leaves it unharmed.",
    todo: "Install the newer version of Hindsight on this computer, then open it.",
    act: "again",
  },
  damaged: {
    title: "The vault is damaged",
    why: "A part of it cannot be read or is not what was written. Hindsight opens nothing that it cannot vouch for.",
    todo: "Restore the vault's folder from a backup, or move the folder away and sync again. What only stood here and was not sent is in that folder: keep it.",
    act: "again",
  },
  busy: {
    title: "The vault is in use",
    why: "Another program holds it and did not let go in time. Nothing is lost.",
    todo: "Wait for the other Hindsight to finish, or close it, then try again.",
    act: "again",
  },
  not_writable: {
    title: "The vault's folder cannot be written",
    why: "Without writing, no verdict and no note could be kept, so the vault stays closed.",
    todo: "Connect the disk, or give your user the right to write in this folder, then try again.",
    act: "again",
  },
  disk_full: {
    title: "The disk is full",
    why: "Opening the vault needs a little room for its own log. Nothing in it is lost.",
    todo: "Free some space on the vault's disk, then try again.",
    act: "again",
  },
  unreachable: {
    title: "The vault's folder cannot be reached",
    why: "The folder, or the disk that it is on, does not answer. What was stored before is as it was.",
    todo: "Connect the disk, or put the folder back where it was, then try again.",
    act: "again",
  },
  gone: {
    title: "The vault is not here",
    why: "A vault was opened in this folder before, and there is none in it now. Its disk may not be connected, or its folder was moved.",
    todo: "Connect the disk or put the folder back, then try again. Nothing was made in its place.",
    act: "anew",
  },
  vault: {
    title: "The vault did not open",
    why: "Nothing in it was changed.",
    todo: "The cause is below. Try again when it is out of the way.",
    act: "again",
  },
};

/** What to say about a vault that stays closed with this code; a call may also fail with one of another sort. */
export function closedBy(code: string): Closed {
  return isTrouble(code) ? REASONS[code] : REASONS.vault;
}

/** Whether there are words of its own for this code. */
export function isTrouble(code: string): code is VaultTrouble {
  return Object.hasOwn(REASONS, code);
}

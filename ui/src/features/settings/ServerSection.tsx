import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { connectionOf } from "../../app/connection";
import { useJobs } from "../../app/heard";
import { Button, Dialog, ErrorNote, Select, Untrusted } from "../../components";
import { fullTime, span } from "../../components/format";
import type { DeskState } from "../../contract";
import { useHost } from "../../host/context";
import { asFailure } from "../../host/failure";
import { SignInDialog } from "../sign-in/SignInDialog";
import { Facts, Section } from "./Section";
import styles from "./Section.module.css";

const SKEW_WORTH_SAYING_MS = 5_000;
const KEEP = [
  { value: "flagged", label: "Flagged recordings" },
  { value: "all", label: "All recordings" },
  { value: "none", label: "The list only" },
] as const;
type Keep = (typeof KEEP)[number]["value"];

export function ServerSection({ state }: { state: DeskState }) {
  const [open, setOpen] = useState<"sign in" | "sign out" | null>(null);
  const { account } = state;
  const { running } = useJobs();
  const syncing = running.some((job) => job.kind === "sync");
  return (
    <Section title="Server" about="Where recordings come from and verdicts go to.">
      {account ? (
        <Facts facts={accountFacts(state, syncing)} />
      ) : (
        <p className={styles.quiet}>You work without a server. What you decide stays in this vault.</p>
      )}
      <div className={styles.row}>
        {account?.signed_in ? (
          <Button onClick={() => setOpen("sign out")}>Sign out…</Button>
        ) : (
          <Button look="accent" onClick={() => setOpen("sign in")}>
            {account ? "Sign in again…" : "Sign in…"}
          </Button>
        )}
      </div>
      {account?.signed_in && <SyncNow syncing={syncing} />}
      {open === "sign in" && <SignInDialog account={account} onClose={() => setOpen(null)} />}
      {open === "sign out" && <SignOut waiting={state.waiting} onClose={() => setOpen(null)} />}
    </Section>
  );
}

function accountFacts(state: DeskState, syncing: boolean): [string, ReactNode][] {
  const { account } = state;
  if (!account) return [];
  const skew = Math.abs(account.clock_skew_ms ?? 0);
  const facts: [string, ReactNode][] = [
    ["Address", <Untrusted key="address" text={account.server_url} />],
    ["Signed in as", <Untrusted key="user" text={`${account.user}, ${account.role}`} />],
    ["Connection", connectionOf(state, syncing).words],
    ["Last sync", account.last_sync_at ? fullTime(account.last_sync_at) : "never"],
  ];
  if (account.trouble)
    facts.push(["Last trouble", <Untrusted key="trouble" text={account.trouble.message} />]);
  if (skew >= SKEW_WORTH_SAYING_MS) {
    const which = (account.clock_skew_ms ?? 0) > 0 ? "ahead of" : "behind";
    facts.push(["Clock", `This computer's clock is ${span(skew)} ${which} the server's. Set it right.`]);
  }
  return facts;
}

function SyncNow({ syncing }: { syncing: boolean }) {
  const host = useHost();
  const [keep, setKeep] = useState<Keep>("flagged");
  const sync = useMutation({ mutationFn: (wanted: Keep) => host.sync(wanted) });
  return (
    <>
      <div className={styles.keep}>
        <Select label="Make available offline" value={keep} options={KEEP} onChange={setKeep} />
        <Button icon="sync" disabled={syncing || sync.isPending} onClick={() => sync.mutate(keep)}>
          {syncing ? "Syncing…" : "Sync now"}
        </Button>
      </div>
      {sync.error && <ErrorNote title="The sync did not begin" failure={asFailure(sync.error)} />}
    </>
  );
}

function SignOut({ waiting, onClose }: { waiting: number; onClose: () => void }) {
  const host = useHost();
  const signOut = useMutation({ mutationFn: () => host.signOut(), onSuccess: onClose });
  return (
    <Dialog
      title="Sign out"
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Stay signed in</Button>
          <Button look="accent" disabled={signOut.isPending} onClick={() => signOut.mutate()}>
            Sign out
          </Button>
        </>
      }
    >
      <p>
        The vault keeps what it has, and you can go on working. Nothing is sent or received until you sign in
        again.
        {waiting > 0 && " What waits in the outbox goes on waiting."}
      </p>
      {signOut.error && <ErrorNote title="You are still signed in" failure={asFailure(signOut.error)} />}
    </Dialog>
  );
}

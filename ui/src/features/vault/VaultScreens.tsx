import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { takeState } from "../../app/queries";
import { Button, Dialog, ErrorNote, Field, Skeleton, sentence, Untrusted } from "../../components";
import type { Failure } from "../../contract";
import { useHost } from "../../host/context";
import { asFailure } from "../../host/failure";
import { Checks } from "../settings/ChecksSection";
import { closedBy } from "./closed";
import { Door } from "./Door";
import styles from "./Door.module.css";

export function OpeningScreen() {
  return (
    <Door title="Opening the vault" words={<p>This takes a moment.</p>}>
      <Skeleton lines={3} label="Opening the vault" />
    </Door>
  );
}

/** A vault that stays closed: what is so, why, and the one thing to do. */
export function VaultClosedScreen({ failure, folder }: { failure: Failure; folder?: string }) {
  const host = useHost();
  const client = useQueryClient();
  const again = useMutation({
    mutationFn: () => host.open(),
    onSuccess: (state) => takeState(client, state),
  });
  // The answer to another try replaces why it was closed before.
  const now = again.error ? asFailure(again.error) : failure;
  const closed = closedBy(now.code);
  return (
    <Door
      title={closed.title}
      words={
        <>
          <p>{closed.why}</p>
          {closed.act === "anew" && folder && (
            <p className={styles.folder}>
              <Untrusted text={folder} />
            </p>
          )}
          <p>{closed.todo}</p>
        </>
      }
    >
      {closed.act === "again" || closed.act === "anew" ? (
        <div className={styles.actions}>
          <Button look="accent" disabled={again.isPending} onClick={() => again.mutate()}>
            {again.isPending ? "Opening…" : "Try again"}
          </Button>
          {closed.act === "anew" && <BeginAnew />}
        </div>
      ) : (
        <Unlock failure={now} isNew={closed.act === "choose"} />
      )}
      {!ABOUT_PASSPHRASES.has(now.code) && <Cause failure={now} />}
      <section className={styles.checks} aria-label="Checks">
        <p>The checks look at keychain, folder, disk and vault, and say what to do about each.</p>
        <Checks />
      </section>
    </Door>
  );
}

/** What the screen's own words say already. */
const ABOUT_PASSPHRASES: ReadonlySet<string> = new Set([
  "passphrase_needed",
  "no_passphrase_yet",
  "wrong_passphrase",
]);

/** Makes another vault in the place of one that is gone, once a person has read what that means. */
function BeginAnew() {
  const host = useHost();
  const client = useQueryClient();
  const [isAsked, setAsked] = useState(false);
  const begin = useMutation({
    mutationFn: () => host.beginAnew(),
    onSuccess: (state) => takeState(client, state),
  });
  return (
    <>
      <Button onClick={() => setAsked(true)}>Begin a new vault here…</Button>
      {isAsked && (
        <Dialog
          title="Begin a new vault here?"
          onClose={() => setAsked(false)}
          actions={
            <>
              <Button onClick={() => setAsked(false)}>Cancel</Button>
              <Button look="accent" disabled={begin.isPending} onClick={() => begin.mutate()}>
                {begin.isPending ? "Beginning…" : "Begin a new vault"}
              </Button>
            </>
          }
        >
          <p>
            The new vault is empty and has a key of its own. What stood in the earlier one, and what in it was
            not sent to a server yet, stays where that one is and is not in the new one.
          </p>
          {begin.error && <ErrorNote failure={asFailure(begin.error)} />}
        </Dialog>
      )}
    </>
  );
}

/** Asks for the passphrase; for one that is to be chosen, twice. */
function Unlock({ failure, isNew }: { failure: Failure; isNew: boolean }) {
  const host = useHost();
  const client = useQueryClient();
  const [passphrase, setPassphrase] = useState("");
  const [repeated, setRepeated] = useState("");
  const unlock = useMutation({
    mutationFn: (words: string) => host.unlock(words),
    onSuccess: (state) => {
      setPassphrase("");
      takeState(client, state);
    },
  });
  const said = unlock.error ? asFailure(unlock.error) : failure;
  const wrong = said.code === "wrong_passphrase";
  const isReady = passphrase !== "" && (!isNew || repeated === passphrase);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isReady) unlock.mutate(passphrase);
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <Field
        label="Passphrase"
        type="password"
        autoComplete={isNew ? "new-password" : "current-password"}
        autoFocus
        value={passphrase}
        onChange={(event) => setPassphrase(event.target.value)}
        fault={wrong && !unlock.isPending ? "The vault did not open with this passphrase." : undefined}
      />
      {isNew && (
        <Field
          label="The same again"
          type="password"
          autoComplete="new-password"
          value={repeated}
          onChange={(event) => setRepeated(event.target.value)}
          fault={
            repeated !== "" && !passphrase.startsWith(repeated)
              ? "This is not the same passphrase."
              : undefined
          }
        />
      )}
      <div className={styles.actions}>
        <Button type="submit" look="accent" disabled={!isReady || unlock.isPending}>
          {unlock.isPending ? "Unlocking…" : isNew ? "Make the vault" : "Unlock"}
        </Button>
      </div>
      {!ABOUT_PASSPHRASES.has(said.code) && <Cause failure={said} />}
    </form>
  );
}

function Cause({ failure }: { failure: Failure }) {
  return (
    <div className={styles.cause} role="status">
      <p>
        <Untrusted text={sentence(failure.message)} />{" "}
        {failure.hint && <Untrusted text={sentence(failure.hint)} />}
      </p>
      <p>
        <code>
          <Untrusted text={failure.code} />
        </code>
      </p>
    </div>
  );
}

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { takeState } from "../../app/queries";
import { Button, Field, Skeleton, sentence, Untrusted } from "../../components";
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
export function VaultClosedScreen({ failure }: { failure: Failure }) {
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
          <p>{closed.todo}</p>
        </>
      }
    >
      {closed.act === "again" ? (
        <div className={styles.actions}>
          <Button look="accent" disabled={again.isPending} onClick={() => again.mutate()}>
            {again.isPending ? "Opening…" : "Try again"}
          </Button>
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

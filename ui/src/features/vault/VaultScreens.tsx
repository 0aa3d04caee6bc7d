import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { takeState } from "../../app/queries";
import { Button, Field, Skeleton, sentence, Untrusted } from "../../components";
import type { Failure } from "../../contract";
import { useHost } from "../../host/context";
import { asFailure } from "../../host/failure";
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
      {closed.act === "unlock" ? (
        <Unlock failure={now} />
      ) : (
        <div className={styles.actions}>
          <Button look="accent" disabled={again.isPending} onClick={() => again.mutate()}>
            {again.isPending ? "Opening…" : "Try again"}
          </Button>
        </div>
      )}
      {now.code !== "passphrase_needed" && now.code !== "wrong_passphrase" && <Cause failure={now} />}
    </Door>
  );
}

function Unlock({ failure }: { failure: Failure }) {
  const host = useHost();
  const client = useQueryClient();
  const [passphrase, setPassphrase] = useState("");
  const unlock = useMutation({
    mutationFn: (words: string) => host.unlock(words),
    onSuccess: (state) => {
      setPassphrase("");
      takeState(client, state);
    },
  });
  const said = unlock.error ? asFailure(unlock.error) : failure;
  const wrong = said.code === "wrong_passphrase";
  const other = !wrong && said.code !== "passphrase_needed";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (passphrase !== "") unlock.mutate(passphrase);
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <Field
        label="Passphrase"
        type="password"
        autoComplete="current-password"
        autoFocus
        value={passphrase}
        onChange={(event) => setPassphrase(event.target.value)}
        fault={wrong && !unlock.isPending ? "The vault did not open with this passphrase." : undefined}
      />
      <div className={styles.actions}>
        <Button type="submit" look="accent" disabled={passphrase === "" || unlock.isPending}>
          {unlock.isPending ? "Unlocking…" : "Unlock"}
        </Button>
      </div>
      {other && <Cause failure={said} />}
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

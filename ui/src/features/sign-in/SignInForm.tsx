import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { keys } from "../../app/queries";
import { Button, Checkbox, ErrorNote, Field, Segmented } from "../../components";
import type { AccountView, SignInAsk } from "../../contract";
import { useHost } from "../../host/context";
import { asFailure } from "../../host/failure";
import { askOf, type Form, missing, refused, type Way } from "./form";
import styles from "./SignIn.module.css";

interface SignInFormProps {
  account?: AccountView;
  onDone: () => void;
  /** The other thing that could be done: cancel, work without a server. */
  beside?: ReactNode;
}

/** Server and who: a token, or a user with a password. A server without TLS needs a consent of its own. */
export function SignInForm({ account, onDone, beside }: SignInFormProps) {
  const host = useHost();
  const client = useQueryClient();
  const [form, setForm] = useState<Form>({
    url: account?.server_url ?? "",
    way: "token",
    token: "",
    user: account?.user ?? "",
    password: "",
    plainHttp: false,
  });
  const set = (change: Partial<Form>) => setForm((before) => ({ ...before, ...change }));
  const signIn = useMutation({
    mutationFn: (ask: SignInAsk) => host.signIn(ask),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: keys.state });
      onDone();
    },
  });
  const failure = signIn.error ? refused(asFailure(signIn.error), signIn.variables) : undefined;
  const cleartext = failure?.code === "cleartext";
  const lacks = missing(form);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!lacks) signIn.mutate(askOf(form));
  };

  return (
    <form className={styles.form} onSubmit={submit}>
      <Field
        label="Server"
        inputMode="url"
        placeholder="https://review.acme.example"
        value={form.url}
        onChange={(event) => {
          // The consent was for that address only.
          set({ url: event.target.value, plainHttp: false });
          signIn.reset();
        }}
      />
      <Segmented<Way>
        label="How to sign in"
        value={form.way}
        options={[
          { value: "token", label: "Token" },
          { value: "password", label: "User and password" },
        ]}
        onChange={(way) => set({ way })}
      />
      {form.way === "token" ? (
        <Field
          label="Token"
          type="password"
          hint="An administrator makes it at the server."
          value={form.token}
          onChange={(event) => set({ token: event.target.value })}
        />
      ) : (
        <>
          <Field
            label="User"
            autoComplete="username"
            value={form.user}
            onChange={(event) => set({ user: event.target.value })}
          />
          <Field
            label="Password"
            type="password"
            autoComplete="current-password"
            value={form.password}
            onChange={(event) => set({ password: event.target.value })}
          />
        </>
      )}
      {failure && !cleartext && <ErrorNote title="You are not signed in" failure={failure} />}
      {(cleartext || form.plainHttp) && (
        <div className={styles.warning} role="alert">
          <p className={styles.strong}>This server does not encrypt</p>
          <p>
            Whoever is on the way can read and change all that travels, and keep the token or password. Go on
            only when the way is private, for example inside a tunnel.
          </p>
          <Checkbox
            label="Send everything unencrypted to this server"
            checked={form.plainHttp}
            onChange={(event) => set({ plainHttp: event.target.checked })}
          />
        </div>
      )}
      <div className={styles.actions}>
        <Button
          type="submit"
          look="accent"
          disabled={Boolean(lacks) || signIn.isPending || (cleartext && !form.plainHttp)}
        >
          {signIn.isPending ? "Signing in…" : "Sign in"}
        </Button>
        {beside}
      </div>
      {lacks && (form.url || form.token || form.password) && <p className={styles.lacks}>{lacks}</p>}
    </form>
  );
}

import { type FormEvent, useId, useRef } from "react";
import { reachOf } from "../../app/connection";
import { usePolicy } from "../../app/queries";
import { Button, classes, ErrorNote, Keys, Select, TextArea, useKeys } from "../../components";
import type { AccountView, Review, Stretch, VerdictKind } from "../../contract";
import { asFailure } from "../../host/failure";
import { useDraft } from "./drafts";
import { MISSING_WORDS } from "./form";
import { useVerdict } from "./useVerdict";
import styles from "./VerdictForm.module.css";
import { howItTravels, reasonWords, VERDICT_KINDS, VERDICTS, whatNext } from "./words";

interface VerdictFormProps {
  review: Review;
  account: AccountView;
  watched: () => Stretch[];
  onNeeded: () => void;
  onDecided: (words: string) => void;
}

export function VerdictForm({ review, account, watched, onNeeded, onDecided }: VerdictFormProps) {
  const policy = usePolicy();
  const [draft, change] = useDraft(review.id);
  const { lack, asked, busy, failure, submit } = useVerdict({
    review,
    draft,
    policy: policy.data,
    watched,
    onDecided,
  });
  const form = useRef<HTMLFormElement>(null);
  const name = useId();
  const focus = (selector: string) => {
    onNeeded();
    // What was put away gets its place back first.
    requestAnimationFrame(() => form.current?.querySelector<HTMLElement>(selector)?.focus());
  };
  const give = (verdict: VerdictKind) => () => {
    onNeeded();
    change({ verdict });
  };
  useKeys("verdict", {
    approve: give("approve"),
    violation: give("violation"),
    needs_remediation: give("needs_remediation"),
    false_positive: give("false_positive"),
    inconclusive: give("inconclusive"),
    reason: () => focus("select"),
    note: () => focus("textarea"),
    submit: () => void submit(),
  });

  const reasons = policy.data?.reasons ?? [];
  const needsNote = reasons.find(({ code }) => code === draft.reason)?.needs_note ?? false;
  const fault = asked ? lack : null;
  return (
    <form
      ref={form}
      className={styles.form}
      aria-label="Verdict"
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        void submit();
      }}
    >
      <fieldset className={styles.kinds}>
        <legend className={styles.label}>Verdict</legend>
        {VERDICT_KINDS.map((kind, index) => (
          <label
            key={kind}
            className={classes(styles.kind, draft.verdict === kind && styles[kind])}
            title={VERDICTS[kind].means}
          >
            <input
              type="radio"
              name={name}
              value={kind}
              checked={draft.verdict === kind}
              onChange={() => change({ verdict: kind })}
            />
            <span className={styles.word}>{VERDICTS[kind].word}</span>
            <Keys of={String(index + 1)} />
          </label>
        ))}
        {fault === "verdict" && <Fault words={MISSING_WORDS.verdict} />}
      </fieldset>
      {policy.isError && !policy.data ? (
        <ErrorNote
          failure={asFailure(policy.error)}
          title="The reasons could not be read"
          onRetry={() => void policy.refetch()}
        />
      ) : (
        <Select
          label="Reason"
          value={draft.reason}
          options={[
            { value: "", label: "Choose a reason" },
            ...reasons.map(({ code }) => ({ value: code, label: reasonWords(code) })),
          ]}
          onChange={(reason) => change({ reason })}
          fault={fault === "reason" ? MISSING_WORDS.reason : undefined}
        />
      )}
      <TextArea
        label={needsNote ? "Note, needed for this reason" : "Note"}
        rows={3}
        value={draft.note}
        onChange={(event) => change({ note: event.target.value })}
        fault={fault === "note" || fault === "shorter_note" ? MISSING_WORDS[fault] : undefined}
      />
      {failure && <ErrorNote failure={failure} title="The verdict was not given" />}
      <div className={styles.submit}>
        <Button type="submit" look="accent" disabled={busy}>
          Submit and next
        </Button>
        <Keys of="mod+Enter" />
      </div>
      <p className={styles.next}>
        {whatNext(review, account.role, account.user, draft.verdict)} {howItTravels(reachOf(account))}
      </p>
    </form>
  );
}

function Fault({ words }: { words: string }) {
  return (
    <span className={styles.fault} role="alert">
      {words}
    </span>
  );
}

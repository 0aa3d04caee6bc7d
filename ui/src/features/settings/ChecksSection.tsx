import { useChecks } from "../../app/queries";
import {
  Button,
  classes,
  ErrorNote,
  Icon,
  type IconName,
  Skeleton,
  sentence,
  Untrusted,
} from "../../components";
import type { Check, CheckState } from "../../contract";
import { asFailure } from "../../host/failure";
import { Section } from "./Section";
import styles from "./Section.module.css";

const STATES: Record<CheckState, { word: string; icon: IconName }> = {
  ok: { word: "Fine", icon: "check" },
  warn: { word: "Works, with less", icon: "warning" },
  fail: { word: "Does not work", icon: "error" },
};

export function ChecksSection() {
  return (
    <Section title="Checks" about="What works on this computer and what does not.">
      <Checks />
    </Section>
  );
}

/** Runs the checks when asked, and shows what they found. They need no open vault. */
export function Checks() {
  const { data, error, isFetching, refetch } = useChecks();
  return (
    <>
      <div className={styles.row}>
        <Button disabled={isFetching} onClick={() => void refetch()}>
          {isFetching ? "Checking…" : data ? "Check again" : "Check now"}
        </Button>
      </div>
      {error && <ErrorNote title="The checks could not be run" failure={asFailure(error)} />}
      {isFetching && !data && <Skeleton lines={4} label="Checking" />}
      {data && (
        <ul className={styles.checks}>
          {data.items.map((check) => (
            <Row key={check.name} check={check} />
          ))}
        </ul>
      )}
    </>
  );
}

function Row({ check }: { check: Check }) {
  const state = STATES[check.state];
  return (
    <li className={classes(styles.check, styles[check.state])}>
      <Icon name={state.icon} />
      <span className={styles.name}>
        <Untrusted text={check.name} />
        <span className="visually-hidden">: {state.word}</span>
      </span>
      <div>
        <p>
          <Untrusted text={sentence(check.detail)} />
        </p>
        {check.hint && (
          <p className={styles.hint}>
            <Untrusted text={check.hint} />
          </p>
        )}
      </div>
    </li>
  );
}

import { classes, Icon, Untrusted } from "../../components";
import { counted, dateTime, percent } from "../../components/format";
import type { Verdict } from "../../contract";
import { toldOf } from "./standing";
import styles from "./Verdicts.module.css";
import { reasonWords, STANDINGS, VERDICTS } from "./words";

interface OtherVerdictsProps {
  verdicts: readonly Verdict[];
  me: string | undefined;
}

/** What was decided before: those that compete side by side, the rest below each other. */
export function OtherVerdicts({ verdicts, me }: OtherVerdictsProps) {
  if (verdicts.length === 0) return null;
  const { competing, standing, superseded } = toldOf(verdicts);
  return (
    <section className={styles.verdicts} aria-label="Verdicts given">
      <h3 className={styles.label}>Verdicts given</h3>
      {competing.length > 0 && (
        <>
          <p className={styles.conflict}>
            <Icon name="warning" size={14} />
            {competing.length > 1
              ? `${counted(competing.length, "verdict")} compete. None is lost; a supervisor’s verdict ends it.`
              : "This verdict competes with a claim. None is lost; both will be seen."}
          </p>
          <ul className={styles.beside}>
            {competing.map((verdict) => (
              <Given key={verdict.id} verdict={verdict} me={me} />
            ))}
          </ul>
        </>
      )}
      {standing.length > 0 && (
        <ul className={styles.below}>
          {standing.map((verdict) => (
            <Given key={verdict.id} verdict={verdict} me={me} />
          ))}
        </ul>
      )}
      {superseded.length > 0 && (
        <details className={styles.older}>
          <summary>{`${superseded.length} superseded`}</summary>
          <ul className={styles.below}>
            {superseded.map((verdict) => (
              <Given key={verdict.id} verdict={verdict} me={me} />
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

function Given({ verdict, me }: { verdict: Verdict; me: string | undefined }) {
  const { coverage } = verdict;
  return (
    <li className={styles.given}>
      <p className={styles.first}>
        <span className={classes(styles.kind, verdict.verdict === "violation" && styles.violation)}>
          {VERDICTS[verdict.verdict].word}
        </span>
        <span className={styles.standing}>{STANDINGS[verdict.standing].word}</span>
      </p>
      <p className={styles.who}>
        {verdict.reviewer === me ? "You" : <Untrusted text={verdict.reviewer} max={60} />}, {verdict.role}
        {" · "}
        {dateTime(verdict.at)}
      </p>
      <p>{<Untrusted text={reasonWords(verdict.reason)} max={120} />}</p>
      {verdict.note !== undefined && (
        <p className={styles.note}>
          <Untrusted text={verdict.note} lines max={4_000} />
        </p>
      )}
      {coverage && (
        <p
          className={styles.who}
        >{`Watched ${percent(coverage.of_ms > 0 ? coverage.watched_ms / coverage.of_ms : 0)}`}</p>
      )}
    </li>
  );
}

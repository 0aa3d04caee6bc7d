import { SeverityTag, Untrusted } from "../../components";
import { clockTime, dateTime } from "../../components/format";
import type { Flag } from "../../contract";
import styles from "./VerdictColumn.module.css";
import { ruleWords } from "./words";

/** All flags: why, by whom, when, and where. A flag that points at a time goes there. */
export function WhyFlagged({ flags, onJump }: { flags: readonly Flag[]; onJump: (atMs: number) => void }) {
  return (
    <section aria-label="Why it was flagged">
      <ul className={styles.flags}>
        {flags.map((flag) => (
          <li key={flag.id} className={styles.flag} data-severity={flag.severity}>
            <p className={styles.reason}>
              <Untrusted text={flag.reason} lines max={4_000} />
            </p>
            <p className={styles.by}>
              <Source flag={flag} /> · {dateTime(flag.at)}
            </p>
            <p className={styles.where}>
              <SeverityTag severity={flag.severity} />
              <Where flag={flag} onJump={onJump} />
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Source({ flag: { source, by } }: { flag: Flag }) {
  return (
    <>
      {source === "server" && "server, "}
      <Untrusted text={source === "rule" ? ruleWords(by) : by} max={80} />
    </>
  );
}

function Where({ flag: { at_ms: atMs }, onJump }: { flag: Flag; onJump: (atMs: number) => void }) {
  if (atMs === undefined) return <span className={styles.whole}>the whole recording</span>;
  const time = clockTime(atMs);
  return (
    <button type="button" className={styles.jump} onClick={() => onJump(atMs)}>
      at {time}
    </button>
  );
}

import { Skeleton, Untrusted } from "../../components";
import { clockTime } from "../../components/format";
import { NotTold } from "./NotTold";
import styles from "./Told.module.css";
import type { Told } from "./useReplay";

interface SummaryProps {
  told?: Told;
  onJump: (atMs: number) => void;
}

/** A recording in a few sentences. One that is about a time goes there. */
export function Summary({ told, onJump }: SummaryProps) {
  if (told?.failure) return <NotTold failure={told.failure} onRetry={told.retry} />;
  if (!told?.insight) return <Skeleton lines={3} label="Loading the summary" />;
  const { summary } = told.insight;
  if (summary.length === 0) return <p className={styles.quiet}>There is nothing to sum up.</p>;
  return (
    <ul className={styles.sentences}>
      {summary.map(({ text, at_ms: atMs }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: sentences have no identity but their place
        <li key={index}>
          {atMs === undefined ? (
            <p className={styles.sentence}>
              <Untrusted text={text} max={600} />
            </p>
          ) : (
            <button type="button" className={styles.sentence} onClick={() => onJump(atMs)}>
              <Untrusted text={text} max={600} />
              <span className={styles.at}>{clockTime(atMs)}</span>
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}

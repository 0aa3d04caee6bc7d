import { Skeleton, Untrusted } from "../../components";
import { clockTime, counted, count as digits } from "../../components/format";
import type { LackView } from "../../contract";
import { lackWords } from "./kinds";
import styles from "./Told.module.css";

interface LacksProps {
  lacks: readonly LackView[];
  loading: boolean;
  onJump: (atMs: number) => void;
}

/** What was on the screen and cannot be shown again: the replay must not be taken for all there was. */
export function Lacks({ lacks, loading, onJump }: LacksProps) {
  if (loading) return <Skeleton lines={2} label="Loading what is missing" />;
  if (lacks.length === 0) return <p className={styles.quiet}>Nothing is known to be missing.</p>;
  return (
    <ul>
      {lacks.map((lack) => (
        <li key={lack.kind} className={styles.lack}>
          <div className={styles.line}>
            <span>
              <Untrusted text={lackWords(lack)} max={120} />
            </span>
            <button type="button" className={styles.jump} onClick={() => onJump(lack.first_ms)}>
              <span className="visually-hidden">The first at </span>
              <span className={styles.at}>{clockTime(lack.first_ms)}</span>
            </button>
          </div>
          {lack.examples.length > 0 && <Examples {...lack} />}
        </li>
      ))}
    </ul>
  );
}

function Examples({ examples, count }: LackView) {
  const more = count - examples.length;
  return (
    <details className={styles.examples}>
      <summary>{counted(examples.length, "example")}</summary>
      <ul>
        {examples.map((example, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same address may come from two recordings
          <li key={index}>
            <Untrusted text={example} max={300} />
          </li>
        ))}
        {more > 0 && <li>and {digits(more)} more</li>}
      </ul>
    </details>
  );
}

import { clockTime, counted, percent } from "../../components/format";
import type { Stretch } from "../../contract";
import { watchedMs } from "../replay/watched";
import { momentsWatched, unwatched } from "./coverage";
import styles from "./VerdictColumn.module.css";

interface WatchedBarProps {
  stretches: readonly Stretch[];
  durationMs: number;
  moments: readonly number[];
  onJump: (atMs: number) => void;
}

/** What was really watched, over the length of the recording. A verdict carries it. */
export function WatchedBar({ stretches, durationMs, moments, onJump }: WatchedBarProps) {
  const share = durationMs > 0 ? watchedMs(stretches) / durationMs : 0;
  const seen = momentsWatched(stretches, moments);
  const next = unwatched(stretches, durationMs);
  const of = moments.length > 0 ? `${seen} of ${counted(moments.length, "moment")} · ` : "";
  return (
    <section aria-label="Watched">
      <div className={styles.line}>
        <h3 className={styles.label}>Watched</h3>
        <span className={styles.figures}>{`${of}${percent(share)}`}</span>
      </div>
      <div className={styles.track} role="img" aria-label={`${percent(share)} of the recording was watched`}>
        {stretches.map(({ from_ms, to_ms }) => (
          <span
            key={from_ms}
            className={styles.stretch}
            style={{
              left: `${(from_ms / Math.max(durationMs, 1)) * 100}%`,
              width: `${((to_ms - from_ms) / Math.max(durationMs, 1)) * 100}%`,
            }}
          />
        ))}
      </div>
      {next !== null && stretches.length > 0 && (
        <button type="button" className={styles.jump} onClick={() => onJump(next)}>
          Go on at {clockTime(next)}
        </button>
      )}
    </section>
  );
}

import { useSyncExternalStore } from "react";
import { useDeskState } from "../../app/queries";
import { Icon, SeverityTag, Untrusted } from "../../components";
import type { RecordingView, Review } from "../../contract";
import { Fold } from "../replay/Fold";
import { momentsOf } from "../replay/marks";
import { Summary } from "../replay/Summary";
import type { Replay } from "../replay/useReplay";
import { watchedOf } from "../replay/watched";
import { ClaimLine } from "./ClaimLine";
import { Decide } from "./Decide";
import { OtherVerdicts } from "./OtherVerdicts";
import styles from "./VerdictColumn.module.css";
import { WatchedBar } from "./WatchedBar";
import { WhyFlagged } from "./WhyFlagged";
import { STATES } from "./words";

interface VerdictColumnProps {
  review: Review;
  recording: RecordingView;
  replay: Replay;
  nowMs: number;
  said: string | null;
  onJump: (atMs: number) => void;
  /** Something here was asked for by a key. */
  onNeeded: () => void;
  onDecided: (words: string) => void;
}

/** From top to bottom as the work goes: why, who, what was watched, what others say, the verdict. */
export function VerdictColumn(props: VerdictColumnProps) {
  const { review, recording, replay, nowMs, said, onJump, onNeeded, onDecided } = props;
  const { data: desk } = useDeskState();
  const account = desk?.account;
  const watched = watchedOf(recording.id);
  const stretches = useSyncExternalStore(watched.subscribe, watched.get);
  return (
    <>
      <header className={styles.head}>
        <h2>Review</h2>
        <SeverityTag severity={review.severity} />
        <span className={styles.state}>{STATES[review.state].word}</span>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys */}
      <section className={styles.body} aria-label="Review" tabIndex={0}>
        {said !== null && (
          <p className={styles.said}>
            <Icon name="check" size={14} />
            <Untrusted text={said} max={300} />
          </p>
        )}
        {review.state !== "open" && review.state !== "claimed" && (
          <p className={styles.means}>{STATES[review.state].means}</p>
        )}
        <WhyFlagged flags={review.flags} onJump={onJump} />
        <ClaimLine review={review} account={account} nowMs={nowMs} />
        <WatchedBar
          stretches={stretches}
          durationMs={recording.duration_ms}
          // What was watched is of this recording, so only its own moments can have been.
          moments={momentsOf(replay.marks.filter(({ beside }) => !beside))}
          onJump={onJump}
        />
        {replay.told[0] && (
          <div className={styles.summary}>
            <Fold title="Summary">
              <Summary told={replay.told[0]} onJump={onJump} />
            </Fold>
          </div>
        )}
        <OtherVerdicts verdicts={review.verdicts} me={account?.user} />
        <Decide
          review={review}
          account={account}
          nowMs={nowMs}
          watched={() => watched.forVerdict()}
          onNeeded={onNeeded}
          onDecided={onDecided}
        />
      </section>
    </>
  );
}

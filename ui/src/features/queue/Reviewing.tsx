import { useEffect } from "react";
import { useRecording } from "../../app/queries";
import { ErrorNote, Skeleton } from "../../components";
import type { RecordingDetail, Review } from "../../contract";
import { asFailure } from "../../host/failure";
import { useAnnotate } from "../replay/Annotate";
import { Playback } from "../replay/Playback";
import { Sight } from "../replay/Sight";
import { Stage } from "../replay/Stage";
import { useReplay } from "../replay/useReplay";
import { useReplayKeys } from "../replay/useReplayKeys";
import type { Part } from "./QueueScreen";
import styles from "./QueueScreen.module.css";
import { StageHead } from "./StageHead";
import { VerdictColumn } from "./VerdictColumn";

interface ReviewingProps {
  review: Review;
  nowMs: number;
  /** Parts that are put away because there is no room. */
  hidden: (part: Part) => boolean;
  onPart: (part: Part) => void;
  /** What came of the verdict before. */
  said: string | null;
  onDecided: (words: string) => void;
}

/** The recording of a review, and what is decided about it. */
export function Reviewing(props: ReviewingProps) {
  const recording = useRecording(props.review.recording_id);
  if (recording.data) return <Opened {...props} detail={recording.data} />;
  return (
    <div className={styles.nothing}>
      {recording.isError ? (
        <ErrorNote
          title="The recording of this review cannot be opened"
          failure={asFailure(recording.error)}
          onRetry={() => void recording.refetch()}
        />
      ) : (
        <Skeleton lines={8} label="Opening the recording" />
      )}
    </div>
  );
}

function Opened({
  review,
  nowMs,
  hidden,
  onPart,
  said,
  onDecided,
  detail,
}: ReviewingProps & { detail: RecordingDetail }) {
  const replay = useReplay(detail, review.flags.find(({ at_ms }) => at_ms !== undefined)?.at_ms);
  useReplayKeys(replay);
  const annotate = useAnnotate(detail.recording, replay.clock);
  const outOfSight = hidden("recording");
  useEffect(() => {
    if (outOfSight) replay.clock.pause();
  }, [outOfSight, replay.clock]);
  return (
    <>
      <section className={styles.stage} aria-label="Recording" hidden={outOfSight}>
        <StageHead recording={detail.recording} onNote={annotate.note} onFlag={annotate.flag} />
        <div className={styles.picture}>
          <Sight clock={replay.clock} hidden={outOfSight}>
            <Stage detail={detail} clock={replay.clock} />
          </Sight>
        </div>
        <Playback replay={replay} />
      </section>
      <aside className={styles.verdict} aria-label="Verdict" hidden={hidden("verdict")}>
        <VerdictColumn
          review={review}
          recording={detail.recording}
          replay={replay}
          nowMs={nowMs}
          said={said}
          onJump={(atMs) => {
            onPart("recording");
            replay.clock.seek(atMs);
          }}
          onNeeded={() => onPart("verdict")}
          onDecided={onDecided}
        />
      </aside>
      {annotate.element}
    </>
  );
}

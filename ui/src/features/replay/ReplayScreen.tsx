import { useParams, useSearch } from "@tanstack/react-router";
import { usePlace } from "../../app/place";
import { useRecording } from "../../app/queries";
import { ErrorNote, plainText, Skeleton } from "../../components";
import type { RecordingDetail } from "../../contract";
import { asFailure } from "../../host/failure";
import { useAnnotate } from "./Annotate";
import { Playback } from "./Playback";
import { ReplayHead } from "./ReplayHead";
import styles from "./ReplayScreen.module.css";
import { SideColumn } from "./SideColumn";
import { Sight } from "./Sight";
import { Stage } from "./Stage";
import { useReplay } from "./useReplay";
import { useReplayKeys } from "./useReplayKeys";

/** A recording, replayed: what was seen, on one clock, with what was said about it. */
export function ReplayScreen() {
  const { id } = useParams({ from: "/recordings/$id" });
  const { at, find } = useSearch({ from: "/recordings/$id" });
  const recording = useRecording(id);
  const title = recording.data?.recording.title;
  usePlace("Recording", title === undefined ? undefined : plainText(title, 120));
  if (recording.data) return <Opened key={id} detail={recording.data} atMs={at} find={find} />;
  if (recording.isError) {
    return (
      <div className={styles.failed}>
        <ErrorNote
          title="This recording cannot be opened"
          failure={asFailure(recording.error)}
          onRetry={() => void recording.refetch()}
        />
      </div>
    );
  }
  return (
    <div className={styles.failed}>
      <Skeleton label="Opening the recording" />
    </div>
  );
}

function Opened({ detail, atMs, find }: { detail: RecordingDetail; atMs?: number; find?: string }) {
  const replay = useReplay(detail, atMs);
  useReplayKeys(replay);
  const annotate = useAnnotate(detail.recording, replay.clock);
  return (
    <div className={styles.screen}>
      <div className={styles.first}>
        <ReplayHead detail={detail} onNote={annotate.note} onFlag={annotate.flag} />
        <div className={styles.replay}>
          <Sight clock={replay.clock}>
            <Stage detail={detail} clock={replay.clock} find={find} />
          </Sight>
          <Playback replay={replay} />
        </div>
      </div>
      <SideColumn detail={detail} replay={replay} />
      {annotate.element}
    </div>
  );
}

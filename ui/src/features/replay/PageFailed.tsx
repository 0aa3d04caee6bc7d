import { useState } from "react";
import { Button, ErrorNote } from "../../components";
import { clockTime } from "../../components/format";
import type { Failure, RecordingView } from "../../contract";
import { useHost } from "../../host/context";
import { asFailure } from "../../host/failure";
import styles from "./WebPage.module.css";

interface PageFailedProps {
  recording: RecordingView;
  failure: Failure & { atMs: number };
  onRetry: () => void;
}

/** A part that cannot be shown: which, why, and what to do. The rest of the recording can still be looked at. */
export function PageFailed({ recording, failure, onRetry }: PageFailedProps) {
  const host = useHost();
  const [download, setDownload] = useState<"not asked" | "asked" | Failure>("not asked");
  const missing = failure.code === "not_cached";
  const ask = () => {
    setDownload("asked");
    host.sync({ ids: [recording.id] }).catch((error) => setDownload(asFailure(error)));
  };
  if (missing) {
    return (
      <div className={styles.failed}>
        <ErrorNote
          title="This recording is not on this laptop"
          failure={
            typeof download === "string"
              ? { ...failure, hint: "Download it, and it plays without a network." }
              : download
          }
          action={
            <Button look="accent" icon="download" disabled={download === "asked"} onClick={ask}>
              {download === "asked" ? "Downloading…" : "Download"}
            </Button>
          }
        />
      </div>
    );
  }
  const hint = failure.hint ?? "Other times of this recording may still play: choose one on the timeline.";
  return (
    <div className={styles.failed}>
      <ErrorNote
        title={`The page at ${clockTime(failure.atMs)} cannot be shown`}
        failure={{ ...failure, hint }}
        onRetry={onRetry}
      />
    </div>
  );
}

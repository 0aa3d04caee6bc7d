import { Button, classes, Icon, IconButton, Progress, sentence, Untrusted } from "../components";
import { counted } from "../components/format";
import type { JobView } from "../contract";
import { useJobs } from "./heard";
import styles from "./JobsTray.module.css";
import type { EndedJob } from "./jobs";
import { endedWords, JOB_ICONS, JOB_WORDS, jobFigures } from "./jobWords";
import { useDeskState, useRecording } from "./queries";
import { SyncTrouble, useSyncTrouble } from "./SyncTrouble";

/** What is under way and what became of it, in the flow of the window: it covers nothing. */
export function JobsTray() {
  const { running, ended, cancel, dismiss } = useJobs();
  const [trouble, dismissTrouble] = useSyncTrouble(useDeskState().data?.account);
  if (running.length === 0 && ended.length === 0 && trouble === null) return null;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls when there are many, also by keyboard
    <section className={styles.tray} aria-label="Jobs" tabIndex={0}>
      {trouble !== null && <SyncTrouble trouble={trouble} onDismiss={dismissTrouble} />}
      {running.map((job) => (
        <Running key={job.id} job={job} onCancel={() => cancel(job.id)} />
      ))}
      <div role="status">
        {ended.map((job) => (
          <Ended key={job.id} job={job} onDismiss={() => dismiss(job.id)} />
        ))}
      </div>
    </section>
  );
}

function Running({ job, onCancel }: { job: JobView; onCancel: () => void }) {
  const words = JOB_WORDS[job.kind].running;
  return (
    <div className={styles.job}>
      <Icon name={JOB_ICONS[job.kind]} />
      <span className={styles.words}>
        <strong>{words}</strong> <About text={job.about} ids={job.recording_ids} />
      </span>
      <span className={styles.bar}>
        <Progress label={words} done={job.done} of={job.of} />
      </span>
      <span className={classes(styles.figures, "mono")}>{jobFigures(job)}</span>
      <Button look="quiet" onClick={onCancel}>
        Cancel
      </Button>
    </div>
  );
}

function Ended({ job, onDismiss }: { job: EndedJob; onDismiss: () => void }) {
  const failed = job.failure !== undefined && job.failure.code !== "cancelled";
  return (
    <div className={classes(styles.job, failed && styles.failed)}>
      <Icon name={failed ? "error" : job.failure ? "close" : "check"} />
      <span className={styles.words}>
        <strong>{endedWords(job)}</strong> <About text={job.about} ids={job.recordingIds} />{" "}
        {failed && job.failure && (
          <span className={styles.hint}>
            <Untrusted text={sentence(job.failure.message)} />{" "}
            {job.failure.hint && <Untrusted text={job.failure.hint} />}
          </span>
        )}
      </span>
      <IconButton icon="close" label="Dismiss" onClick={onDismiss} />
    </div>
  );
}

/** A recording by its title, several by their number; else the words of the host: the name of a file. */
function About({ text, ids = [] }: { text: string; ids?: readonly string[] }) {
  const [id] = ids;
  if (id === undefined) return <Untrusted text={text} max={120} />;
  return ids.length === 1 ? <Title id={id} /> : counted(ids.length, "recording");
}

function Title({ id }: { id: string }) {
  const { data, isError } = useRecording(id);
  return <Untrusted text={data?.recording.title ?? (isError ? id : "")} max={120} />;
}

import { Link } from "@tanstack/react-router";
import { useJobs } from "../../app/heard";
import { useRecording } from "../../app/queries";
import { Badge, Button, Dialog, ErrorNote, KindMark, Untrusted } from "../../components";
import { count, counted } from "../../components/format";
import type { Failure, Imported } from "../../contract";
import styles from "./Import.module.css";
import { SkippedList } from "./SkippedList";
import { useMore } from "./useMore";

const STEP = 20;
const TITLE_CHARS = 200;

/** Shows what the import that ended last made, until a person has seen it. */
export function ImportResult() {
  const { ended, dismiss } = useJobs();
  const job = ended.find(({ kind, imported }) => kind === "import" && imported.length > 0);
  if (!job) return null;
  const close = () => dismiss(job.id);
  return <ResultDialog key={job.id} imported={job.imported} failure={job.failure} onClose={close} />;
}

interface ResultProps {
  imported: readonly Imported[];
  failure: Failure | undefined;
  onClose: () => void;
}

function ResultDialog({ imported, failure, onClose }: ResultProps) {
  const [shown, rest, more] = useMore(imported, STEP);
  return (
    <Dialog
      title={`Imported ${counted(imported.length, "recording")}`}
      wide
      onClose={onClose}
      actions={
        <Button look="accent" onClick={onClose}>
          Done
        </Button>
      }
    >
      {failure && <ErrorNote title={notAll(failure)} failure={failure} />}
      <p className={styles.note}>{summary(imported)}</p>
      <ul className={styles.list}>
        {shown.map((one) => (
          <One key={one.id} imported={one} open={imported.length === 1} onLeave={onClose} />
        ))}
      </ul>
      {rest > 0 && <Button look="quiet" onClick={more}>{`${count(rest)} more…`}</Button>}
    </Dialog>
  );
}

function One({ imported, open, onLeave }: { imported: Imported; open: boolean; onLeave: () => void }) {
  const { data } = useRecording(imported.id);
  const { skipped } = imported;
  return (
    <li className={styles.one}>
      <div className={styles.head}>
        <KindMark kind={imported.kind} size={14} />
        <Link to="/recordings/$id" params={{ id: imported.id }} className={styles.title} onClick={onLeave}>
          <Untrusted text={data?.recording.title ?? imported.id} max={TITLE_CHARS} />
        </Link>
        {imported.already && <Badge tone="outline">Here before</Badge>}
        <span className={styles.figure}>{counted(imported.events, "event")} taken</span>
      </div>
      {skipped.length > 0 && (
        <details className={styles.skipped} open={open}>
          <summary>{counted(skipped.length, "event was", "events were")} left out</summary>
          <SkippedList skipped={skipped} />
        </details>
      )}
    </li>
  );
}

/** What happened beside what was taken. One bad file keeps no other out; a cancel does. */
function notAll({ code }: Failure): string {
  return code === "cancelled"
    ? "The import was cancelled: this is what was taken before"
    : "Not everything was imported: this is what was taken";
}

/** In one line, over all recordings. */
export function summary(imported: readonly Imported[]): string {
  const taken = imported.reduce((sum, one) => sum + one.events, 0);
  const left = imported.reduce((sum, one) => sum + one.skipped.length, 0);
  const before = imported.filter((one) => one.already).length;
  const said = [
    `${counted(taken, "event")} taken`,
    left > 0 ? `${count(left)} left out` : "nothing left out",
  ];
  const again = before > 0 ? ` ${counted(before, "was", "were")} here before and stored no second time.` : "";
  return `${said.join(", ")}.${again}`;
}

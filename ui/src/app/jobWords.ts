import { bytes, count, counted } from "../components/format";
import type { IconName } from "../components/Icon";
import type { Imported, JobKind, JobView } from "../contract";
import type { EndedJob } from "./jobs";

export const JOB_ICONS: Record<JobKind, IconName> = {
  sync: "sync",
  download: "download",
  upload: "upload",
  import: "import",
};

export const JOB_WORDS: Record<JobKind, { running: string; failed: string; done: string }> = {
  sync: { running: "Syncing", failed: "The sync did not end well", done: "Synced" },
  download: {
    running: "Making available offline",
    failed: "Not everything was downloaded",
    done: "Available offline",
  },
  upload: { running: "Uploading", failed: "The upload did not end well", done: "Uploaded" },
  import: { running: "Importing", failed: "The import did not end well", done: "Imported" },
};

/** `12.1 MB of 48.0 MB`, `3 of 12`, `3` */
export function jobFigures({ done, of, in_bytes }: Pick<JobView, "done" | "of" | "in_bytes">): string {
  const say = in_bytes ? bytes : count;
  return of === undefined ? say(done) : `${say(done)} of ${say(of)}`;
}

export function endedWords(job: EndedJob): string {
  const words = JOB_WORDS[job.kind];
  if (job.failure?.code === "cancelled") return "Cancelled";
  if (job.failure?.code === "offline") return "The server cannot be reached";
  if (job.failure) return words.failed;
  return job.kind === "import" ? importWords(job.imported) : words.done;
}

function importWords(imported: readonly Imported[]): string {
  const events = imported.reduce((sum, one) => sum + one.events, 0);
  const skipped = imported.reduce((sum, one) => sum + one.skipped.length, 0);
  const already = imported.filter((one) => one.already).length;
  return [
    `Imported ${counted(imported.length - already, "recording")}, ${counted(events, "event")}`,
    skipped > 0 && `${count(skipped)} left out`,
    already > 0 && `${count(already)} here before`,
  ]
    .filter(Boolean)
    .join(" · ");
}

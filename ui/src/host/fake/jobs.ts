import type { Failure, Heard, Imported, JobKind, JobView } from "../../contract";
import { KNOWN } from "./recordings";

const STEPS = 8;

/** Jobs that are under way when the window comes up, where a test wants some. */
export const HELD: JobView[] = [
  {
    id: "held-1",
    kind: "download",
    about: KNOWN.uncached,
    recording_ids: [KNOWN.uncached],
    done: 12_100_000,
    of: 48_000_000,
    in_bytes: true,
  },
  { id: "held-2", kind: "import", about: "runs.jsonl", done: 18_204, in_bytes: false },
];

interface Running {
  job: JobView;
  timer: ReturnType<typeof setInterval>;
}

/** Jobs that go on by themselves, step by step, and can be cancelled. */
export class FakeJobs {
  private readonly running = new Map<string, Running>();
  private count = 0;

  constructor(
    private readonly stepMs: number,
    private readonly emit: (event: Heard) => void,
  ) {}

  views(): JobView[] {
    return [...this.running.values()].map(({ job }) => job);
  }

  begin(
    kind: JobKind,
    about: string,
    inBytes: boolean,
    done: () => Imported[] | Failure | undefined,
    recordingIds: string[] = [],
  ): string {
    this.count += 1;
    const id = `job-${this.count}`;
    const of = inBytes ? 48_000_000 : STEPS;
    const entry: Running = {
      job: { id, kind, about, ...named(recordingIds), done: 0, of, in_bytes: inBytes },
      timer: setInterval(() => {
        entry.job = { ...entry.job, done: entry.job.done + of / STEPS };
        this.emit({ what: "job", job: entry.job });
        if (entry.job.done < of) return;
        const outcome = done();
        this.end(id, Array.isArray(outcome) ? { imported: outcome } : { failure: outcome });
      }, this.stepMs),
    };
    this.running.set(id, entry);
    // The host answers with the id before anything is heard of the job.
    setTimeout(() => this.running.has(id) && this.emit({ what: "job", job: entry.job }));
    return id;
  }

  /** One that stands still, for pictures. */
  hold(job: JobView): void {
    this.running.set(job.id, { job, timer: setInterval(() => {}, 2 ** 30) });
  }

  cancel(id: string): void {
    this.end(id, { failure: { code: "cancelled", message: "it was cancelled" } });
  }

  private end(id: string, outcome: { failure?: Failure; imported?: Imported[] }) {
    const entry = this.running.get(id);
    if (!entry) return;
    clearInterval(entry.timer);
    this.running.delete(id);
    this.emit({ what: "job_ended", id, kind: entry.job.kind, ...outcome });
    this.emit({ what: "changed" });
  }
}

const named = (ids: string[]) => (ids.length > 0 ? { recording_ids: ids } : {});

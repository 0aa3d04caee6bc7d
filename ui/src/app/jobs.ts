// What takes its time: running jobs with their progress, and what became of those that ended.

import type { Failure, Heard, Imported, JobKind, JobView } from "../contract";

export interface EndedJob {
  id: string;
  kind: JobKind;
  /** Empty when nothing was heard of the job while it ran. */
  about: string;
  /** Which recordings it was about. */
  recordingIds: readonly string[];
  failure?: Failure;
  imported: Imported[];
}

export interface Jobs {
  running: readonly JobView[];
  /** Latest first; gone once dismissed. */
  ended: readonly EndedJob[];
}

const ENDED_KEPT = 20;

export class JobStore {
  private jobs: Jobs = { running: [], ended: [] };
  private over = new Set<string>();
  private readonly watchers = new Set<() => void>();

  readonly get = (): Jobs => this.jobs;

  readonly watch = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  };

  /** What `state()` says is under way, for a window that was not there when it began. */
  known(jobs: readonly JobView[]): void {
    const unheard = jobs.filter((job) => !this.over.has(job.id) && !this.find(job.id));
    if (unheard.length > 0) this.set({ running: [...this.jobs.running, ...unheard] });
  }

  hear(event: Heard): void {
    if (event.what === "job") this.goesOn(event.job);
    if (event.what === "job_ended") this.ends(event);
  }

  readonly dismiss = (id: string): void => {
    this.set({ ended: this.jobs.ended.filter((job) => job.id !== id) });
  };

  /** A failure to begin one is shown like one that ended early. */
  readonly notBegun = (
    kind: JobKind,
    about: string,
    failure: Failure,
    recordingIds: readonly string[] = [],
  ): void => {
    const id = `not begun ${this.over.size} ${kind}`;
    this.over.add(id);
    this.push({ id, kind, about, recordingIds, failure, imported: [] });
  };

  private find(id: string): JobView | undefined {
    return this.jobs.running.find((job) => job.id === id);
  }

  private goesOn(job: JobView) {
    if (this.over.has(job.id)) return;
    const running = this.find(job.id)
      ? this.jobs.running.map((known) => (known.id === job.id ? job : known))
      : [...this.jobs.running, job];
    this.set({ running });
  }

  private ends({ id, kind, failure, imported }: Extract<Heard, { what: "job_ended" }>) {
    const { about = "", recording_ids: recordingIds = [] } = this.find(id) ?? {};
    this.over.add(id);
    this.set({ running: this.jobs.running.filter((job) => job.id !== id) });
    // A sync that went well shows in the connection and in the lists; a notice each time would only be noise.
    if (kind === "sync" && (!failure || failure.code === "cancelled")) return;
    this.push({ id, kind, about, recordingIds, failure: failure ?? undefined, imported: imported ?? [] });
  }

  private push(job: EndedJob) {
    this.set({ ended: [job, ...this.jobs.ended].slice(0, ENDED_KEPT) });
  }

  private set(change: Partial<Jobs>) {
    this.jobs = { ...this.jobs, ...change };
    for (const watcher of this.watchers) watcher();
  }
}

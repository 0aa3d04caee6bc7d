import { describe, expect, it, vi } from "vitest";
import type { Heard, JobView } from "../contract";
import { JobStore } from "./jobs";
import { endedWords, jobFigures } from "./jobWords";

const job = (id: string, done = 0): JobView => ({
  id,
  kind: "download",
  about: "rec-0006",
  recording_ids: ["rec-0006"],
  done,
  of: 10,
  in_bytes: true,
});
const ended = (id: string, rest: Partial<Extract<Heard, { what: "job_ended" }>> = {}): Heard => ({
  what: "job_ended",
  id,
  kind: "download",
  ...rest,
});

describe("jobs", () => {
  it("go on, end and leave a notice that can be dismissed", () => {
    const store = new JobStore();
    const watcher = vi.fn();
    store.watch(watcher);
    store.hear({ what: "job", job: job("a") });
    store.hear({ what: "job", job: job("a", 5) });
    expect(store.get().running).toEqual([job("a", 5)]);
    store.hear(ended("a"));
    expect(store.get()).toMatchObject({
      running: [],
      ended: [{ id: "a", about: "rec-0006", recordingIds: ["rec-0006"] }],
    });
    store.dismiss("a");
    expect(store.get().ended).toEqual([]);
    expect(watcher).toHaveBeenCalled();
  });

  it("that ended do not come back by news that was under way", () => {
    const store = new JobStore();
    store.hear({ what: "job", job: job("a") });
    store.hear(ended("a"));
    store.hear({ what: "job", job: job("a", 9) });
    store.known([job("a", 9)]);
    expect(store.get().running).toEqual([]);
  });

  it("that began before the window are known by the state", () => {
    const store = new JobStore();
    store.hear({ what: "job", job: job("a", 7) });
    store.known([job("a", 3), job("b")]);
    expect(store.get().running).toEqual([job("a", 7), job("b")]);
  });

  it("leave no notice when a sync went well or was cancelled, but one when it failed", () => {
    const store = new JobStore();
    const failure = (code: string) => ({ code, message: "because" });
    store.hear(ended("a", { kind: "sync" }));
    store.hear(ended("b", { kind: "sync", failure: failure("cancelled") }));
    store.hear(ended("c", { kind: "sync", failure: failure("offline") }));
    expect(store.get().ended.map((one) => one.id)).toEqual(["c"]);
  });

  it("do not pile up notices for ever", () => {
    const store = new JobStore();
    for (let n = 0; n < 50; n += 1) store.hear(ended(`job-${n}`));
    expect(store.get().ended).toHaveLength(20);
    expect(store.get().ended[0]?.id).toBe("job-49");
  });
});

it("says how far a job is, in what it counts", () => {
  expect(jobFigures({ done: 12_100_000, of: 48_000_000, in_bytes: true })).toBe("12.1 MB of 48.0 MB");
  expect(jobFigures({ done: 3, of: 12, in_bytes: false })).toBe("3 of 12");
  expect(jobFigures({ done: 18_204, in_bytes: false })).toBe("18,204");
});

it("says what an import made and what it left out", () => {
  const one = { id: "rec-1", kind: "web" as const, events: 246, already: false };
  const imported = [
    { ...one, skipped: [{ index: 3, reason: "no time" }] },
    { ...one, id: "rec-2", events: 14, skipped: [], already: true },
  ];
  const words = endedWords({ id: "a", kind: "import", about: "x.json", recordingIds: [], imported });
  expect(words).toBe("Imported 1 recording, 260 events · 1 left out · 1 here before");
});

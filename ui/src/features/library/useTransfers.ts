import { useMemo } from "react";
import { useJobs } from "../../app/heard";
import type { JobView } from "../../contract";

/** The downloads and uploads that go on, by recording: one that is about several stands at each of them. */
export function useTransfers(): ReadonlyMap<string, JobView> {
  const { running } = useJobs();
  return useMemo(() => {
    const transfers = running.filter((job) => job.kind === "download" || job.kind === "upload");
    return new Map(transfers.flatMap((job) => (job.recording_ids ?? []).map((id) => [id, job] as const)));
  }, [running]);
}

import type { RecordingView } from "../contract";
import { dateTime } from "./format";

/** When a recording began. An import makes up times for a run that has none: those are no fact. */
export function startedWords({ started_at, details }: Pick<RecordingView, "started_at" | "details">): string {
  return details.timestamps === "synthetic" ? "times not recorded" : dateTime(started_at);
}

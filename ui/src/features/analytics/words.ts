// Numbers in words: whose they are, and what each is called.

import { serverName } from "../../app/connection";
import { count, counted, dateTime, duration } from "../../components/format";
import type { Numbers, RunNumbers } from "../../contract";

/** Whose numbers they are. */
export function whose({ source, server_url, only_seen }: Numbers): string {
  const server = server_url ? serverName(server_url) : "the server";
  if (source === "here") return "Recordings that this laptop lists";
  return only_seen ? `Your recordings at ${server}` : `All recordings at ${server}`;
}

/** When they held. */
export function asOf({ source, as_of, server_url }: Numbers): string {
  if (source === "server") return `counted ${dateTime(as_of)}`;
  return server_url ? `as of the sync of ${dateTime(as_of)}` : `as of ${dateTime(as_of)}`;
}

/** Of how many recordings what only events tell is counted; nothing where it is of all. */
export function partly({ read }: Numbers): string[] {
  if (!read) return [];
  const said: string[] = [];
  if (read.sessions_counted < read.sessions) {
    said.push(
      `Page views and clicks are of ${count(read.sessions_counted)} of ${counted(read.sessions, "session")}.`,
    );
  }
  if (read.sessions_read < read.sessions) {
    said.push(`Pages are of the ${counted(read.sessions_read, "session")} whose events are here.`);
  }
  if (read.runs_read < read.runs) {
    said.push(
      `Errors are of ${count(read.runs_read)} of ${counted(read.runs, "agent recording")}: those whose events are here.`,
    );
  }
  return said;
}

/** A mean length; a dash where nothing ended. */
export function meanLength(ms: number | undefined): string {
  return ms === undefined ? "–" : duration(Math.round(ms / 1000) * 1000);
}

export const DEVICE_WORDS: Record<string, string> = {
  desktop: "Desktop",
  mobile: "Mobile",
  tablet: "Tablet",
  unspecified: "Not known",
};

/** How a run ended, in the order in which it is drawn. */
export const RUN_STATES = [
  { of: "completed", label: "Completed" },
  { of: "failed", label: "Failed" },
  { of: "cancelled", label: "Cancelled" },
  { of: "recording", label: "Running" },
] as const satisfies readonly { of: keyof RunNumbers; label: string }[];

export type RunState = (typeof RUN_STATES)[number]["of"];

export const runTotal = (runs: RunNumbers) => RUN_STATES.reduce((sum, state) => sum + runs[state.of], 0);

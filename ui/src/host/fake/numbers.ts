// Adds up the fake vault as the real host adds up its own.

import type {
  AccountView,
  AgentNumbers,
  DayNumbers,
  FacetValue,
  Numbers,
  NumbersAsk,
  PageNumbers,
  RecordingView,
  RunNumbers,
} from "../../contract";
import { NOW } from "./chance";
import { KNOWN } from "./recordings";

const NO_RUNS: RunNumbers = {
  recording: 0,
  completed: 0,
  failed: 0,
  cancelled: 0,
  errors: 0,
  with_errors: 0,
};

export function numbersOf(
  all: readonly RecordingView[],
  ask: NumbersAsk,
  account: AccountView | undefined,
): Numbers {
  const isHere = ask.source === "here";
  const { from, to } = ask;
  const ranged = all.filter((row) => (!from || row.started_at >= from) && (!to || row.started_at < to));
  const web = ranged.filter((row) => row.kind === "web");
  const sessions = web.filter((row) => !ask.service || row.service === ask.service);
  const runs = ranged.filter((row) => row.kind === "agent");
  const read = (rows: readonly RecordingView[]) => (isHere ? rows.filter((row) => row.cached) : rows);
  const views = (rows: readonly RecordingView[]) => read(rows).reduce((sum, row) => sum + viewsOf(row), 0);
  const clicks = (rows: readonly RecordingView[]) => read(rows).reduce((sum, row) => sum + clicksOf(row), 0);
  const mean = meanOf(sessions);
  return {
    source: ask.source,
    as_of: isHere ? (account?.last_sync_at ?? NOW) : NOW,
    ...(account ? { server_url: account.server_url } : {}),
    only_seen: isHere || account?.role === "member",
    sessions: {
      sessions: sessions.length,
      ...(mean === undefined ? {} : { mean_ms: mean }),
      page_views: views(sessions),
      clicks: clicks(sessions),
      users: new Set(sessions.map((row) => row.user_id)).size,
    },
    devices: mostOf(sessions.map((row) => row.device ?? "unspecified")),
    services: mostOf(web.map((row) => row.service ?? "")),
    pages: pagesOf(read(sessions)),
    days: [...groupedBy(sessions, (row) => `${row.started_at.slice(0, 10)}T00:00:00.000Z`)]
      .map(
        ([day, rows]): DayNumbers => ({
          day,
          sessions: rows.length,
          page_views: views(rows),
          clicks: clicks(rows),
        }),
      )
      .sort((one, other) => one.day.localeCompare(other.day)),
    runs: runsOf(runs, read(runs)),
    agents: [...groupedBy(runs, (row) => row.agent_id ?? "")]
      .map(([agent, rows]): AgentNumbers => ({ agent, name: agent, runs: runsOf(rows, read(rows)) }))
      .sort((one, other) => other.runs.completed - one.runs.completed),
    ...(isHere
      ? {
          read: {
            sessions_counted: read(sessions).length,
            sessions_read: read(sessions).length,
            sessions: sessions.length,
            runs_read: read(runs).length,
            runs: runs.length,
          },
        }
      : {}),
  };
}

const viewsOf = (row: RecordingView) => 1 + (Number(row.id.slice(4)) % 4);
const clicksOf = (row: RecordingView) => row.event_count % 41;
const errorsOf = (row: RecordingView) => (row.status === "failed" ? 2 : 0);

function pagesOf(rows: readonly RecordingView[]): PageNumbers[] {
  const pages = groupedBy(rows, (row) => {
    if (row.id === KNOWN.hostile) return "/<img src=x onerror=alert(1)>\u202egnp";
    return `/${(row.title.split(",")[0] ?? "").toLowerCase().replaceAll(" ", "-")}`;
  });
  return [...pages]
    .map(([path, its]) => ({
      path,
      title: its[0]?.title ?? "",
      views: its.reduce((sum, row) => sum + viewsOf(row), 0),
      sessions: its.length,
    }))
    .sort((one, other) => other.views - one.views || one.path.localeCompare(other.path))
    .slice(0, 100);
}

function runsOf(rows: readonly RecordingView[], read: readonly RecordingView[]): RunNumbers {
  const runs = { ...NO_RUNS };
  for (const row of rows) runs[row.status] += 1;
  for (const row of read) {
    runs.errors += errorsOf(row);
    runs.with_errors += errorsOf(row) > 0 ? 1 : 0;
  }
  const mean = meanOf(rows);
  return mean === undefined ? runs : { ...runs, mean_ms: mean };
}

function meanOf(rows: readonly RecordingView[]): number | undefined {
  const ended = rows.filter((row) => row.status !== "recording");
  if (ended.length === 0) return undefined;
  return ended.reduce((sum, row) => sum + row.duration_ms, 0) / ended.length;
}

function mostOf(values: readonly string[]): FacetValue[] {
  return [...groupedBy(values, (value) => value)]
    .map(([value, those]) => ({ value, total: those.length }))
    .sort((one, other) => other.total - one.total || one.value.localeCompare(other.value));
}

function groupedBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

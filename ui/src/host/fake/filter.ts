import type { Facets, FacetValue, LibraryFilter, RecordingView } from "../../contract";

/** What the vault's SQL decides, for rows in memory. */
export function fits(filter: LibraryFilter): (row: RecordingView) => boolean {
  const text = filter.text?.toLowerCase();
  return (row) =>
    (!filter.kind || row.kind === filter.kind) &&
    (filter.flagged === undefined || row.flagged === filter.flagged) &&
    (!filter.agent || row.agent_id === filter.agent) &&
    (!filter.status || row.status === filter.status) &&
    (!filter.tag || row.tags.includes(filter.tag)) &&
    (!filter.from || row.started_at >= new Date(filter.from).toISOString()) &&
    (!filter.to || row.started_at < new Date(filter.to).toISOString()) &&
    (!filter.session || row.session_id === filter.session) &&
    (!filter.service || row.service === filter.service) &&
    (!filter.device || row.device === filter.device) &&
    (!filter.user || row.user_id === filter.user) &&
    (filter.cached === undefined || row.cached === filter.cached) &&
    (filter.local_only === undefined || row.local_only === filter.local_only) &&
    (!text || row.title.toLowerCase().includes(text));
}

const VALUES = 200;

export function facetsOf(rows: readonly RecordingView[]): Facets {
  const all = (values: (row: RecordingView) => (string | undefined)[]): FacetValue[] => {
    const totals = new Map<string, number>();
    for (const row of rows) {
      for (const value of values(row)) if (value) totals.set(value, (totals.get(value) ?? 0) + 1);
    }
    return [...totals]
      .map(([value, total]) => ({ value, total }))
      .sort((one, other) => other.total - one.total);
  };
  const lists = {
    agents: all((row) => [row.agent_id]),
    services: all((row) => [row.service]),
    devices: all((row) => [row.device]),
    users: all((row) => [row.user_id]),
    tags: all((row) => row.tags),
  };
  const beyond = (values: FacetValue[]) => Math.max(0, values.length - VALUES);
  return {
    total: rows.length,
    flagged: rows.filter((row) => row.flagged).length,
    cached: rows.filter((row) => row.cached).length,
    local_only: rows.filter((row) => row.local_only).length,
    kinds: all((row) => [row.kind]),
    statuses: all((row) => [row.status]),
    agents: lists.agents.slice(0, VALUES),
    services: lists.services.slice(0, VALUES),
    devices: lists.devices.slice(0, VALUES),
    users: lists.users.slice(0, VALUES),
    tags: lists.tags.slice(0, VALUES),
    unlisted: {
      agents: beyond(lists.agents),
      services: beyond(lists.services),
      devices: beyond(lists.devices),
      users: beyond(lists.users),
      tags: beyond(lists.tags),
    },
  };
}

// What the window knows of the vault. All of it is asked again whenever the host says that something changed, but for
// what is `kept`: pieces of recordings, which do not change once they are here, and checks, which a person starts.

import { QueryClient, queryOptions, useQuery } from "@tanstack/react-query";
import type {
  DeskState,
  Facts,
  GivenPicture,
  HeatmapAsk,
  Items,
  LibraryRow,
  ListAsk,
  NumbersAsk,
  Outline,
  RecordingView,
  Track,
} from "../contract";
import { useHost } from "../host/context";
import type { Host } from "../host/host";

export const LIVE = "live";
export const KEPT = "kept";

const LISTS = [LIVE, "list"] as const;

/** What a recording's shape counts for: a recording that grows, or comes down, is asked about anew. */
type Basis = Pick<RecordingView, "id" | "event_count" | "cached">;
const basisOf = ({ id, event_count, cached }: Basis) => [id, event_count, cached] as const;

/** Until what is new is here, what was known of the same recording is shown. */
const ofTheSame =
  <T>(id: string) =>
  (known: T | undefined, query?: { queryKey: readonly unknown[] }) =>
    query?.queryKey[2] === id ? known : undefined;

export const keys = {
  state: [LIVE, "state"] as const,
  list: (ask: ListAsk) => [...LISTS, ask] as const,
  facets: [LIVE, "facets"] as const,
  recording: (id: string) => [LIVE, "recording", id] as const,
  /** Below its recording: flags and notes are moments too. */
  insight: (id: string) => [LIVE, "recording", id, "insight"] as const,
  notes: (id: string) => [LIVE, "notes", id] as const,
  heatmap: (ask: HeatmapAsk | null, picture: GivenPicture | null) => [LIVE, "heatmap", ask, picture] as const,
  search: (text: string) => [LIVE, "search", text] as const,
  queue: (state?: string) => [LIVE, "queue", state ?? "not closed"] as const,
  policy: [LIVE, "policy"] as const,
  outbox: [LIVE, "outbox"] as const,
  checks: [KEPT, "checks"] as const,
  numbers: (ask: NumbersAsk) => [KEPT, "numbers", ask] as const,
  /** `idleMs`: with another threshold for what is idle than the usual one. */
  track: (of: Basis, idleMs?: number) => [KEPT, "track", ...basisOf(of), idleMs] as const,
  facts: (of: Basis) => [KEPT, "facts", ...basisOf(of)] as const,
  outline: (of: Basis) => [KEPT, "outline", ...basisOf(of)] as const,
};

/** The options of every query, for `useQuery`, `prefetchQuery` and `setQueryData` alike. */
export const queries = {
  state: (host: Host) => queryOptions({ queryKey: keys.state, queryFn: () => host.state() }),
  list: (host: Host, ask: ListAsk) =>
    queryOptions({ queryKey: keys.list(ask), queryFn: () => host.list(ask) }),
  facets: (host: Host) => queryOptions({ queryKey: keys.facets, queryFn: () => host.facets() }),
  recording: (host: Host, id: string) =>
    queryOptions({ queryKey: keys.recording(id), queryFn: () => host.show(id) }),
  insight: (host: Host, id: string) =>
    queryOptions({ queryKey: keys.insight(id), queryFn: () => host.insight(id) }),
  notes: (host: Host, id: string) =>
    queryOptions({ queryKey: keys.notes(id), queryFn: () => host.notes(id) }),
  queue: (host: Host, state?: string) =>
    queryOptions({ queryKey: keys.queue(state), queryFn: () => host.queue(state) }),
  policy: (host: Host) => queryOptions({ queryKey: keys.policy, queryFn: () => host.policy() }),
  outbox: (host: Host) => queryOptions({ queryKey: keys.outbox, queryFn: () => host.outbox() }),
  // Checks take their time and look at machine and network: only when a person asks.
  checks: (host: Host) =>
    queryOptions({ queryKey: keys.checks, queryFn: () => host.doctor(), enabled: false }),
  // Adding up a whole vault, or asking a server, four times a second would be too much: when a screen comes up, and
  // when a person asks.
  numbers: (host: Host, ask: NumbersAsk) =>
    queryOptions({
      queryKey: keys.numbers(ask),
      queryFn: () => host.numbers(ask),
      refetchOnMount: "always",
      gcTime: 60_000,
    }),
  track: (host: Host, of: Basis, idleMs?: number) =>
    queryOptions({
      queryKey: keys.track(of, idleMs),
      queryFn: () => host.track(of.id, idleMs),
      placeholderData: ofTheSame<Track>(of.id),
    }),
  facts: (host: Host, of: Basis) =>
    queryOptions({
      queryKey: keys.facts(of),
      queryFn: () => host.facts(of.id),
      placeholderData: ofTheSame<Facts>(of.id),
    }),
  outline: (host: Host, of: Basis) =>
    queryOptions({
      queryKey: keys.outline(of),
      queryFn: () => host.outline(of.id),
      placeholderData: ofTheSame<Outline>(of.id),
    }),
};

/** How all of it stands. The host answers once the vault is open or did not open. */
export const useDeskState = () => useQuery(queries.state(useHost()));
export const useList = (ask: ListAsk) => useQuery(queries.list(useHost(), ask));
export const useFacets = () => useQuery(queries.facets(useHost()));
export const useRecording = (id: string) => useQuery(queries.recording(useHost(), id));
export const useInsight = (id: string) => useQuery(queries.insight(useHost(), id));
export const useNotes = (id: string) => useQuery(queries.notes(useHost(), id));
export const useQueue = (state?: string) => useQuery(queries.queue(useHost(), state));
export const usePolicy = () => useQuery(queries.policy(useHost()));
export const useOutbox = () => useQuery(queries.outbox(useHost()));
export const useChecks = () => useQuery(queries.checks(useHost()));
export const useNumbers = (ask: NumbersAsk, enabled: boolean) =>
  useQuery({ ...queries.numbers(useHost(), ask), enabled });
export const usePageFacts = (of: Basis) => useQuery(queries.facts(useHost(), of));
export const useOutline = (of: Basis) => useQuery(queries.outline(useHost(), of));

export function newQueryClient(): QueryClient {
  // The host answers without a network: what `navigator.onLine` says must not hold a call back.
  const always = { networkMode: "always", retry: false } as const;
  return new QueryClient({
    defaultOptions: {
      queries: { ...always, staleTime: Number.POSITIVE_INFINITY, refetchOnWindowFocus: false },
      mutations: always,
    },
  });
}

/** A recording, where a list that was shown has it. */
export function listed(client: QueryClient, id: string): LibraryRow | undefined {
  const lists = client.getQueriesData<Items<LibraryRow>>({ queryKey: LISTS });
  for (const [, list] of lists) {
    const row = list?.items.find((item) => item.id === id);
    if (row) return row;
  }
  return undefined;
}

/** Puts in place what `open` and `unlock` answer, without asking a second time. */
export function takeState(client: QueryClient, state: DeskState): void {
  client.setQueryData(keys.state, state);
}

const CALM_MS = 250;

/** Asks again what is on screen, but not more often than four times a second: a sync says "changed" a lot. */
export function askAgain(client: QueryClient): { changed: () => void; stop: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let waiting = false;
  const now = () => {
    waiting = false;
    timer = setTimeout(() => {
      timer = undefined;
      if (waiting) now();
    }, CALM_MS);
    void client.invalidateQueries({ predicate: (query) => query.queryKey[0] !== KEPT });
  };
  return {
    changed: () => {
      if (timer) waiting = true;
      else now();
    },
    stop: () => clearTimeout(timer),
  };
}

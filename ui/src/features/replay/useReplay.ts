import { useQueries } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { queries } from "../../app/queries";
import type { Failure, Insight, RecordingDetail, Stretch, Track } from "../../contract";
import { useHost } from "../../host/context";
import { asFailure } from "../../host/failure";
import { type Clock, createClock } from "./clock";
import { type PlacedFact, placedFacts } from "./factsNear";
import { commonIdle, jumpsOf, type Lane, laneOf, offsetOf } from "./lanes";
import { type Mark, marksOf } from "./marks";

export interface Replay {
  clock: Clock;
  /** From which length on a stretch without a deed is idle; absent: as the host has it. */
  idleMs?: number;
  setIdleMs: (idleMs: number | undefined) => void;
  /** Of the recording itself; absent until it came. */
  track?: Track;
  /** Where the clock of any of them jumped, on the clock of the session. */
  clockJumps: readonly Stretch[];
  /** Why there is no track. */
  trouble?: Failure;
  /** What each recording of the session tells, the opened one first. */
  told: readonly Told[];
  marks: readonly Mark[];
  /** What pages told beside what is a moment, once somebody asked for it. */
  facts: readonly PlacedFact[];
  askForFacts: () => void;
  /** One for each recording of the session, the opened one first. */
  lanes: readonly Lane[];
}

/** What is known of where to look in one recording of the session. */
export interface Told {
  id: string;
  offsetMs: number;
  /** Absent until it came, and where it cannot be had. */
  insight?: Insight;
  failure?: Failure;
  retry: () => void;
}

/** Everything that replays a recording with those of its session: give it to `Stage` and `Playback`. */
export function useReplay(detail: RecordingDetail, atMs = 0): Replay {
  const host = useHost();
  const { recording, beside } = detail;
  const { from_ms: startMs, to_ms: durationMs } = detail.clock;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a growing recording lengthens its clock, below
  const clock = useMemo(() => createClock({ startMs, durationMs, atMs }), [recording.id]);
  const [idleMs, setIdleMs] = useState<number>();
  // What is only pointed at is no work for opening.
  const [wantsFacts, setWantsFacts] = useState(false);
  const together = useMemo(() => [recording, ...beside], [recording, beside]);
  const tracks = useQueries({ queries: together.map((of) => queries.track(host, of, idleMs)) });
  const outlines = useQueries({
    queries: together.map((of) => ({ ...queries.outline(host, of), enabled: of.kind === "agent" })),
  });
  const insights = useQueries({ queries: together.map(({ id }) => queries.insight(host, id)) });
  const pageFacts = useQueries({
    queries: together.map((of) => ({ ...queries.facts(host, of), enabled: wantsFacts && of.kind === "web" })),
  });
  const own = tracks[0];

  useEffect(() => () => clock.pause(), [clock]);
  useEffect(() => clock.setRange(startMs, durationMs), [clock, startMs, durationMs]);
  useEffect(() => {
    if (clock.get().atMs !== atMs) clock.seek(atMs);
  }, [clock, atMs]);

  const loadedTracks = tracks.map((query) => query.data);
  const loadedInsights = insights.map((query) => query.data);
  const loadedOutlines = outlines.map((query) => query.data);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the lists are new each time, what is in them is not
  const lanes = useMemo(
    () =>
      together.map((other, index) =>
        laneOf(other, offsetOf(recording, other), loadedTracks[index], loadedOutlines[index]),
      ),
    [together, ...loadedTracks, ...loadedOutlines],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: as above
  const known = useMemo(() => {
    const placed = together.map((other, index) => ({
      offsetMs: offsetOf(recording, other),
      track: loadedTracks[index],
    }));
    return placed.flatMap(({ offsetMs, track }) => (track ? [{ offsetMs, track }] : []));
  }, [together, ...loadedTracks]);
  const idle = useMemo(
    () => (known.length === together.length ? commonIdle(known, startMs, durationMs) : []),
    [known, together, startMs, durationMs],
  );
  const clockJumps = useMemo(() => jumpsOf(known), [known]);
  useEffect(() => clock.setIdle(idle), [clock, idle]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: as above
  const marks = useMemo(() => {
    const sources = together.map((other, index) => ({
      offsetMs: offsetOf(recording, other),
      recording: other,
      opened: other === recording,
      insight: loadedInsights[index],
      outline: loadedOutlines[index],
    }));
    return marksOf(detail, sources);
  }, [detail, together, ...loadedInsights, ...loadedOutlines]);
  const loadedFacts = pageFacts.map((query) => query.data);
  // biome-ignore lint/correctness/useExhaustiveDependencies: as above
  const facts = useMemo(() => {
    const sources = together.map((other, index) => ({
      offsetMs: offsetOf(recording, other),
      items: loadedFacts[index]?.items ?? [],
    }));
    return placedFacts(sources, marks);
  }, [together, marks, ...loadedFacts]);
  const told = together.map((other, index): Told => {
    const query = insights[index];
    return {
      id: other.id,
      offsetMs: offsetOf(recording, other),
      insight: query?.data,
      failure: query?.error && !query.isFetching ? asFailure(query.error) : undefined,
      retry: () => void query?.refetch(),
    };
  });
  return {
    clock,
    idleMs,
    setIdleMs,
    track: own?.data,
    clockJumps,
    trouble: own?.error ? asFailure(own.error) : undefined,
    told,
    marks,
    facts,
    askForFacts: () => setWantsFacts(true),
    lanes,
  };
}

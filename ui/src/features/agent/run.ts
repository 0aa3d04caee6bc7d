import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from "react";
import type { Outline } from "../../contract";
import { useHost } from "../../host/context";
import type { Clock } from "../replay/clock";
import { useInSight } from "../replay/Sight";
import { useClock } from "../replay/useClock";
import { watchedOf } from "../replay/watched";
import { EventPages } from "./pages";
import { currentRow } from "./rows";

/** An agent run that is shown: what it holds, where it stands, and how to go elsewhere. */
export interface Run {
  id: string;
  outline: Outline;
  pages: EventPages;
  clock: Clock;
  /** The row at the clock's time; -1 in an empty run. */
  current: number;
  /** Goes to a row: the clock too. */
  choose: (row: number) => void;
}

export function useRun(id: string, outline: Outline, clock: Clock): Run {
  const host = useHost();
  const pages = useMemo(
    () => new EventPages((from, limit) => host.events(id, from, limit), outline.at_ms.length),
    [host, id, outline],
  );
  const [chosen, setChosen] = useState<number | null>(null);
  const current = useClock(clock, ({ atMs }) => currentRow(outline.at_ms, atMs, chosen));
  const choose = useCallback(
    (row: number) => {
      const atMs = outline.at_ms[row];
      if (atMs === undefined) return;
      setChosen(row);
      clock.seek(atMs);
    },
    [outline, clock],
  );
  return useMemo(
    () => ({ id, outline, pages, clock, current, choose }),
    [id, outline, pages, clock, current, choose],
  );
}

/** Renders again when events came or failed. */
export function useEvents(pages: EventPages): void {
  useSyncExternalStore(pages.subscribe, () => pages.version);
}

/** What plays while the run is shown was watched. */
export function useWatching({ id, clock }: Run): void {
  useEffect(() => clock.onPlayed((fromMs, toMs) => watchedOf(id).add(fromMs, toMs)), [id, clock]);
}

/** Rows that stay in sight this long were read. */
const READING_MS = 800;

/** Counts the time of these rows as watched, once they have been in sight for a while. */
export function useReading({ id, outline }: Run, first: number, last: number, inSight = true): void {
  const shown = useInSight() && inSight;
  useEffect(() => {
    if (!shown) return;
    const fromMs = outline.at_ms[first];
    if (fromMs === undefined) return;
    const toMs = outline.at_ms[last + 1] ?? outline.duration_ms;
    const timer = setTimeout(() => watchedOf(id).add(fromMs, toMs), READING_MS);
    return () => clearTimeout(timer);
  }, [id, outline, first, last, shown]);
}

/** How a type reads: its kind decides the colour, never alone. */
export function toneOf(type: string): "error" | "request" | "operation" | "person" | "view" | "other" {
  if (type === "error") return "error";
  if (type === "agent_request") return "request";
  if (type.startsWith("operation_")) return "operation";
  if (type === "user_input") return "person";
  return type === "view_switch" ? "view" : "other";
}

export function typeOf(outline: Outline, row: number): string {
  return outline.types[outline.type_of[row] ?? -1] ?? "";
}

import { useMemo } from "react";
import { useKeys } from "../../components";
import { STRIDE_MS } from "./clock";
import { momentsOf } from "./marks";
import type { Replay } from "./useReplay";

/** The keys of a replay. They also work after a click into the recorded page: the frame hands them on. */
export function useReplayKeys({ clock, track, marks }: Replay): void {
  const moments = useMemo(() => momentsOf(marks), [marks]);
  const by = (ms: number) => clock.seek(clock.get().atMs + ms);
  const events = track?.ticks_ms ?? [];
  useKeys("replay", {
    play: clock.toggle,
    on: () => by(STRIDE_MS),
    back: () => by(-STRIDE_MS),
    nextEvent: () => clock.step(1, events),
    previousEvent: () => clock.step(-1, events),
    nextMoment: () => clock.step(1, moments),
    previousMoment: () => clock.step(-1, moments),
    faster: clock.faster,
    slower: clock.slower,
    start: () => clock.seek(clock.get().startMs),
    end: () => clock.seek(clock.get().durationMs),
  });
}

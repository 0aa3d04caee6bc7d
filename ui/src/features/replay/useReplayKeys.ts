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
  useKeys("Replay", [
    { keys: "Space", label: "Play or pause", run: clock.toggle },
    { keys: "ArrowRight", label: "5 seconds on", run: () => by(STRIDE_MS) },
    { keys: "ArrowLeft", label: "5 seconds back", run: () => by(-STRIDE_MS) },
    { keys: ["shift+ArrowRight", "."], label: "Next event", run: () => clock.step(1, events) },
    { keys: ["shift+ArrowLeft", ","], label: "Previous event", run: () => clock.step(-1, events) },
    { keys: "]", label: "Next moment", run: () => clock.step(1, moments) },
    { keys: "[", label: "Previous moment", run: () => clock.step(-1, moments) },
    { keys: ["+", "="], label: "Faster", run: clock.faster },
    { keys: "-", label: "Slower", run: clock.slower },
    { keys: "Home", label: "To the start", run: () => clock.seek(clock.get().startMs) },
    { keys: "End", label: "To the end", run: () => clock.seek(clock.get().durationMs) },
  ]);
}

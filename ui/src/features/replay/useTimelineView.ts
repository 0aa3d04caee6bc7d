import { type RefObject, useCallback, useEffect, useMemo, useState } from "react";
import { useKeys } from "../../components";
import type { Stretch } from "../../contract";
import type { Clock } from "./clock";
import { type Scale, type View, WHOLE } from "./scale";
import { isInSight, pannedBy, scaleOf, showing, zoomedAt } from "./view";

/** What a key or a button zooms by. */
const STEP = 2;
/** What a wheel turns until it has doubled; a notch is about 100 pixels. */
const DOUBLING_PX = 350;
/** Of `deltaMode` 1: a line of a wheel that counts lines. */
const LINE_PX = 16;

export interface TimelineView {
  scale: Scale;
  zoomIn: () => void;
  zoomOut: () => void;
  reset: () => void;
}

/** What of the timeline is in sight: by wheel, by keys, and wherever the playhead goes. */
export function useTimelineView(
  plot: RefObject<HTMLElement | null>,
  clock: Clock,
  startMs: number,
  durationMs: number,
  width: number,
  idle: readonly Stretch[],
): TimelineView {
  const timeline = useMemo(() => ({ startMs, durationMs, width, idle }), [startMs, durationMs, width, idle]);
  const [view, setView] = useState<View>(WHOLE);
  const scale = useMemo(() => scaleOf(timeline, view), [timeline, view]);

  // By the playhead, which is what a person looks at; it is brought into sight where it was not.
  const zoomBy = useCallback(
    (factor: number) => {
      setView((now) => {
        const seen = showing(timeline, now, clock.get().atMs);
        return zoomedAt(timeline, seen, factor, scaleOf(timeline, seen).x(clock.get().atMs));
      });
    },
    [timeline, clock],
  );
  const zoomIn = () => zoomBy(STEP);
  const zoomOut = () => zoomBy(1 / STEP);
  const reset = () => setView(WHOLE);
  useKeys("timeline", { zoomIn, zoomOut, whole: reset });

  useEffect(() => {
    const element = plot.current;
    if (!element) return;
    // React listens to wheels passively: the screen around the timeline would scroll along.
    const onWheel = (event: WheelEvent) => {
      const isSideways = event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY);
      const turned = isSideways && event.deltaX !== 0 ? event.deltaX : event.deltaY;
      const px = turned * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE_PX : 1);
      // There is nothing beyond the whole: the screen may have it.
      if (scale.zoom === 1 && (isSideways || px >= 0)) return;
      event.preventDefault();
      const x = event.clientX - element.getBoundingClientRect().left;
      setView((now) =>
        isSideways ? pannedBy(timeline, now, px) : zoomedAt(timeline, now, 2 ** (-px / DOUBLING_PX), x),
      );
    };
    element.addEventListener("wheel", onWheel, { passive: false });
    return () => element.removeEventListener("wheel", onWheel);
  }, [plot, timeline, scale]);

  // Follows the playhead from where it was in sight, and after every jump; who looks elsewhere meanwhile is left alone.
  useEffect(() => {
    let last = clock.get();
    return clock.subscribe(() => {
      const before = last;
      last = clock.get();
      if (scale.zoom === 1 || last.atMs === before.atMs || isInSight(scale, last.atMs)) return;
      if (last.jumps !== before.jumps || isInSight(scale, before.atMs)) {
        const { atMs } = last;
        setView((now) => showing(timeline, now, atMs));
      }
    });
  }, [clock, timeline, scale]);

  return { scale, zoomIn, zoomOut, reset };
}

import { type PointerEvent, type RefObject, useEffect, useRef, useState } from "react";
import { clockTime } from "../../components/format";
import { bracketsOf, LANE_PAD, type LaneLayout, moved, msOf, TRACK, type View, xOf, zoomed } from "./bars";
import { barWords, errorWords, requestWords } from "./laneWalk";
import { REQUESTS } from "./paint";
import { countUntil } from "./rows";
import type { Run } from "./run";

interface Sight {
  run: Run;
  layout: LaneLayout;
  view: View;
  setView: (change: (view: View) => View) => void;
  width: number;
  scrollTop: number;
  plot: RefObject<HTMLElement | null>;
}

/** Moved further than this, a press is a drag. */
const DRAG = 4;
/** An error is hit this near to its line. */
const NEAR = 4;

/** What the pointer does on the lanes: says what is under it, goes there, drags the view, zooms by Ctrl and wheel. */
export function useLanePointer(sight: Sight) {
  const { run, view, setView, width, plot } = sight;
  const [told, setTold] = useState("");
  const press = useRef<{ x: number; view: View; dragged: boolean } | null>(null);
  const durationMs = run.outline.duration_ms;

  useEffect(() => {
    const element = plot.current;
    if (!element) return;
    // React listens to wheels passively; a passive listener cannot keep the page from zooming.
    const onWheel = (event: WheelEvent) => {
      const x = event.clientX - element.getBoundingClientRect().left;
      if (event.ctrlKey || event.metaKey) {
        event.preventDefault();
        setView((seen) => zoomed(seen, event.deltaY > 0 ? 1.25 : 0.8, msOf(x, seen, width), durationMs));
      } else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
        event.preventDefault();
        const by = (event.deltaX || event.deltaY) / Math.max(width, 1);
        setView((seen) => moved(seen, by * (seen.toMs - seen.fromMs), durationMs));
      }
    };
    element.addEventListener("wheel", onWheel, { passive: false });
    return () => element.removeEventListener("wheel", onWheel);
  }, [plot, setView, width, durationMs]);

  const place = (event: PointerEvent) => {
    const box = event.currentTarget.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top + sight.scrollTop };
  };
  return {
    told,
    handlers: {
      onPointerDown: (event: PointerEvent) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        press.current = { x: event.clientX, view, dragged: false };
      },
      onPointerMove: (event: PointerEvent) => {
        const from = press.current;
        if (!from) {
          const { x, y } = place(event);
          setTold(thingAt(sight, x, y)?.told ?? clockTime(msOf(x, view, width)));
          return;
        }
        const by = from.x - event.clientX;
        from.dragged ||= Math.abs(by) > DRAG;
        if (from.dragged) {
          const ms = (by / Math.max(width, 1)) * (from.view.toMs - from.view.fromMs);
          setView(() => moved(from.view, ms, durationMs));
        }
      },
      onPointerUp: (event: PointerEvent) => {
        const from = press.current;
        press.current = null;
        if (!from || from.dragged) return;
        const { x, y } = place(event);
        const thing = thingAt(sight, x, y);
        if (thing) run.choose(thing.row);
        else run.clock.seek(msOf(x, view, width));
      },
      onPointerCancel: () => {
        press.current = null;
      },
      onPointerLeave: () => setTold(""),
    },
  };
}

interface Thing {
  row: number;
  told: string;
}

/** What is drawn at a place of the plot. */
function thingAt({ run, layout, view, width }: Sight, x: number, y: number): Thing | null {
  const { outline } = run;
  if (outline.requests.length > 0 && y < REQUESTS) {
    const brackets = bracketsOf(outline.requests, outline.duration_ms, view, width);
    const hit = brackets.find((bracket) => x >= bracket.x - NEAR && x <= bracket.x + bracket.width + NEAR);
    if (!hit) return null;
    return { row: hit.ask.row, told: requestWords(hit.ask) };
  }
  const lane = layout.lanes.find(({ top, height }) => y >= top && y < top + height);
  if (!lane) return null;
  const error = errorAt(run, lane.index, x, view, width);
  if (error !== null) {
    return { row: error, told: errorWords(outline, error) };
  }
  const track = Math.floor((y - lane.top - LANE_PAD) / TRACK);
  const atMs = msOf(x, view, width);
  const slack = msOf(1.5, view, width) - view.fromMs;
  const hit = layout.bars[lane.index]?.find(
    ({ bar, track: of }) => of === track && bar.from_ms - slack <= atMs && bar.to_ms + slack >= atMs,
  );
  return hit ? { row: hit.bar.row, told: barWords(hit.bar) } : null;
}

function errorAt({ outline }: Run, lane: number, x: number, view: View, width: number): number | null {
  const slack = msOf(NEAR, view, width) - view.fromMs;
  const atMs = msOf(x, view, width);
  const from = countUntil(outline.at_ms, atMs - slack - 1);
  const to = countUntil(outline.at_ms, atMs + slack);
  const near = outline.errors
    .slice(countUntil(outline.errors, from - 1), countUntil(outline.errors, to - 1))
    .filter((row) => outline.lane_of[row] === lane);
  const distance = (row: number) => Math.abs(xOf(outline.at_ms[row] ?? 0, view, width) - x);
  return near.sort((a, b) => distance(a) - distance(b))[0] ?? null;
}

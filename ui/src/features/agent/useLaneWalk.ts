import { type RefObject, useMemo, useState } from "react";
import { following, type LaneLayout, type View, xOf } from "./bars";
import { type Standing, standingWords, stopsOf, walked } from "./laneWalk";
import type { Run } from "./run";

interface Ground {
  run: Run;
  layout: LaneLayout;
  /** What the row of requests takes above the lanes. */
  top: number;
  view: View;
  setView: (change: (view: View) => View) => void;
  width: number;
  scroller: RefObject<HTMLElement | null>;
}

/** The lanes by keyboard: steps from one thing to the next, brings it into sight, and tells what a pointer would hear. */
export function useLaneWalk({ run, layout, top, view, setView, width, scroller }: Ground) {
  const { outline, clock } = run;
  const [standing, setStanding] = useState<Standing | null>(null);
  const [seen, setSeen] = useState(layout);
  if (seen !== layout) {
    setSeen(layout);
    setStanding(null);
  }
  // Only for who walks: a run of 100,000 events has as many stops.
  const walks = standing !== null;
  const rows = useMemo(() => (walks ? stopsOf(outline, layout, top) : []), [walks, outline, layout, top]);
  const stop = standing && rows[standing.row]?.stops[standing.stop];

  const step = (key: string) => {
    const all = walks ? rows : stopsOf(outline, layout, top);
    const next = walked(all, standing, key, clock.get().atMs);
    const to = next && all[next.row]?.stops[next.stop];
    if (!to) return false;
    setStanding(next);
    setView((now) => following(now, to.fromMs, outline.duration_ms));
    const box = scroller.current;
    if (!box) return;
    if (to.top < box.scrollTop) box.scrollTop = to.top;
    else if (to.top + to.height > box.scrollTop + box.clientHeight) {
      box.scrollTop = to.top + to.height - box.clientHeight;
    }
  };

  const left = stop ? xOf(Math.max(stop.fromMs, view.fromMs), view, width) : 0;
  const right = stop ? xOf(Math.min(stop.toMs, view.toMs), view, width) : 0;
  return {
    step,
    /** Goes to what is stood on. */
    go: () => {
      if (!stop) return false;
      run.choose(stop.row);
    },
    leave: () => setStanding(null),
    told: standing && stop ? standingWords(rows, standing) : "",
    /** Where what is stood on is drawn. */
    frame: stop && { left, width: Math.max(right - left, 4), top: stop.top, height: stop.height },
  };
}

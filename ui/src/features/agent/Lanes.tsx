import { useEffect, useMemo, useRef, useState } from "react";
import { IconButton, Untrusted, usePartKeys } from "../../components";
import { clockTime, counted, span } from "../../components/format";
import type { Outline } from "../../contract";
import { useClock } from "../replay/useClock";
import { useSize } from "../replay/useSize";
import { following, layLanes, type View, zoomed } from "./bars";
import styles from "./Lanes.module.css";
import { colorsOf, paint, REQUESTS } from "./paint";
import type { Run } from "./run";
import { useLanePointer } from "./useLanePointer";
import { useLaneWalk } from "./useLaneWalk";
import { useThemeChanges } from "./useThemeChanges";

/** What is told of one thing at most. */
const TOLD_CHARS = 400;

/** Operations in lanes by view, requests above them, errors in them; a click goes there. */
export function Lanes({ run }: { run: Run }) {
  const { outline, clock, current } = run;
  const { duration_ms: durationMs, requests, lanes } = outline;
  const top = requests.length > 0 ? REQUESTS : 0;
  const layout = useMemo(() => layLanes(outline, top), [outline, top]);
  const [view, setView] = useState<View>({ fromMs: 0, toMs: Math.max(durationMs, 1) });
  const [scrollTop, setScrollTop] = useState(0);
  const scroller = useRef<HTMLDivElement>(null);
  const plot = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const playhead = useRef<HTMLDivElement>(null);
  const box = useSize(scroller);
  const { width } = useSize(plot);
  const height = Math.min(box.height, layout.height);
  const theme = useThemeChanges();
  const pointer = useLanePointer({ run, layout, view, setView, width, scrollTop, plot });
  const walk = useLaneWalk({ run, layout, top, view, setView, width, scroller });

  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme is read from the element when it is painted
  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext("2d");
    if (!element || !context || width === 0 || height === 0) return;
    const ratio = window.devicePixelRatio || 1;
    element.width = Math.round(width * ratio);
    element.height = Math.round(height * ratio);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const font = getComputedStyle(element).fontFamily;
    paint(context, {
      outline,
      layout,
      view,
      width,
      height,
      scrollTop,
      current,
      colors: colorsOf(element),
      font,
    });
  }, [outline, layout, view, width, height, scrollTop, current, theme]);

  // The playhead moves every frame: past React.
  useEffect(() => {
    const move = () => {
      const line = playhead.current;
      if (!line) return;
      const { atMs, playing } = clock.get();
      if (playing) setView((seen) => following(seen, atMs, durationMs));
      const share = (atMs - view.fromMs) / Math.max(view.toMs - view.fromMs, 1);
      line.hidden = share < 0 || share > 1;
      line.style.transform = `translateX(${share * width}px)`;
    };
    move();
    return clock.subscribe(move);
  }, [clock, view, width, durationMs]);

  const jumps = useClock(clock, (state) => state.jumps);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a jump of the clock turns the page
  useEffect(
    () => setView((seen) => following(seen, clock.get().atMs, durationMs)),
    [jumps, clock, durationMs],
  );

  const zoom = (factor: number) => setView((seen) => zoomed(seen, factor, clock.get().atMs, durationMs));
  const whole = () => setView({ fromMs: 0, toMs: Math.max(durationMs, 1) });
  const onKeyDown = usePartKeys("lanes", {
    step: walk.step,
    lane: walk.step,
    ends: walk.step,
    go: walk.go,
    zoomIn: () => zoom(0.5),
    zoomOut: () => zoom(2),
    whole,
  });
  const told = pointer.told || walk.told;

  const isWhole = view.toMs - view.fromMs >= durationMs;
  const labelled = layout.lanes.filter(
    (lane) => lane.top + lane.height >= scrollTop - 200 && lane.top <= scrollTop + box.height + 200,
  );
  return (
    <div className={styles.lanes}>
      <div
        ref={scroller}
        className={styles.scroller}
        // A picture that arrows walk through: screen readers hand the keys on.
        role="application"
        aria-label={`Lanes: ${summaryOf(outline)}`}
        aria-roledescription="lanes, walked by arrows"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: an application is walked by keys
        tabIndex={0}
        onKeyDown={onKeyDown}
        onBlur={walk.leave}
        onScroll={(event) => setScrollTop(event.currentTarget.scrollTop)}
      >
        <div className={styles.names} style={{ height: layout.height }}>
          {top > 0 && (
            <div className={styles.name} style={{ height: top - 1 }}>
              Requests
            </div>
          )}
          {labelled.map((lane) => (
            <div key={lane.index} className={styles.name} style={{ top: lane.top, height: lane.height - 1 }}>
              <Untrusted text={lane.name || "Before any view"} max={80} />
            </div>
          ))}
        </div>
        <div className={styles.plot} ref={plot} style={{ height: layout.height }}>
          <div className={styles.window} style={{ height }}>
            <canvas ref={canvas} className={styles.canvas} {...pointer.handlers} />
            <div ref={playhead} className={styles.playhead} />
            {walk.frame && (
              <div className={styles.stop} style={{ ...walk.frame, top: walk.frame.top - scrollTop }} />
            )}
          </div>
        </div>
      </div>
      <span role="status" className="visually-hidden">
        <Untrusted text={walk.told} max={TOLD_CHARS} />
      </span>
      <div className={styles.foot}>
        <span className={styles.told} aria-hidden="true">
          {told && <Untrusted text={told} max={TOLD_CHARS} />}
        </span>
        <span className={styles.range}>
          {isWhole ? span(durationMs) : `${clockTime(view.fromMs)} – ${clockTime(view.toMs)}`}
        </span>
        <button type="button" className={styles.fit} onClick={whole} disabled={isWhole}>
          Whole run
        </button>
        <IconButton icon="plus" label="Zoom in" onClick={() => zoom(0.5)} />
        <IconButton icon="minus" label="Zoom out" disabled={isWhole} onClick={() => zoom(2)} />
      </div>
    </div>
  );

  function summaryOf({ bars, errors }: Outline): string {
    return [
      counted(lanes.length, "view"),
      counted(bars.length, "operation"),
      counted(requests.length, "request"),
      counted(errors.length, "error"),
    ].join(", ");
  }
}

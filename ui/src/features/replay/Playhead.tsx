import { useLayoutEffect, useRef } from "react";
import type { Clock } from "./clock";
import type { Scale } from "./scale";
import styles from "./Timeline.module.css";
import { isInSight } from "./view";

/** Moves with every frame, past React: a line that is drawn 60 times a second needs no rendering. */
export function Playhead({ clock, scale, height }: { clock: Clock; scale: Scale; height: number }) {
  const head = useRef<SVGGElement>(null);
  useLayoutEffect(() => {
    const move = () => {
      const { atMs } = clock.get();
      head.current?.setAttribute("transform", `translate(${scale.x(atMs).toFixed(1)} 0)`);
      head.current?.setAttribute("visibility", isInSight(scale, atMs) ? "visible" : "hidden");
    };
    move();
    return clock.subscribe(move);
  }, [clock, scale]);
  return (
    <svg className={styles.head} width={scale.width} height={height} aria-hidden="true">
      <g ref={head}>
        <line y1={4} y2={height - 14} />
        <circle cy={4} r={3.5} />
      </g>
    </svg>
  );
}

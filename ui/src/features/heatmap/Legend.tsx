import type { HeatmapView } from "../../contract";
import styles from "./Legend.module.css";
import { stepWords } from "./words";

/** What the colours mean: numbers under their colours, from nothing to most. */
export function Legend({ view: { picture, unit } }: { view: HeatmapView }) {
  if (!picture) return null;
  return (
    <ol className={styles.legend} aria-label="Legend">
      {picture.legend.map(({ value, rgb }) => (
        <li key={value}>
          <span className={styles.colour} style={{ background: `rgb(${rgb.join(" ")})` }} />
          {stepWords(value, unit)}
        </li>
      ))}
    </ol>
  );
}

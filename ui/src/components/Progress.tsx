import { classes } from "./classes";
import styles from "./Progress.module.css";

/** How far something is, as a bar; without `of` it only shows that it goes on. */
export function Progress({ label, done, of }: { label: string; done: number; of?: number }) {
  const ratio = of === undefined || of <= 0 ? undefined : Math.min(1, done / of);
  return (
    <span
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={ratio === undefined ? undefined : Math.round(ratio * 100)}
      className={styles.track}
    >
      <span
        className={classes(styles.done, ratio === undefined && styles.unknown)}
        style={ratio === undefined ? undefined : { width: `${ratio * 100}%` }}
      />
    </span>
  );
}

import { memo } from "react";
import styles from "./Sparkline.module.css";
import { BAR, SPARK_HEIGHT, SPARK_WIDTH, sparkPath } from "./sparkPath";

/** Activity over a recording's length. Decoration beside the count of events, so hidden from screen readers. */
export const Sparkline = memo(function Sparkline({ activity }: { activity: readonly number[] }) {
  const path = sparkPath(activity);
  if (path === "") return null;
  return (
    <svg
      className={styles.spark}
      viewBox={`0 0 ${SPARK_WIDTH} ${SPARK_HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <path d={path} strokeWidth={(SPARK_WIDTH / activity.length) * BAR} />
    </svg>
  );
});

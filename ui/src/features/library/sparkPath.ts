// Activity as one SVG path: a bar per part.

export const SPARK_WIDTH = 108;
export const SPARK_HEIGHT = 16;
const LEAST = 1.5;
/** A bar's part of its place; the rest is the gap to the next one. */
export const BAR = 0.64;

/** One path of strokes, the tallest at full height. Roots, so that one burst does not flatten all else. */
export function sparkPath(activity: readonly number[]): string {
  const most = Math.max(0, ...activity);
  if (most === 0) return "";
  const step = SPARK_WIDTH / activity.length;
  return activity
    .map((events, at) => {
      if (events <= 0) return "";
      const height = Math.max(LEAST, Math.sqrt(events / most) * SPARK_HEIGHT);
      return `M${round((at + 0.5) * step)} ${SPARK_HEIGHT}v${-round(height)}`;
    })
    .join("");
}

const round = (px: number): number => Math.round(px * 10) / 10;

import { classes } from "../../components";
import type { Severity } from "../../contract";
import styles from "./KindShape.module.css";
import { lookOf, type Shape } from "./kinds";

const PATHS: Record<Shape, string> = {
  triangle: "M0 -4L4.5 4H-4.5Z",
  dot: "M-3.5 0A3.5 3.5 0 1 0 3.5 0A3.5 3.5 0 1 0 -3.5 0Z",
  cross: "M-3 -3L3 3M3 -3L-3 3",
  diamond: "M0 -4.5L4.5 0L0 4.5L-4.5 0Z",
  hollowDiamond: "M0 -4L4 0L0 4L-4 0Z",
  ring: "M-3.5 0A3.5 3.5 0 1 0 3.5 0A3.5 3.5 0 1 0 -3.5 0Z",
  square: "M-3.5 -3.5H3.5V3.5H-3.5Z",
  tick: "M0 -2.5V2.5",
};
const LINES: ReadonlySet<Shape> = new Set(["cross", "hollowDiamond", "ring", "tick"]);

interface KindShapeProps {
  kind: string;
  severity?: Severity;
  transform?: string;
}

/** What a kind is drawn as, around 0,0 of whatever picture it stands in. The shape tells groups apart, colour helps. */
export function KindShape({ kind, severity, transform }: KindShapeProps) {
  const { shape, group } = lookOf(kind);
  const tone = kind === "flag" ? (severity ?? "medium") : kind === "note" ? "note" : group;
  return (
    <path
      className={classes(styles[tone], LINES.has(shape) ? styles.line : styles.filled)}
      d={PATHS[shape]}
      transform={transform}
    />
  );
}

/** The same beside a word that says it. */
export function KindIcon({ kind, severity }: Omit<KindShapeProps, "transform">) {
  return (
    <svg className={styles.icon} width={12} height={12} viewBox="-6 -6 12 12" aria-hidden="true">
      <KindShape kind={kind} severity={severity} />
    </svg>
  );
}

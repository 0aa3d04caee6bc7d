import { memo } from "react";
import { classes, KindMark, plainText, Untrusted } from "../../components";
import { clockTime } from "../../components/format";
import { KindIcon } from "./KindShape";
import { lookOf } from "./kinds";
import styles from "./MomentList.module.css";
import type { Mark } from "./marks";

interface MomentLineProps {
  id: string;
  mark: Mark;
  /** Where it stands among how many. */
  place: number;
  total: number;
  startPx: number;
  /** The last one that the playhead reached. */
  isCurrent: boolean;
  /** The one that Enter jumps to. */
  isActive: boolean;
  onJump: (place: number) => void;
}

/** One moment: what, when, and its own words in one line. */
export const MomentLine = memo(function MomentLine(props: MomentLineProps) {
  const { id, mark, place, total, startPx, isCurrent, isActive, onJump } = props;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: keys go to the list, which has the focus
    // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus and names its active line
    <div
      id={id}
      role="option"
      aria-selected={isCurrent}
      aria-posinset={place + 1}
      aria-setsize={total}
      className={classes(styles.line, isCurrent && styles.current, isActive && styles.active)}
      style={{ transform: `translateY(${startPx}px)` }}
      title={plainText(mark.label, 300)}
      onClick={() => onJump(place)}
    >
      <span className={styles.what}>
        <KindIcon kind={mark.kind} severity={mark.severity} />
        <span className={styles.word}>
          <Untrusted text={lookOf(mark.kind).word} max={40} />
        </span>
        {mark.beside && (
          <span className={styles.of}>
            <span className="visually-hidden">in </span>
            <KindMark kind={mark.beside.kind} size={12} />
            <Untrusted text={mark.beside.title} max={80} className={styles.title} />
          </span>
        )}
        <span className={styles.time}>{clockTime(mark.atMs)}</span>
      </span>
      <span className={styles.label}>
        <Untrusted text={mark.label} max={200} />
      </span>
    </div>
  );
});

// biome-ignore-all lint/a11y/useFocusableInteractive: the grid holds the focus and names its active cell
// biome-ignore-all lint/a11y/useSemanticElements: lines are placed by themselves, which a table would undo

import { memo } from "react";
import { classes, KindMark, SeverityTag, Untrusted } from "../../components";
import { count, duration } from "../../components/format";
import { startedWords } from "../../components/started";
import styles from "./Cards.module.css";
import { Check } from "./Check";
import { type CellProps, Transfer } from "./Row";
import { Sparkline } from "./Sparkline";
import { storedAs, TITLE_CHARS, whoOf } from "./words";

/** A recording as a card. It holds no handlers: the grid hears clicks for all of them. */
export const Card = memo(function Card({ id, index, row, active, picked, transfer }: CellProps) {
  return (
    <div
      role="gridcell"
      id={id}
      className={classes(styles.card, active && styles.active, picked && styles.picked)}
      aria-selected={picked}
      data-index={index}
    >
      {row ? (
        <>
          <div className={styles.top}>
            <KindMark kind={row.kind} size={14} />
            <Untrusted text={row.title} max={TITLE_CHARS} className={styles.title} />
            <Check picked={picked} />
          </div>
          <div className={styles.about}>
            <Untrusted text={whoOf(row)} max={TITLE_CHARS} className={styles.who} />
            <span>{startedWords(row)}</span>
          </div>
          <div className={styles.spark}>
            <Sparkline activity={row.activity} />
          </div>
          <div className={styles.foot}>
            <span className="mono">{duration(row.duration_ms)}</span>
            <span className="mono">
              {count(row.event_count)}
              <span className="visually-hidden"> events</span>
            </span>
            {row.severity && <SeverityTag severity={row.severity} />}
            <span className={styles.stored}>{transfer ? <Transfer job={transfer} /> : storedAs(row)}</span>
          </div>
        </>
      ) : (
        <>
          <span className={styles.waiting} />
          <span className="visually-hidden">Loading</span>
        </>
      )}
    </div>
  );
});

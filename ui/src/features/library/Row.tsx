// biome-ignore-all lint/a11y/useFocusableInteractive: the grid holds the focus and names its active cell
// biome-ignore-all lint/a11y/useSemanticElements: lines are placed by themselves, which a table would undo

import { memo } from "react";
import { classes, KindMark, Progress, SeverityTag, Untrusted } from "../../components";
import { count, duration } from "../../components/format";
import { startedWords } from "../../components/started";
import type { JobView, LibraryRow } from "../../contract";
import { Check } from "./Check";
import styles from "./Rows.module.css";
import { Sparkline } from "./Sparkline";
import { storedAs, TITLE_CHARS, whoOf } from "./words";

export interface CellProps {
  id: string;
  index: number;
  /** Absent until its page is loaded. */
  row: LibraryRow | undefined;
  active: boolean;
  picked: boolean;
  transfer: JobView | undefined;
}

/** A recording as a row. It holds no handlers: the grid hears clicks for all of them. */
export const Row = memo(function Row({
  id,
  index,
  top,
  row,
  active,
  picked,
  transfer,
}: CellProps & { top: number }) {
  return (
    <div
      role="row"
      id={id}
      className={classes(styles.row, styles.columns, active && styles.active, picked && styles.picked)}
      style={{ top }}
      aria-rowindex={index + 2}
      aria-selected={picked}
      data-index={index}
    >
      {row ? <Cells row={row} picked={picked} transfer={transfer} /> : <Waiting />}
    </div>
  );
});

function Cells({ row, picked, transfer }: Pick<CellProps, "picked" | "transfer"> & { row: LibraryRow }) {
  return (
    <>
      <span role="gridcell">
        <Check picked={picked} />
      </span>
      <span role="gridcell" className={styles.title}>
        <KindMark kind={row.kind} size={14} />
        <Untrusted text={row.title} max={TITLE_CHARS} className={styles.clip} />
      </span>
      <span role="gridcell" className={classes(styles.who, styles.clip)}>
        <Untrusted text={whoOf(row)} max={TITLE_CHARS} />
      </span>
      <span role="gridcell" className={styles.when}>
        {startedWords(row)}
      </span>
      <span role="gridcell" className={styles.number}>
        {duration(row.duration_ms)}
      </span>
      <span role="gridcell" className={classes(styles.number, styles.events)}>
        {count(row.event_count)}
      </span>
      <span role="gridcell" className={styles.activity}>
        <Sparkline activity={row.activity} />
      </span>
      <span role="gridcell">{row.severity && <SeverityTag severity={row.severity} />}</span>
      <span role="gridcell" className={styles.when}>
        {transfer ? <Transfer job={transfer} /> : storedAs(row)}
      </span>
    </>
  );
}

export function Transfer({ job }: { job: JobView }) {
  const label = job.kind === "upload" ? "Uploading" : "Downloading";
  return <Progress label={label} done={job.done} of={job.of} />;
}

function Waiting() {
  return (
    <>
      <span role="gridcell" />
      <span role="gridcell" className={styles.title}>
        <span className={styles.waiting} />
        <span className="visually-hidden">Loading</span>
      </span>
    </>
  );
}

// biome-ignore-all lint/a11y/useSemanticElements: rows of a virtual list are placed by hand, no table can do that

import { memo, useEffect } from "react";
import { classes, ErrorNote, Icon, type IconName, Skeleton, Untrusted } from "../../components";
import { clockTime } from "../../components/format";
import type { Outline } from "../../contract";
import { DataTree } from "./DataTree";
import styles from "./EventList.module.css";
import { type Run, toneOf, typeOf, useEvents, useReading } from "./run";
import type { Json } from "./tree";

const ICONS: Record<ReturnType<typeof toneOf>, IconName | null> = {
  error: "error",
  request: "message",
  operation: "tool",
  person: "person",
  view: "eye",
  other: null,
};

interface EventLineProps {
  id: string;
  outline: Outline;
  row: number;
  /** Null while it is not known. */
  label: string | null;
  isCurrent: boolean;
  isOpen: boolean;
  isHit: boolean;
  onChoose: (row: number) => void;
  onToggle: (row: number) => void;
}

export const EventLine = memo(function EventLine(props: EventLineProps) {
  const { id, outline, row, label, isCurrent, isOpen, isHit, onChoose, onToggle } = props;
  const type = typeOf(outline, row);
  const tone = toneOf(type);
  const icon = ICONS[tone];
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list has the focus and does by keys what this does
    <div
      id={id}
      role="row"
      tabIndex={-1}
      aria-rowindex={row + 1}
      aria-level={1}
      aria-expanded={isOpen}
      aria-selected={isCurrent}
      className={classes(
        styles.row,
        styles[tone],
        isCurrent && styles.current,
        isHit && styles.hit,
        isOpen && styles.open,
      )}
      onClick={() => onChoose(row)}
      onDoubleClick={() => onToggle(row)}
    >
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: arrow keys open and close */}
      <span
        role="gridcell"
        tabIndex={-1}
        className={styles.time}
        onClick={(event) => {
          event.stopPropagation();
          onToggle(row);
        }}
        onDoubleClick={(event) => event.stopPropagation()}
      >
        {clockTime(outline.at_ms[row] ?? 0)}
      </span>
      <span role="gridcell" tabIndex={-1} className={styles.type}>
        {icon && <Icon name={icon} size={12} />}
        <Untrusted text={type} max={80} />
      </span>
      <span role="gridcell" tabIndex={-1} className={styles.label}>
        {label === null ? <span className={styles.coming} /> : <Untrusted text={label} max={300} />}
      </span>
    </div>
  );
});

/** All that an event carries, below its row. */
export function EventDetail({ run, row, needle }: { run: Run; row: number; needle: string }) {
  const { pages } = run;
  useEvents(pages);
  useEffect(() => pages.want(row, row), [pages, row]);
  useReading(run, row, row);
  const event = pages.event(row);
  const failure = pages.failure(row);
  return (
    <div role="row" aria-level={2} tabIndex={-1}>
      <div role="gridcell" aria-colspan={3} tabIndex={-1} className={styles.detail}>
        {event ? (
          <DataTree value={event.data as Json} label={`Data of event ${row + 1}`} needle={needle} />
        ) : failure ? (
          <ErrorNote
            failure={failure}
            title="This event could not be loaded"
            onRetry={() => pages.retry(row)}
          />
        ) : (
          <Skeleton lines={3} label="Loading the event" />
        )}
      </div>
    </div>
  );
}

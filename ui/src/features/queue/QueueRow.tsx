import { memo } from "react";
import { useRecording } from "../../app/queries";
import { classes, SeverityTag, Untrusted } from "../../components";
import { age, fullTime } from "../../components/format";
import type { Review } from "../../contract";
import { claimedBy } from "./order";
import styles from "./QueueList.module.css";
import { countsOf, STATES } from "./words";

interface QueueRowProps {
  id: string;
  review: Review;
  position: number;
  total: number;
  isSelected: boolean;
  me: string | undefined;
  nowMs: number;
  start: number;
  onOpen: (id: string) => void;
}

export const QueueRow = memo(function QueueRow(props: QueueRowProps) {
  const { id, review, position, total, isSelected, me, nowMs, start, onOpen } = props;
  const recording = useRecording(review.recording_id);
  const title = recording.data?.recording.title ?? (recording.isError ? review.recording_id : "");
  const holder = claimedBy(review, nowMs);
  // `claimed` stands at the end in words of its own.
  const state = review.state === "open" || review.state === "claimed" ? null : STATES[review.state].word;
  const [flag] = review.flags;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list has the focus and does by keys what this does
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={isSelected}
      aria-posinset={position}
      aria-setsize={total}
      className={classes(styles.row, isSelected && styles.selected)}
      style={{ transform: `translateY(${start}px)` }}
      onClick={() => onOpen(review.id)}
    >
      <div className={styles.first}>
        <SeverityTag severity={review.severity} />
        <span className={styles.title}>
          <Untrusted text={title} max={160} />
        </span>
        <time className={styles.age} dateTime={review.created_at} title={fullTime(review.created_at)}>
          {age(review.created_at, new Date(nowMs))}
        </time>
      </div>
      <div className={styles.reason}>{flag && <Untrusted text={flag.reason} max={200} />}</div>
      <div className={styles.counts}>
        <Untrusted text={countsOf(review)} max={120} />
        {state && (
          <span className={review.state === "escalated" ? styles.conflict : undefined}> · {state}</span>
        )}
        {holder !== undefined && (
          <>
            {" · claimed by "}
            {holder === me ? "you" : <Untrusted text={holder} max={60} />}
          </>
        )}
      </div>
    </div>
  );
});

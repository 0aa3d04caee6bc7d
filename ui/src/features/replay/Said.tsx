import { useMemo } from "react";
import { classes, Icon, Keys, SeverityTag, Untrusted } from "../../components";
import { clockTime, dateTime } from "../../components/format";
import type { Flag, Note, RecordingDetail } from "../../contract";
import type { Clock } from "./clock";
import styles from "./Said.module.css";
import { useClock } from "./useClock";

type Item = { what: "flag"; atMs?: number; flag: Flag } | { what: "note"; atMs: number; note: Note };

/** What people and rules said about the recording, in order of its time. A click jumps there. */
export function Said({ detail, clock }: { detail: RecordingDetail; clock: Clock }) {
  const items = useMemo(() => itemsOf(detail), [detail]);
  const current = useClock(clock, ({ atMs }) =>
    items.findLastIndex((item) => item.atMs !== undefined && item.atMs <= atMs),
  );
  if (items.length === 0) {
    return (
      <p className={styles.none}>
        Nothing yet. <Keys of="n" /> pins a note to the time that is shown, <Keys of="f" /> flags the
        recording for review.
      </p>
    );
  }
  return (
    <ol>
      {items.map((item, index) => (
        <li key={item.what === "flag" ? item.flag.id : item.note.id}>
          <Entry item={item} current={index === current} clock={clock} />
        </li>
      ))}
    </ol>
  );
}

function Entry({ item, current, clock }: { item: Item; current: boolean; clock: Clock }) {
  const { by, at } = item.what === "flag" ? item.flag : item.note;
  const text = item.what === "flag" ? item.flag.reason : item.note.text;
  const { atMs } = item;
  const inside = (
    <>
      <span className={styles.line}>
        <Icon name={item.what} size={12} />
        {item.what === "flag" ? <SeverityTag severity={item.flag.severity} /> : <span>Note</span>}
        <span className={styles.time}>{atMs === undefined ? "whole recording" : clockTime(atMs)}</span>
      </span>
      <span className={styles.text}>
        <Untrusted text={text} lines max={2_000} />
      </span>
      <span className={styles.who}>
        <Untrusted text={by} max={80} /> · {dateTime(at)}
      </span>
    </>
  );
  if (atMs === undefined) return <div className={styles.entry}>{inside}</div>;
  return (
    <button
      type="button"
      className={classes(styles.entry, styles.jumps, current && styles.current)}
      aria-current={current ? "time" : undefined}
      onClick={() => clock.seek(atMs)}
    >
      {inside}
    </button>
  );
}

/** Flags and notes in order of time. */
export function itemsOf({ review, notes }: RecordingDetail): Item[] {
  const flags = (review?.flags ?? []).map((flag): Item => ({ what: "flag", atMs: flag.at_ms, flag }));
  const all = [...flags, ...notes.map((note): Item => ({ what: "note", atMs: note.at_ms, note }))];
  // What is about the whole recording stands first.
  return all.sort((a, b) => (a.atMs ?? -1) - (b.atMs ?? -1));
}

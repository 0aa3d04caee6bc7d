import { Link } from "@tanstack/react-router";
import { useRecording } from "../../app/queries";
import { Badge, classes, Icon, Untrusted } from "../../components";
import { count, dateTime } from "../../components/format";
import type { OutboxItem } from "../../contract";
import styles from "./OutboxScreen.module.css";
import { kindOf, STATES } from "./words";

export function OutboxTable({ label, items }: { label: string; items: readonly OutboxItem[] }) {
  return (
    <div className={styles.scroll}>
      <table className={styles.table} aria-label={label}>
        <thead>
          <tr>
            <th scope="col" className={styles.colKind}>
              What
            </th>
            <th scope="col">Recording</th>
            <th scope="col" className={classes(styles.colWhen, styles.optional)}>
              Made
            </th>
            <th scope="col" className={styles.colState}>
              State
            </th>
            <th scope="col" className={classes(styles.number, styles.colSent, styles.optional)}>
              Sent
            </th>
            <th scope="col" className={styles.colSaid}>
              Last answer
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <Row key={item.id} item={item} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ item }: { item: OutboxItem }) {
  const { word, icon } = kindOf(item);
  const state = STATES[item.state];
  return (
    <tr>
      <td>
        <span className={styles.kind}>
          <Icon name={icon} />
          <Untrusted text={word} />
        </span>
      </td>
      <td className={styles.about}>
        <Link to="/recordings/$id" params={{ id: item.recording_id }}>
          <RecordingTitle id={item.recording_id} />
        </Link>
      </td>
      <td className={classes(styles.when, styles.optional)}>{dateTime(item.at)}</td>
      <td>
        <Badge tone={state.tone}>{state.word}</Badge>
      </td>
      <td className={classes(styles.number, styles.optional, "mono")}>
        {item.attempts === 0 ? "never" : `${count(item.attempts)}×`}
      </td>
      <td className={styles.said}>{item.last_error && <Untrusted text={item.last_error} max={600} />}</td>
    </tr>
  );
}

function RecordingTitle({ id }: { id: string }) {
  const { data } = useRecording(id);
  return <Untrusted text={data?.recording.title || id} max={160} />;
}

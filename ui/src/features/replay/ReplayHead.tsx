import { Link } from "@tanstack/react-router";
import { Button, Icon, KindMark, SeverityTag, Untrusted } from "../../components";
import { counted, duration } from "../../components/format";
import { startedWords } from "../../components/started";
import type { RecordingDetail, RecordingView, Review } from "../../contract";
import { STATES } from "../queue/words";
import styles from "./ReplayScreen.module.css";

const TAGS_SHOWN = 4;

interface ReplayHeadProps {
  detail: RecordingDetail;
  onNote: () => void;
  onFlag: () => void;
}

export function ReplayHead({ detail: { recording, review }, onNote, onFlag }: ReplayHeadProps) {
  const more = recording.tags.length - TAGS_SHOWN;
  return (
    <header className={styles.head}>
      <KindMark kind={recording.kind} />
      <h1 className={styles.title}>
        <Untrusted text={recording.title} max={200} />
      </h1>
      <p className={styles.about}>
        <Who recording={recording} />
        <span>{startedWords(recording)}</span>
        <span>{duration(recording.duration_ms)}</span>
        <span>{counted(recording.event_count, "event")}</span>
        {recording.status === "recording" && <span>still recording</span>}
      </p>
      {recording.tags.length > 0 && (
        <ul className={styles.tags} aria-label="Tags">
          {recording.tags.slice(0, TAGS_SHOWN).map((tag) => (
            <li key={tag}>
              <Untrusted text={tag} max={40} />
            </li>
          ))}
          {more > 0 && <li>{more} more</li>}
        </ul>
      )}
      <div className={styles.actions}>
        {review && <ReviewLink review={review} />}
        {recording.kind === "web" && (
          <Link to="/heatmap" search={{ recording: recording.id }} className={styles.review}>
            <Icon name="heatmap" size={14} />
            <span>Heatmap</span>
          </Link>
        )}
        <Button icon="note" onClick={onNote}>
          Note…
        </Button>
        <Button icon="flag" onClick={onFlag}>
          Flag…
        </Button>
      </div>
    </header>
  );
}

function Who({ recording }: { recording: RecordingView }) {
  const who = recording.user_id ?? recording.agent_id;
  if (!who) return null;
  return (
    <span>
      {recording.user_id ? "for " : "by "}
      <Untrusted text={who} max={80} />
    </span>
  );
}

function ReviewLink({ review }: { review: Review }) {
  return (
    <Link to="/queue/$id" params={{ id: review.id }} className={styles.review}>
      <SeverityTag severity={review.severity} />
      <span>Review: {STATES[review.state].word.toLowerCase()}</span>
      <Icon name="chevronRight" size={12} />
    </Link>
  );
}

import { Link } from "@tanstack/react-router";
import { Button, KindMark, Untrusted } from "../../components";
import { duration } from "../../components/format";
import { startedWords } from "../../components/started";
import type { RecordingView } from "../../contract";
import styles from "./QueueScreen.module.css";

interface StageHeadProps {
  recording: RecordingView;
  onNote: () => void;
  onFlag: () => void;
}

export function StageHead({ recording, onNote, onFlag }: StageHeadProps) {
  const { id, kind, title, user_id, agent_id, duration_ms } = recording;
  return (
    <header className={styles.head}>
      <KindMark kind={kind} />
      <h2 className={styles.title} data-kind={kind}>
        <Link to="/recordings/$id" params={{ id }}>
          <Untrusted text={title} max={160} />
        </Link>
      </h2>
      <p className={styles.about}>
        {agent_id !== undefined && <Untrusted text={agent_id} max={60} className={styles.fact} />}
        {user_id !== undefined && (
          <span className={styles.fact}>
            for <Untrusted text={user_id} max={60} />
          </span>
        )}
        <span className={styles.fact}>{startedWords(recording)}</span>
        <span className={styles.fact}>{duration(duration_ms)}</span>
      </p>
      <div className={styles.actions}>
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

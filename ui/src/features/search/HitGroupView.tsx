import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { queries } from "../../app/queries";
import { KindMark, Untrusted } from "../../components";
import { clockTime, counted } from "../../components/format";
import { startedWords } from "../../components/started";
import type { RecordingView, SearchHit } from "../../contract";
import { useHost } from "../../host/context";
import { fieldName, type HitGroup } from "./group";
import styles from "./SearchScreen.module.css";
import { Snippet } from "./Snippet";
import { soughtIn } from "./snippetParts";

const TITLE_CHARS = 200;

interface HitGroupProps {
  group: HitGroup;
  query: string;
  /** The recording, where the list of hits' recordings had it. */
  known: RecordingView | undefined;
  /** Whether that list is here: only then is a recording asked for by itself. */
  listed: boolean;
}

/** The hits in one recording. */
export function HitGroupView({ group, query, known, listed }: HitGroupProps) {
  const host = useHost();
  const alone = useQuery({ ...queries.recording(host, group.recordingId), enabled: listed && !known });
  const recording = known ?? alone.data?.recording;
  return (
    <div className={styles.group}>
      <header className={styles.head}>
        {recording && <KindMark kind={recording.kind} size={14} />}
        <h2 className={styles.title}>
          <Untrusted text={recording?.title ?? group.recordingId} max={TITLE_CHARS} />
        </h2>
        {recording && <span className={styles.when}>{startedWords(recording)}</span>}
        <span className={styles.figure}>{counted(group.hits.length, "hit")}</span>
      </header>
      <ul>
        {group.hits.map((hit, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: one text may hold two hits of one time and field
          <li key={at}>
            <Hit hit={hit} query={query} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function Hit({ hit, query }: { hit: SearchHit; query: string }) {
  return (
    <Link
      to="/recordings/$id"
      params={{ id: hit.recording_id }}
      search={{ at: hit.at_ms, find: soughtIn(hit, query) }}
      preload={false}
      className={styles.hit}
      data-hit=""
    >
      <span className={styles.at}>{clockTime(hit.at_ms)}</span>
      <span className={styles.field}>{fieldName(hit.field)}</span>
      <span className={styles.snippet}>
        <Snippet snippet={hit.snippet} query={query} />
      </span>
    </Link>
  );
}

import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { usePlace } from "../../app/place";
import { queries, useDeskState } from "../../app/queries";
import { EmptyState, plainText, Segmented, Skeleton, useKeys } from "../../components";
import type { Review } from "../../contract";
import { useHost } from "../../host/context";
import { beside, nextAfter, type QueueFilter } from "./order";
import { QueueList } from "./QueueList";
import styles from "./QueueScreen.module.css";
import { Reviewing } from "./Reviewing";
import { useCompact } from "./useCompact";
import { useNow } from "./useNow";
import { useQueueReviews } from "./useQueueReviews";

export type Part = "queue" | "recording" | "verdict";

const PARTS = [
  { value: "queue", label: "Queue" },
  { value: "recording", label: "Recording" },
  { value: "verdict", label: "Verdict" },
] as const satisfies readonly { value: Part; label: string }[];

/** The governance queue: what waits, the recording, and the verdict, side by side. */
export function QueueScreen() {
  const { id } = useParams({ strict: false });
  const navigate = useNavigate();
  const nowMs = useNow();
  const { data: state } = useDeskState();
  const me = state?.account?.user;
  const [filter, setFilter] = useState<QueueFilter>("open");
  const { listed, totals, selected, error, retry } = useQueueReviews(filter, id, me, nowMs);
  const compact = useCompact();
  const [part, setPart] = useState<Part>(id === undefined ? "queue" : "recording");
  const [said, setSaid] = useState<string | null>(null);
  usePlace("Queue", useTitle(selected));

  const go = (to: string | undefined, replace = false) => {
    if (to !== undefined && to !== id) void navigate({ to: "/queue/$id", params: { id: to }, replace });
  };
  const open = (to: string | undefined) => {
    setSaid(null);
    go(to);
  };
  const first = listed?.[0]?.id;
  // biome-ignore lint/correctness/useExhaustiveDependencies: only where nothing is chosen the first one is opened
  useEffect(() => {
    if (id === undefined) go(first, true);
  }, [id, first]);

  useKeys("queue", {
    next: () => open(beside(listed ?? [], id, 1)),
    previous: () => open(beside(listed ?? [], id, -1)),
  });

  const onDecided = (words: string) => {
    const next = nextAfter(listed ?? [], selected?.id ?? "", me, nowMs);
    setSaid(next === undefined ? `${words} Nothing else waits for you here.` : words);
    go(next);
  };

  const hidden = (which: Part) => compact && part !== which;
  return (
    <div className={styles.screen}>
      <span className="visually-hidden" role="status">
        {said}
      </span>
      {compact && (
        <div className={styles.parts}>
          <Segmented label="Show" value={part} options={PARTS} onChange={setPart} />
        </div>
      )}
      <div className={styles.columns}>
        <section className={styles.queue} aria-label="Reviews" hidden={hidden("queue")}>
          <QueueList
            reviews={listed}
            totals={totals}
            filter={filter}
            onFilter={setFilter}
            selected={selected?.id}
            me={me}
            nowMs={nowMs}
            onOpen={(to) => {
              open(to);
              setPart("recording");
            }}
            error={error}
            onRetry={retry}
          />
        </section>
        {selected ? (
          <Reviewing
            key={selected.id}
            review={selected}
            nowMs={nowMs}
            hidden={hidden}
            onPart={setPart}
            said={said}
            onDecided={onDecided}
          />
        ) : (
          <div className={styles.nothing} hidden={hidden("recording") && hidden("verdict")}>
            {!error && <Nothing missing={selected === null} isEmpty={listed?.length === 0} />}
          </div>
        )}
      </div>
    </div>
  );
}

function useTitle(review: Review | null | undefined): string | undefined {
  const host = useHost();
  const { data } = useQuery({ ...queries.recording(host, review?.recording_id ?? ""), enabled: !!review });
  return data && plainText(data.recording.title, 120);
}

function Nothing({ missing, isEmpty }: { missing: boolean; isEmpty: boolean }) {
  if (missing) {
    return (
      <EmptyState icon="queue" title="There is no such review here">
        It may belong to another server, or you may not see it any more. Choose one from the queue.
      </EmptyState>
    );
  }
  if (isEmpty) {
    return (
      <EmptyState icon="verdict" title="Nothing to decide">
        Whatever is flagged comes here: by a person, a rule or the server.
      </EmptyState>
    );
  }
  return <Skeleton lines={6} label="Loading the queue" />;
}

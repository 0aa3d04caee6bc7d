import { useCallback, useRef, useState } from "react";
import { useOutline } from "../../app/queries";
import { Button, EmptyState, ErrorNote, Segmented, Skeleton, useKeys } from "../../components";
import { counted } from "../../components/format";
import type { Outline, RecordingDetail, RecordingView } from "../../contract";
import { useHost } from "../../host/context";
import { asFailure } from "../../host/failure";
import type { Clock } from "../replay/clock";
import styles from "./AgentRun.module.css";
import { Conversation } from "./Conversation";
import { EventList } from "./EventList";
import { FindBar } from "./FindBar";
import { Lanes } from "./Lanes";
import { nextHit } from "./rows";
import { useRun, useWatching } from "./run";
import { useFind, useSought } from "./useFind";

const NONE: readonly number[] = [];

type Mode = "conversation" | "lanes" | "events";

interface AgentRunProps {
  detail: RecordingDetail;
  clock: Clock;
  /** What was looked for when it was opened: it is found and unfolded at once. */
  find?: string;
  /** Whether its own keys work: of several runs beside each other, those of one. */
  hasKeys: boolean;
}

/** An agent run on a clock: as a conversation, as lanes, or as the list of its events. */
export function AgentRun({ detail, clock, find, hasKeys }: AgentRunProps) {
  const { recording } = detail;
  const outline = useOutline(recording);
  if (outline.isError) {
    return <NotShown recording={recording} error={outline.error} onRetry={() => void outline.refetch()} />;
  }
  if (!outline.data) return <Skeleton lines={9} label="Loading the run" />;
  if (outline.data.at_ms.length === 0) {
    return (
      <EmptyState icon="agent" title="This run has no events">
        {recording.status === "recording" ? "It is still being recorded." : "Nothing was recorded of it."}
      </EmptyState>
    );
  }
  return (
    <Shown
      key={recording.id}
      recording={recording}
      outline={outline.data}
      clock={clock}
      sought={find ?? ""}
      hasKeys={hasKeys}
    />
  );
}

interface NotShownProps {
  recording: RecordingView;
  error: unknown;
  onRetry: () => void;
}

function NotShown({ recording, error, onRetry }: NotShownProps) {
  const host = useHost();
  const [begun, setBegun] = useState<unknown>(null);
  const download = () => {
    host.sync({ ids: [recording.id] }).catch(setBegun);
  };
  return (
    <div className={styles.notShown}>
      <ErrorNote
        failure={asFailure(begun ?? error)}
        title="This run cannot be shown"
        onRetry={onRetry}
        action={!recording.cached && <Button onClick={download}>Make available offline</Button>}
      />
    </div>
  );
}

interface ShownProps {
  recording: RecordingView;
  outline: Outline;
  clock: Clock;
  sought: string;
  hasKeys: boolean;
}

function Shown({ recording, outline, clock, sought, hasKeys }: ShownProps) {
  const run = useRun(recording.id, outline, clock);
  const { current, choose } = run;
  useWatching(run);
  const [mode, setMode] = useState<Mode>(outline.conversation ? "conversation" : "lanes");
  const [text, setText] = useState(sought);
  const field = useRef<HTMLInputElement>(null);
  const find = useFind(recording.id, text.trim());
  const hits = find.hits ?? NONE;

  const unfold = useSought(run, sought, find);

  const goToHit = useCallback(
    (direction: 1 | -1) => {
      const row = nextHit(find.hits ?? [], current, direction);
      if (row !== null) choose(row);
    },
    [find.hits, current, choose],
  );
  const canShow = (other: Mode) => hasKeys && mode !== other;
  useKeys("run", { find: { run: () => field.current?.focus(), when: () => hasKeys } }, [
    { label: "Show as lanes", run: () => setMode("lanes"), when: () => canShow("lanes") },
    { label: "Show as events", run: () => setMode("events"), when: () => canShow("events") },
    {
      label: "Show as conversation",
      run: () => setMode("conversation"),
      when: () => outline.conversation && canShow("conversation"),
    },
  ]);

  const modes = [
    ...(outline.conversation ? [{ value: "conversation" as const, label: "Conversation" }] : []),
    { value: "lanes" as const, label: "Lanes" },
    { value: "events" as const, label: "Events" },
  ];
  return (
    <section className={styles.run} aria-label="Agent run">
      <div className={styles.bar}>
        <Segmented label="Show the run as" value={mode} options={modes} onChange={setMode} />
        <span className={styles.facts}>{factsOf(outline)}</span>
        <FindBar field={field} text={text} onText={setText} find={find} current={current} onHit={goToHit} />
      </div>
      {find.failure && <ErrorNote failure={find.failure} title="The run could not be searched" />}
      {mode === "conversation" ? (
        <Conversation run={run} needle={text.trim()} hits={hits} />
      ) : (
        <div className={styles.panes} data-mode={mode}>
          {mode === "lanes" && <Lanes run={run} />}
          <EventList run={run} hits={hits} needle={text.trim()} unfold={unfold} />
        </div>
      )}
    </section>
  );
}

function factsOf({ at_ms, requests, errors }: Outline): string {
  return [
    counted(at_ms.length, "event"),
    requests.length > 0 ? counted(requests.length, "request") : "",
    errors.length > 0 ? counted(errors.length, "error") : "",
  ]
    .filter((part) => part !== "")
    .join(" · ");
}

import { useMemo } from "react";
import { EmptyState, KindMark, plainText, Untrusted } from "../../components";
import type { RecordingDetail, RecordingView } from "../../contract";
import { AgentRun } from "../agent/AgentRun";
import { type Clock, shiftClock } from "./clock";
import { offsetOf } from "./lanes";
import styles from "./Stage.module.css";
import { WebPage } from "./WebPage";

/** Where a recording is shown, and those of the same session beside it, all on one clock. */
export function Stage({ detail, clock }: { detail: RecordingDetail; clock: Clock }) {
  const { recording, beside } = detail;
  const alone = beside.length === 0;
  return (
    <div className={styles.stage}>
      {[recording, ...beside].map((shown) => (
        <Part key={shown.id} shown={shown} opened={recording} clock={clock} alone={alone} />
      ))}
    </div>
  );
}

interface PartProps {
  shown: RecordingView;
  opened: RecordingView;
  clock: Clock;
  alone: boolean;
}

function Part({ shown, opened, clock, alone }: PartProps) {
  const offsetMs = offsetOf(opened, shown);
  const own = useMemo(
    () => shiftClock(clock, offsetMs, shown.duration_ms),
    [clock, offsetMs, shown.duration_ms],
  );
  return (
    <section className={styles.part} data-kind={shown.kind} aria-label={plainText(shown.title, 80)}>
      {!alone && (
        <h2 className={styles.name}>
          <KindMark kind={shown.kind} size={14} />
          <Untrusted text={shown.title} max={120} />
        </h2>
      )}
      <div className={styles.picture}>
        <Picture shown={shown} clock={own} />
      </div>
    </section>
  );
}

function Picture({ shown, clock }: { shown: RecordingView; clock: Clock }) {
  const detail = useMemo((): RecordingDetail => ({ recording: shown, notes: [], beside: [] }), [shown]);
  if (shown.kind === "web") return <WebPage recording={shown} clock={clock} />;
  if (shown.kind === "agent") return <AgentRun detail={detail} clock={clock} />;
  return (
    <EmptyState icon="screen" title="Screens are not shown in this window">
      Video needs the native player, which this version does not have. Its length, flags and notes stand here
      all the same, and it can be flagged, noted and decided like any other.
    </EmptyState>
  );
}

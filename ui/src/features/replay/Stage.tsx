import { Tabs } from "radix-ui";
import { useMemo, useRef, useState } from "react";
import { EmptyState, KindMark, plainText, Untrusted } from "../../components";
import type { RecordingDetail, RecordingView } from "../../contract";
import { AgentRun } from "../agent/AgentRun";
import { type Clock, shiftClock } from "./clock";
import { offsetOf } from "./lanes";
import styles from "./Stage.module.css";
import { fitsBeside } from "./stageRoom";
import { useSize } from "./useSize";
import { WebPage } from "./WebPage";

interface StageProps {
  detail: RecordingDetail;
  clock: Clock;
  /** What was looked for when the recording was opened. */
  find?: string;
}

/** Where a recording is shown, and those of the same session beside it, all on one clock. */
export function Stage({ detail, clock, find }: StageProps) {
  const { recording, beside } = detail;
  const together = [recording, ...beside];
  const stage = useRef<HTMLDivElement>(null);
  const { width } = useSize(stage);
  // Kept while the stage is put away: it has no width then, and what it shows must not begin anew.
  const [isWide, setIsWide] = useState<boolean>();
  const fits = fitsBeside(together, width);
  if (width > 0 && fits !== isWide) setIsWide(fits);
  const part = { opened: recording, clock, find };
  return (
    <div ref={stage} className={styles.stage}>
      {isWide === true &&
        together.map((shown) => (
          <section
            key={shown.id}
            className={styles.part}
            data-kind={shown.kind}
            aria-label={plainText(shown.title, 80)}
          >
            {beside.length > 0 && (
              <h2 className={styles.name}>
                <Name of={shown} />
              </h2>
            )}
            <Part shown={shown} hasKeys={shown === recording} {...part} />
          </section>
        ))}
      {isWide === false && <InTabs key={recording.id} together={together} {...part} />}
    </div>
  );
}

type PartProps = Omit<StageProps, "detail"> & {
  shown: RecordingView;
  opened: RecordingView;
  /** Whether its own keys work: those of one part only, or `/` would go to whichever came last. */
  hasKeys: boolean;
};

interface InTabsProps extends Omit<PartProps, "shown" | "hasKeys"> {
  together: readonly RecordingView[];
}

/** One at a time, where there is no room for all beside each other. Only what is shown plays, and is watched. */
function InTabs({ together, opened, ...part }: InTabsProps) {
  return (
    <Tabs.Root defaultValue={opened.id} className={styles.tabbed}>
      <Tabs.List className={styles.tabs} aria-label="Recordings of this session">
        {together.map((shown) => (
          <Tabs.Trigger
            key={shown.id}
            value={shown.id}
            className={styles.tab}
            title={plainText(shown.title, 120)}
          >
            <Name of={shown} />
          </Tabs.Trigger>
        ))}
      </Tabs.List>
      {together.map((shown) => (
        <Tabs.Content key={shown.id} value={shown.id} tabIndex={-1} className={styles.part}>
          <Part shown={shown} opened={opened} hasKeys {...part} />
        </Tabs.Content>
      ))}
    </Tabs.Root>
  );
}

function Name({ of }: { of: RecordingView }) {
  return (
    <>
      <KindMark kind={of.kind} size={14} />
      <Untrusted text={of.title} max={120} className={styles.title} />
    </>
  );
}

function Part({ shown, opened, clock, find, hasKeys }: PartProps) {
  const offsetMs = offsetOf(opened, shown);
  const own = useMemo(
    () => shiftClock(clock, offsetMs, shown.duration_ms),
    [clock, offsetMs, shown.duration_ms],
  );
  return (
    <div className={styles.picture}>
      <Picture shown={shown} clock={own} find={shown === opened ? find : undefined} hasKeys={hasKeys} />
    </div>
  );
}

function Picture({ shown, clock, find, hasKeys }: Omit<PartProps, "opened">) {
  const detail = useMemo(
    (): RecordingDetail => ({
      recording: shown,
      notes: [],
      beside: [],
      clock: { from_ms: 0, to_ms: shown.duration_ms },
    }),
    [shown],
  );
  if (shown.kind === "web") return <WebPage recording={shown} clock={clock} hasKeys={hasKeys} />;
  if (shown.kind === "agent") return <AgentRun detail={detail} clock={clock} find={find} hasKeys={hasKeys} />;
  return (
    <EmptyState icon="screen" title="Screens are not shown in this window">
      Video needs the native player, which this version does not have. Its length, flags and notes stand here
      all the same, and it can be flagged, noted and decided like any other.
    </EmptyState>
  );
}

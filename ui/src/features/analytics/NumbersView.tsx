import { EmptyState, Untrusted } from "../../components";
import { count } from "../../components/format";
import type { Numbers } from "../../contract";
import styles from "./Analytics.module.css";
import { DayChart } from "./DayChart";
import { Figures } from "./Figures";
import { PageChart } from "./PageChart";
import { RunChart } from "./RunChart";
import { SplitChart } from "./SplitChart";
import { asOf, DEVICE_WORDS, meanLength, partly, runTotal, whose } from "./words";

/** What was counted; `isNarrowed` where it was not asked of everything. */
export function NumbersView({ numbers, isNarrowed }: { numbers: Numbers; isNarrowed: boolean }) {
  const { sessions, runs } = numbers;
  const said = partly(numbers);
  const isEmpty = sessions.sessions === 0 && runTotal(runs) === 0;
  return (
    <>
      <p className={styles.whose} role="status">
        <strong>
          <Untrusted text={whose(numbers)} max={200} />
        </strong>{" "}
        {asOf(numbers)}.{said.length > 0 && ` ${said.join(" ")}`}
      </p>
      {isEmpty ? (
        <EmptyState icon="analytics" title="There is nothing to count">
          {isNarrowed
            ? "No session and no agent recording began in this time, of this service."
            : "Import a file, or sign in and sync."}
        </EmptyState>
      ) : (
        <>
          <h2 className={styles.heading}>Web sessions</h2>
          <Figures
            label="Web sessions"
            figures={[
              { label: "Sessions", value: count(sessions.sessions), about: "that began in this time" },
              { label: "Users", value: count(sessions.users), about: "by their ids, each once" },
              { label: "Page views", value: count(sessions.page_views), about: "as pages or events tell" },
              { label: "Clicks", value: count(sessions.clicks), about: "and taps" },
              { label: "Average length", value: meanLength(sessions.mean_ms), about: "of those that ended" },
            ]}
          />
          <div className={styles.panels}>
            <DayChart days={numbers.days} />
            <PageChart
              pages={numbers.pages}
              why={numbers.read ? "No session's events are here." : "No page was viewed in this time."}
            />
            <SplitChart
              title="Devices"
              heading="Device"
              values={numbers.devices}
              of={sessions.sessions}
              wordOf={(value) => DEVICE_WORDS[value] ?? value}
            />
            <SplitChart
              title="Services"
              about="All of them, whichever is chosen"
              heading="Service"
              values={numbers.services}
              of={numbers.services.reduce((sum, one) => sum + one.total, 0)}
              wordOf={(value) => value || "None named"}
            />
          </div>
          <h2 className={styles.heading}>Agent recordings</h2>
          <Figures
            label="Agent recordings"
            figures={[
              { label: "Recordings", value: count(runTotal(runs)), about: "of any service, in this time" },
              { label: "Failed", value: count(runs.failed), about: "or fell silent" },
              { label: "Errors", value: count(runs.errors), about: `in ${count(runs.with_errors)} of them` },
              { label: "Average length", value: meanLength(runs.mean_ms), about: "of those that ended" },
            ]}
          />
          <div className={styles.panels}>
            <RunChart runs={runs} agents={numbers.agents} />
          </div>
        </>
      )}
    </>
  );
}

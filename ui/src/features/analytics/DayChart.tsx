import { count, counted } from "../../components/format";
import type { DayNumbers } from "../../contract";
import styles from "./Analytics.module.css";
import { ChartPanel } from "./ChartPanel";
import { NumberTable } from "./NumberTable";
import { dayBars, mostOf } from "./scale";

const HEIGHT = 100;
const WIDTH = 1000;
/** A bar's share of its day. */
const FULL = 0.8;

// The host counts by days of UTC; a local date would name another day.
const DATE = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  year: "numeric",
  timeZone: "UTC",
});
const dateOf = (day: DayNumbers) => DATE.format(new Date(day.day));

/** Sessions over time. */
export function DayChart({ days }: { days: readonly DayNumbers[] }) {
  const [first, last] = [days[0], days.at(-1)];
  const most = mostOf(days, (day) => day.sessions);
  return (
    <ChartPanel
      title="Sessions by day"
      about="By the day on which they began, in UTC"
      says={
        first && last
          ? `Sessions from ${dateOf(first)} to ${dateOf(last)}: at most ${counted(most, "session")} on a day`
          : ""
      }
      empty={days.length === 0 ? "No session began in this time." : undefined}
      chart={
        <div className={styles.days}>
          <span className={styles.most}>{count(most)}</span>
          <svg
            className={styles.plot}
            viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
            preserveAspectRatio="none"
            aria-hidden="true"
          >
            {dayBars(days).map(({ day, left, width, height }) => (
              <rect
                key={day.day}
                x={(left + (width * (1 - FULL)) / 2) * WIDTH}
                y={(1 - height) * HEIGHT}
                width={width * FULL * WIDTH}
                height={height * HEIGHT}
              >
                <title>{`${dateOf(day)}: ${counted(day.sessions, "session")}`}</title>
              </rect>
            ))}
          </svg>
          <span className={styles.ends}>
            <span>{first && dateOf(first)}</span>
            <span>{last && last !== first && dateOf(last)}</span>
          </span>
        </div>
      }
      table={
        <NumberTable
          label="Sessions by day"
          rows={days}
          keyOf={(day) => day.day}
          columns={[
            { heading: "Day", cell: dateOf },
            { heading: "Sessions", cell: (day) => count(day.sessions), isNumber: true },
            { heading: "Page views", cell: (day) => count(day.page_views), isNumber: true },
            { heading: "Clicks", cell: (day) => count(day.clicks), isNumber: true },
          ]}
        />
      }
    />
  );
}

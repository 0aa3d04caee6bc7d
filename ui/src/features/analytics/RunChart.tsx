import { Untrusted } from "../../components";
import { count, counted } from "../../components/format";
import type { Numbers, RunNumbers } from "../../contract";
import styles from "./Analytics.module.css";
import { Bars } from "./Bars";
import { ChartPanel } from "./ChartPanel";
import { NumberTable } from "./NumberTable";
import { meanLength, RUN_STATES, runTotal } from "./words";

interface Row {
  key: string;
  name: string;
  runs: RunNumbers;
}

/** Agents that are drawn; the table has all. */
const DRAWN = 10;

/** Agent recordings by agent and by how they ended. */
export function RunChart({ runs, agents }: Pick<Numbers, "runs" | "agents">) {
  const rows: Row[] = agents.map(({ agent, name, runs }) => ({ key: `agent ${agent}`, name, runs }));
  const all: Row = { key: "all", name: "All agents", runs };
  const drawn = rows.slice(0, DRAWN);
  const number = (heading: string, of: (runs: RunNumbers) => number) => ({
    heading,
    cell: (row: Row) => count(of(row.runs)),
    isNumber: true,
  });
  return (
    <ChartPanel
      title="By agent"
      about="And by how they ended"
      says={drawn.map(({ name, runs }) => `${name}: ${saidOf(runs)}`).join("; ")}
      empty={rows.length === 0 ? "No agent recording began in this time." : undefined}
      chart={
        <>
          <p className={styles.legend}>
            {RUN_STATES.map(({ of, label }) => (
              <span key={of}>
                <span className={styles.swatch} data-look={of} />
                {label}
              </span>
            ))}
          </p>
          <Bars
            rows={drawn.map(({ key, name, runs }) => ({
              key,
              label: <Untrusted text={name} max={60} />,
              parts: RUN_STATES.map(({ of }) => ({ look: of, number: runs[of] })),
            }))}
          />
        </>
      }
      table={
        <NumberTable
          label="Agent recordings by agent"
          rows={[all, ...rows]}
          keyOf={(row) => row.key}
          columns={[
            { heading: "Agent", cell: (row) => <Untrusted text={row.name} max={200} /> },
            number("Recordings", runTotal),
            ...RUN_STATES.map(({ of, label }) => number(label, (runs) => runs[of])),
            number("Errors", (runs) => runs.errors),
            number("With errors", (runs) => runs.with_errors),
            { heading: "Average length", cell: (row) => meanLength(row.runs.mean_ms), isNumber: true },
          ]}
        />
      }
    />
  );
}

function saidOf(runs: RunNumbers): string {
  const ended = RUN_STATES.filter(({ of }) => runs[of] > 0);
  return ended.map(({ of, label }) => `${counted(runs[of], "recording")} ${label.toLowerCase()}`).join(", ");
}

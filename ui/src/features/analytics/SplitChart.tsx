import { Untrusted } from "../../components";
import { count, percent } from "../../components/format";
import type { FacetValue } from "../../contract";
import { Bars } from "./Bars";
import { ChartPanel } from "./ChartPanel";
import { NumberTable } from "./NumberTable";

interface SplitChartProps {
  title: string;
  about?: string;
  /** What a value is: `Device`. */
  heading: string;
  values: readonly FacetValue[];
  /** Of how many; more than the values where not all are listed. */
  of: number;
  wordOf: (value: string) => string;
}

/** Rows that are drawn; the table has all. */
const DRAWN = 8;

/** Sessions by something that each has one of. */
export function SplitChart({ title, about, heading, values, of, wordOf }: SplitChartProps) {
  const share = (value: FacetValue) => percent(of > 0 ? value.total / of : 0);
  const drawn = values.slice(0, DRAWN);
  return (
    <ChartPanel
      title={title}
      about={about}
      says={drawn.map((value) => `${wordOf(value.value)}: ${share(value)}`).join(", ")}
      empty={values.length === 0 ? "No session began in this time." : undefined}
      chart={
        <Bars
          rows={drawn.map((value) => ({
            key: value.value,
            label: <Untrusted text={wordOf(value.value)} max={60} />,
            parts: [{ look: "web", number: value.total }],
            said: `${count(value.total)} · ${share(value)}`,
          }))}
        />
      }
      table={
        <NumberTable
          label={title}
          rows={values}
          keyOf={(value) => value.value}
          columns={[
            { heading, cell: (value) => <Untrusted text={wordOf(value.value)} max={200} /> },
            { heading: "Sessions", cell: (value) => count(value.total), isNumber: true },
            { heading: "Share", cell: share, isNumber: true },
          ]}
        />
      }
    />
  );
}

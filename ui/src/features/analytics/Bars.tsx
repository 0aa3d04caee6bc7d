import type { ReactNode } from "react";
import { count } from "../../components/format";
import styles from "./Analytics.module.css";
import { mostOf } from "./scale";

export interface Part {
  /** Which look of a bar. */
  look: "web" | "completed" | "failed" | "cancelled" | "recording";
  number: number;
}

export interface BarRow {
  key: string;
  label: ReactNode;
  parts: readonly Part[];
  /** Behind the bar; the sum of the parts without it. */
  said?: string;
}

/** Lying bars, each with its name before it and its number behind it. */
export function Bars({ rows }: { rows: readonly BarRow[] }) {
  const sum = (row: BarRow) => row.parts.reduce((total, part) => total + part.number, 0);
  const most = mostOf(rows, sum);
  return (
    <ul className={styles.bars}>
      {rows.map((row) => (
        <li key={row.key} className={styles.bar}>
          <span className={styles.name}>{row.label}</span>
          <span className={styles.track}>
            {row.parts.map(({ look, number }) => (
              <span
                key={look}
                className={styles.part}
                data-look={look}
                style={{ width: `${(number / most) * 100}%` }}
              />
            ))}
          </span>
          <span className={styles.figure}>{row.said ?? count(sum(row))}</span>
        </li>
      ))}
    </ul>
  );
}

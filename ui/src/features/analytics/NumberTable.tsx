import type { ReactNode } from "react";
import { classes } from "../../components";
import styles from "./Analytics.module.css";

export interface Column<T> {
  heading: string;
  cell: (row: T) => ReactNode;
  /** Numbers stand right. */
  isNumber?: boolean;
}

interface NumberTableProps<T> {
  label: string;
  columns: readonly Column<T>[];
  rows: readonly T[];
  keyOf: (row: T) => string;
}

/** The numbers that a chart draws. */
export function NumberTable<T>({ label, columns, rows, keyOf }: NumberTableProps<T>) {
  return (
    <table className={styles.table} aria-label={label}>
      <thead>
        <tr>
          {columns.map(({ heading, isNumber }) => (
            <th key={heading} scope="col" className={classes(isNumber && styles.number)}>
              {heading}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={keyOf(row)}>
            {columns.map(({ heading, cell, isNumber }) => (
              <td key={heading} className={classes(isNumber && styles.number)}>
                {cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

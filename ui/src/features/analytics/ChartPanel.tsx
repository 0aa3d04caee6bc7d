import { type ReactNode, useId, useState } from "react";
import { Button, plainText } from "../../components";
import styles from "./Analytics.module.css";

interface ChartPanelProps {
  title: string;
  about?: string;
  /** What the chart says, for those who do not see it. */
  says: string;
  chart: ReactNode;
  table: ReactNode;
  /** Nothing to draw: why. */
  empty?: string;
}

/** A chart, and the table behind it. */
export function ChartPanel({ title, about, says, chart, table, empty }: ChartPanelProps) {
  const [asTable, setAsTable] = useState(false);
  const id = useId();
  return (
    <section className={styles.panel} aria-labelledby={`${id}-title`}>
      <div className={styles.head}>
        <div>
          <h2 id={`${id}-title`}>{title}</h2>
          {about && <p>{about}</p>}
        </div>
        {!empty && (
          <Button look="quiet" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
            <span className="visually-hidden">{title}:</span> As a table
          </Button>
        )}
      </div>
      {empty ? (
        <p className={styles.none}>{empty}</p>
      ) : asTable ? (
        <div className={styles.scroll}>{table}</div>
      ) : (
        <div role="img" aria-label={plainText(says)}>
          {chart}
        </div>
      )}
    </section>
  );
}

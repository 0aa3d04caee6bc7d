import styles from "./Analytics.module.css";

export interface Figure {
  label: string;
  value: string;
  /** How it is counted. */
  about: string;
}

/** Single numbers, side by side. */
export function Figures({ label, figures }: { label: string; figures: readonly Figure[] }) {
  return (
    <dl className={styles.figures} aria-label={label}>
      {figures.map((figure) => (
        <div key={figure.label} className={styles.card}>
          <dt>{figure.label}</dt>
          <dd>{figure.value}</dd>
          <dd className={styles.about}>{figure.about}</dd>
        </div>
      ))}
    </dl>
  );
}

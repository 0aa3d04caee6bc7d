import type { ReactNode } from "react";
import { Icon } from "../../components";
import { count } from "../../components/format";
import styles from "./Fold.module.css";

interface FoldProps {
  title: string;
  /** How many things are in it; absent while that is not known. */
  total?: number;
  /** Whether it begins unfolded. */
  open?: boolean;
  children: ReactNode;
}

/** A section that can be folded away. */
export function Fold({ title, total, open = false, children }: FoldProps) {
  return (
    <section aria-label={title}>
      <details className={styles.fold} open={open}>
        <summary className={styles.head}>
          <Icon name="chevronRight" size={12} className={styles.chevron} />
          <h2>{title}</h2>
          {total !== undefined && <span className={styles.total}>{count(total)}</span>}
        </summary>
        {children}
      </details>
    </section>
  );
}

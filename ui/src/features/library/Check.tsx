import { classes, Icon } from "../../components";
import styles from "./Check.module.css";

/** Marks a selected row for those who see it; the row itself says so to everybody else. */
export function Check({ picked }: { picked: boolean }) {
  return (
    <span className={styles.hit} data-check="" aria-hidden="true">
      <span className={classes(styles.box, picked && styles.picked)}>
        {picked && <Icon name="check" size={12} />}
      </span>
    </span>
  );
}

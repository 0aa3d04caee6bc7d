import styles from "./KeyCaps.module.css";
import { keyNames } from "./keys";

/** Keys as they are written on a keyboard: `<Keys of="mod+k" />`. */
export function Keys({ of }: { of: string }) {
  return (
    <span className={styles.keys}>
      {keyNames(of).map((name) => (
        <kbd key={name} className={styles.key}>
          {name}
        </kbd>
      ))}
    </span>
  );
}

import { counted } from "../../components/format";
import type { Unshown } from "./pagePlayer";
import styles from "./WebPage.module.css";

/** Says that the page is not all of what was recorded; nothing where it is. */
export function NotShown({ changes, unreadable }: Unshown) {
  const missing = [
    changes > 0 && counted(changes, "change"),
    unreadable > 0 && counted(unreadable, "unreadable event"),
  ].filter(Boolean);
  if (missing.length === 0) return null;
  return (
    <p className={styles.notShown}>
      Some of what was recorded here could not be shown: {missing.join(", ")}.
    </p>
  );
}

import type { ReactNode } from "react";
import { Icon } from "../../components";
import styles from "./Door.module.css";

interface DoorProps {
  title: string;
  /** What is so and why. */
  words: ReactNode;
  children?: ReactNode;
}

/** What stands before the window itself: one card, one thing to do. */
export function Door({ title, words, children }: DoorProps) {
  return (
    <main className={styles.door}>
      <div className={styles.card}>
        <p className={styles.brand}>
          <Icon name="hindsight" size={22} />
          <span>Hindsight</span>
        </p>
        <h1 className={styles.title}>{title}</h1>
        <div className={styles.words}>{words}</div>
        {children}
      </div>
    </main>
  );
}

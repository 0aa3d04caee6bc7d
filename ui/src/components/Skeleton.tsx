import { useEffect, useState } from "react";
import styles from "./Notice.module.css";

const PATIENCE_MS = 150;

/** Whether something has taken long enough for it to be worth saying. */
export function useSlow(ms = PATIENCE_MS): boolean {
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), ms);
    return () => clearTimeout(timer);
  }, [ms]);
  return slow;
}

/** Grey bars where text will be; nothing at all when it comes within 150 ms. */
export function Skeleton({ lines = 6, label = "Loading" }: { lines?: number; label?: string }) {
  const slow = useSlow();
  const bars = Array.from({ length: lines }, (_, line) => `line ${line}`);
  return (
    <div role="status" aria-label={label} className={styles.bars}>
      {slow && bars.map((bar) => <span key={bar} className={styles.bar} />)}
    </div>
  );
}

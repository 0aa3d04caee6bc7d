import { useId } from "react";
import { classes, Icon, Untrusted } from "../../components";
import { clockTime } from "../../components/format";
import type { Fact } from "../../contract";
import { factLook } from "./factLook";
import styles from "./PageFacts.module.css";

/** What three lines of the column hold: more is unfolded on demand. */
const SHORT_CHARS = 90;
const SHORT_LINES = 3;
/** The console keeps 2,000 characters of a text. */
const MOST_CHARS = 4_000;

interface FactLineProps {
  fact: Fact;
  /** What is looked for. */
  needle: string;
  current: boolean;
  /** Whether all of its text is shown. */
  isOpen: boolean;
  onOpen: (isOpen: boolean) => void;
  onJump: () => void;
}

/** One line: a click on it jumps to its time. A long text, such as a stack, is unfolded to be read and copied. */
export function FactLine({ fact, needle, current, isOpen, onOpen, onJump }: FactLineProps) {
  const id = useId();
  const { icon, word, tone } = factLook(fact);
  const isLong =
    fact.text.length > SHORT_CHARS || fact.text.split("\n", SHORT_LINES + 1).length > SHORT_LINES;
  const isWhole = isLong && isOpen;
  return (
    <div className={classes(styles.line, current && styles.current)}>
      <button
        type="button"
        className={styles.jump}
        aria-current={current ? "time" : undefined}
        onClick={onJump}
      >
        <span className={styles.time}>{clockTime(fact.at_ms)}</span>
        <span className={classes(styles.word, tone && styles[tone])}>
          <Icon name={icon} size={12} />
          <Untrusted text={word} max={20} />
        </span>
        {!isWhole && (
          <span className={classes(styles.text, styles.short)}>
            <Untrusted text={fact.text} max={400} lines needle={needle} />
          </span>
        )}
      </button>
      {isWhole && (
        <div id={id} className={styles.text}>
          <Untrusted text={fact.text} max={MOST_CHARS} lines needle={needle} />
        </div>
      )}
      {isLong && (
        <button
          type="button"
          className={styles.more}
          aria-expanded={isOpen}
          aria-controls={isOpen ? id : undefined}
          onClick={() => onOpen(!isOpen)}
        >
          {isOpen ? "Show less" : "Show all"}
        </button>
      )}
    </div>
  );
}

import { useState } from "react";
import { Button, Untrusted } from "../../components";
import { count, counted } from "../../components/format";
import styles from "./Conversation.module.css";

/** Longer texts are folded; a step of "show all" brings so many more. */
const FOLDED = 700;
const LONG = 4_000;
const STEP = 100_000;

interface FoldedTextProps {
  text: string;
  /** Folded early: what is the same in every run, such as a system's prompt. */
  folded?: boolean;
  /** What was found in it: it is not folded away then. */
  needle?: string;
  mono?: boolean;
}

/** Text with its white space, folded where it is long. */
export function FoldedText({ text, folded = false, needle = "", mono = false }: FoldedTextProps) {
  const most = folded ? FOLDED : LONG;
  const found = needle === "" ? -1 : text.toLowerCase().indexOf(needle.toLowerCase());
  const [asked, setAsked] = useState(0);
  const least = found >= most ? found + most : most;
  const shown = Math.max(asked, least);
  const isCut = text.length > shown;
  return (
    <div className={mono ? styles.mono : styles.text}>
      <Untrusted text={text} lines max={shown} needle={needle} />
      {text.length > least && (
        <div className={styles.fold}>
          {isCut && (
            <Button look="quiet" onClick={() => setAsked(asked + STEP)}>
              {text.length - shown > STEP
                ? `Show ${count(STEP)} more of ${count(text.length)}`
                : `Show all ${counted(text.length, "character")}`}
            </Button>
          )}
          {asked > 0 && (
            <Button look="quiet" onClick={() => setAsked(0)}>
              Show less
            </Button>
          )}
        </div>
      )}
    </div>
  );
}

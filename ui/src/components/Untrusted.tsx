import { Fragment, memo } from "react";
import styles from "./Untrusted.module.css";
import { runsOf } from "./unseen";

interface UntrustedProps {
  text: string;
  /** Characters that are shown at most; what is left out is marked by an ellipsis. */
  max?: number;
  /** Keep line breaks and tabs as they are; otherwise they are marked like other control characters. */
  lines?: boolean;
  className?: string;
  /** What was looked for: marked wherever it stands, whatever the case. */
  needle?: string;
}

/** Text from a recording, a server or a person elsewhere: always text, and unable to reorder what stands beside it. */
export const Untrusted = memo(function Untrusted({
  text,
  max,
  lines,
  className,
  needle = "",
}: UntrustedProps) {
  const runs = runsOf(text, { max, lines });
  return (
    <bdi className={className}>
      {runs.map((run, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: runs have no identity but their place
        <Fragment key={index}>
          {run.mark ? (
            <span className={styles.mark}>{run.text}</span>
          ) : needle === "" ? (
            run.text
          ) : (
            <Sought text={run.text} needle={needle} />
          )}
        </Fragment>
      ))}
    </bdi>
  );
});

function Sought({ text, needle }: { text: string; needle: string }) {
  return partsOf(text, needle).map((part, index) =>
    index % 2 === 1 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: parts have no identity but their place
      <mark key={index} className={styles.sought}>
        {part}
      </mark>
    ) : (
      part
    ),
  );
}

/** More marks would only cost time: nobody reads them one by one. */
const MOST_MARKS = 500;

/** `text` cut around each `needle`: what is before it, it, what is between, … */
export function partsOf(text: string, needle: string): string[] {
  const lower = text.toLowerCase();
  // A few letters are longer in lower case: then no place in one text is a place in the other.
  if (lower.length !== text.length) return [text];
  const wanted = needle.toLowerCase();
  const parts: string[] = [];
  let from = 0;
  for (
    let at = lower.indexOf(wanted);
    at >= 0 && parts.length < 2 * MOST_MARKS;
    at = lower.indexOf(wanted, from)
  ) {
    parts.push(text.slice(from, at), text.slice(at, at + wanted.length));
    from = at + wanted.length;
  }
  return [...parts, text.slice(from)];
}

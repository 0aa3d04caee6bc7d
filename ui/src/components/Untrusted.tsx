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
}

/** Text from a recording, a server or a person elsewhere: always text, and unable to reorder what stands beside it. */
export const Untrusted = memo(function Untrusted({ text, max, lines, className }: UntrustedProps) {
  const runs = runsOf(text, { max, lines });
  return (
    <bdi className={className}>
      {runs.map((run, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: runs have no identity but their place
        <Fragment key={index}>
          {run.mark ? <span className={styles.mark}>{run.text}</span> : run.text}
        </Fragment>
      ))}
    </bdi>
  );
});

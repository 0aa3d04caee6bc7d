import type { ReactNode } from "react";
import type { Failure } from "../contract";
import { Button } from "./Button";
import { Icon } from "./Icon";
import styles from "./Notice.module.css";
import { Untrusted } from "./Untrusted";

interface ErrorNoteProps {
  failure: Failure;
  /** What was not done, in the words of the screen: "The recordings could not be listed". */
  title?: string;
  onRetry?: () => void;
  /** What else can be done. */
  action?: ReactNode;
}

/** What went wrong, in place. The code is there for whoever is asked for help. */
export function ErrorNote({ failure, title, onRetry, action }: ErrorNoteProps) {
  return (
    <div className={styles.error} role="alert">
      <Icon name="error" />
      <div className={styles.words}>
        {title && <p className={styles.headline}>{title}</p>}
        <p>
          <Untrusted text={sentence(failure.message)} />
        </p>
        {failure.hint && (
          <p className={styles.hint}>
            <Untrusted text={failure.hint} />
          </p>
        )}
        <p className={styles.code}>
          <Untrusted text={failure.code} />
        </p>
        {(onRetry || action) && (
          <div className={styles.buttons}>
            {onRetry && <Button onClick={onRetry}>Try again</Button>}
            {action}
          </div>
        )}
      </div>
    </div>
  );
}

/** The host's messages begin in lower case and without a full stop, as Rust writes errors. A name at the beginning (a
    file's, an address, a path) stays as it is. */
export function sentence(message: string): string {
  const begun = /^(?!\S*\/)\p{Ll}+[\s,:]/u.test(message)
    ? message.charAt(0).toUpperCase() + message.slice(1)
    : message;
  return /[.!?…]$/.test(begun) ? begun : `${begun}.`;
}

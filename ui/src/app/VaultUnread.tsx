import { Button, classes, Icon, sentence, Untrusted } from "../components";
import type { Failure } from "../contract";
import { closedBy, isTrouble } from "../features/vault/closed";
import styles from "./JobsTray.module.css";
import { useDeskState } from "./queries";

/** Beside every screen while the open vault cannot be read: what a person was writing stays where it is. */
export function VaultUnread({ failure }: { failure: Failure }) {
  const { isFetching, refetch } = useDeskState();
  const { title, todo } =
    isTrouble(failure.code) && !ABOUT_OPENING.has(failure.code) ? closedBy(failure.code) : UNKNOWN;
  return (
    <section className={styles.tray} aria-label="Vault">
      <div className={classes(styles.job, styles.failed)} role="alert">
        <Icon name="error" />
        <span className={styles.words}>
          <strong>{title}</strong> <Untrusted text={sentence(failure.message)} max={600} />{" "}
          <span className={styles.hint}>{todo}</span>
        </span>
        <Button look="quiet" disabled={isFetching} onClick={() => void refetch()}>
          Try again
        </Button>
      </div>
    </section>
  );
}

const UNKNOWN = {
  title: "The vault cannot be read just now",
  todo: "What you see is as it was last read. Try again when the cause is out of the way.",
};

/** Their words speak of a vault that is opened, and this one is open. */
const ABOUT_OPENING: ReadonlySet<string> = new Set(["vault", "passphrase_needed", "wrong_passphrase"]);

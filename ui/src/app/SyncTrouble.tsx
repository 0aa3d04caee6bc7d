import { useEffect, useState } from "react";
import { Button, classes, Icon, IconButton, sentence, Untrusted } from "../components";
import type { AccountView, Failure } from "../contract";
import { useHost } from "../host/context";
import { asFailure } from "../host/failure";
import { reachOf } from "./connection";
import { useJobs } from "./heard";
import styles from "./JobsTray.module.css";

/** Why a sync fails that no job told of: the touch with the server has none. */
export function useSyncTrouble(
  account: AccountView | undefined,
): [trouble: Failure | null, dismiss: () => void] {
  const { ended } = useJobs();
  const [seen, setSeen] = useState<string>();
  const trouble = reachOf(account) === "failing" ? account?.trouble : undefined;
  const said = trouble?.message;
  const told = ended.some(({ kind, failure }) => kind === "sync" && failure?.message === said);
  useEffect(() => {
    if (said === undefined || told) setSeen(said);
  }, [said, told]);
  return [trouble === undefined || told || seen === said ? null : trouble, () => setSeen(said)];
}

/** Stands among the jobs until it is dismissed or a sync works again. */
export function SyncTrouble({ trouble, onDismiss }: { trouble: Failure; onDismiss: () => void }) {
  const host = useHost();
  const { running, notBegun } = useJobs();
  const sync = () => void host.sync("none").catch((error) => notBegun("sync", "", asFailure(error)));
  return (
    <div className={classes(styles.job, styles.failed)} role="status">
      <Icon name="warning" />
      <span className={styles.words}>
        <strong>Sync fails</strong> <Untrusted text={sentence(trouble.message)} max={600} />{" "}
        {trouble.hint && (
          <span className={styles.hint}>
            <Untrusted text={trouble.hint} max={300} />
          </span>
        )}
      </span>
      <Button look="quiet" disabled={running.some((job) => job.kind === "sync")} onClick={sync}>
        Sync now
      </Button>
      <IconButton icon="close" label="Dismiss" onClick={onDismiss} />
    </div>
  );
}

import { useEffect, useState } from "react";
import { Button, classes, Icon, IconButton, sentence, Untrusted } from "../components";
import type { AccountView } from "../contract";
import { useHost } from "../host/context";
import { asFailure } from "../host/failure";
import { reachOf } from "./connection";
import { useJobs } from "./heard";
import styles from "./JobsTray.module.css";

/** What to do about a sync that fails, by the words with which the host says why; where those do not say it themselves. */
const HINTS: readonly [said: RegExp, hint: string][] = [
  [
    /the disk is full(?!.*free some space)|no space left/,
    "Free some space on the vault's disk, then sync again.",
  ],
  [/does not allow this/, "Ask an administrator which role you have at the server."],
  [/failed \(status \d+/, "It is tried again by itself. If it stays so, tell whoever runs the server."],
  [
    /is not the server that you signed in to/,
    "Sign out under Settings, then sign in to the server that you mean.",
  ],
];

/** What can be done about what the last sync said. */
export function hintFor(trouble: string): string | undefined {
  return HINTS.find(([said]) => said.test(trouble))?.[1];
}

/** Why a sync fails that no job told of: the touch with the server has none. */
export function useSyncTrouble(
  account: AccountView | undefined,
): [trouble: string | null, dismiss: () => void] {
  const { ended } = useJobs();
  const [seen, setSeen] = useState<string>();
  const trouble = reachOf(account) === "failing" ? account?.trouble : undefined;
  const told = ended.some(({ kind, failure }) => kind === "sync" && failure?.message === trouble);
  useEffect(() => {
    if (trouble === undefined || told) setSeen(trouble);
  }, [trouble, told]);
  return [trouble === undefined || told || seen === trouble ? null : trouble, () => setSeen(trouble)];
}

/** Stands among the jobs until it is dismissed or a sync works again. */
export function SyncTrouble({ trouble, onDismiss }: { trouble: string; onDismiss: () => void }) {
  const host = useHost();
  const { running, notBegun } = useJobs();
  const hint = hintFor(trouble);
  const sync = () => void host.sync("none").catch((error) => notBegun("sync", "", asFailure(error)));
  return (
    <div className={classes(styles.job, styles.failed)} role="status">
      <Icon name="warning" />
      <span className={styles.words}>
        <strong>Sync fails</strong> <Untrusted text={sentence(trouble)} max={600} />{" "}
        {hint && <span className={styles.hint}>{hint}</span>}
      </span>
      <Button look="quiet" disabled={running.some((job) => job.kind === "sync")} onClick={sync}>
        Sync now
      </Button>
      <IconButton icon="close" label="Dismiss" onClick={onDismiss} />
    </div>
  );
}

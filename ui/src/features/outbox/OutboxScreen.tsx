import { useMutation, useQueryClient } from "@tanstack/react-query";
import { reachOf } from "../../app/connection";
import { useJobs } from "../../app/heard";
import { usePlace } from "../../app/place";
import { keys, useDeskState, useOutbox } from "../../app/queries";
import { Button, EmptyState, ErrorNote, Skeleton, useKeys } from "../../components";
import { count, counted, since } from "../../components/format";
import type { AccountView } from "../../contract";
import { useHost } from "../../host/context";
import { asFailure } from "../../host/failure";
import styles from "./OutboxScreen.module.css";
import { OutboxTable } from "./OutboxTable";
import { inOrder } from "./words";

/** What waits to go up, and what the server refused. */
export function OutboxScreen() {
  const { data, error, refetch } = useOutbox();
  const { data: state } = useDeskState();
  const host = useHost();
  const client = useQueryClient();
  const { notBegun } = useJobs();
  usePlace("Outbox", data && data.total > 0 ? counted(data.total, "item") : undefined);

  const retry = useMutation({
    mutationFn: () => host.retryParked(),
    onSettled: () => client.invalidateQueries({ queryKey: keys.outbox }),
  });
  const sync = () => void host.sync("none").catch((reason) => notBegun("sync", "", asFailure(reason)));
  const { parked, waiting } = inOrder(data?.items ?? []);
  const canSync = state?.account?.signed_in === true;
  useKeys("outbox", { retry: { when: () => parked.length > 0, run: () => retry.mutate() } });

  if (error) {
    return (
      <div className={styles.note}>
        <ErrorNote
          title="The outbox could not be read"
          failure={asFailure(error)}
          onRetry={() => void refetch()}
        />
      </div>
    );
  }
  if (!data) return <Skeleton lines={8} label="Loading the outbox" />;
  if (data.items.length === 0) {
    return (
      <EmptyState icon="check" title="Nothing waits">
        {state?.account
          ? "The server has every flag, note and verdict that was made here."
          : "Nothing was flagged, noted or decided here. Without a server it would wait in this place."}
      </EmptyState>
    );
  }
  return (
    <div className={styles.screen}>
      <div className={styles.bar}>
        <p>{whyWaiting(state?.account)}</p>
        <Button icon="sync" disabled={!canSync} onClick={sync}>
          Sync now
        </Button>
      </div>
      {retry.error && (
        <div className={styles.note}>
          <ErrorNote title="The parked ones were not tried again" failure={asFailure(retry.error)} />
        </div>
      )}
      {parked.length > 0 && (
        <section className={styles.section}>
          <div className={styles.bar}>
            <p>
              <strong>{count(parked.length)} parked.</strong> The server refused{" "}
              {parked.length === 1 ? "it" : "them"}, and what depends on {parked.length === 1 ? "it" : "them"}{" "}
              waits too. Nothing is lost; read the reason before you try again.
            </p>
            <Button look="accent" disabled={retry.isPending} onClick={() => retry.mutate()}>
              {retry.isPending ? "Trying again…" : "Try again"}
            </Button>
          </div>
          <h2>Parked</h2>
          <OutboxTable label="Parked" items={parked} />
        </section>
      )}
      {waiting.length > 0 && (
        <section className={styles.section}>
          <h2>Waiting, in the order in which it goes up</h2>
          <OutboxTable label="Waiting" items={waiting} />
        </section>
      )}
    </div>
  );
}

function whyWaiting(account: AccountView | undefined): string {
  if (!account) return "There is no server yet. Sign in, and this goes up.";
  if (!account.signed_in) return "You are signed out. This goes up when you sign in again.";
  if (reachOf(account) === "offline") {
    const from = account.offline_since ? ` since ${since(account.offline_since)}` : "";
    return `Offline${from}. This goes up by itself when the server can be reached.`;
  }
  if (reachOf(account) === "failing") {
    return "The last sync failed. This goes up with the next one that works.";
  }
  return "The server can be reached. This goes up with the next sync.";
}

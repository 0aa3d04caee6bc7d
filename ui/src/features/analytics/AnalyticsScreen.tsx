import { useNavigate, useSearch } from "@tanstack/react-router";
import { usePlace } from "../../app/place";
import { useDeskState, useNumbers } from "../../app/queries";
import { Button, EmptyState, ErrorNote, Skeleton, useKeys } from "../../components";
import { asFailure } from "../../host/failure";
import styles from "./Analytics.module.css";
import { AnalyticsBar } from "./AnalyticsBar";
import { NumbersView } from "./NumbersView";
import { askOf, type NumbersSearch, readNumbersSearch } from "./place";

/** Many recordings in numbers: what this laptop lists, or all at the server. */
export function AnalyticsScreen() {
  const search = readNumbersSearch(useSearch({ strict: false }));
  const navigate = useNavigate();
  const { data: state } = useDeskState();
  const hasServer = state?.account?.signed_in === true;
  const canAsk = search.source !== "server" || hasServer;
  const { data, error, isFetching, refetch } = useNumbers(askOf(search), state !== undefined && canAsk);
  usePlace("Analytics", search.source === "server" ? "Server" : "This laptop");

  const go = (next: NumbersSearch) => void navigate({ to: "/analytics", search: next, replace: true });
  const here = () => go({ ...search, source: undefined });
  useKeys("analytics", {
    again: { when: () => canAsk, run: () => void refetch() },
    source: {
      when: () => hasServer || search.source === "server",
      run: () => go({ ...search, source: search.source === "server" ? undefined : "server" }),
    },
  });

  const content = () => {
    if (!state) return <Skeleton label="Counting" />;
    if (!canAsk) {
      return (
        <EmptyState
          icon="server"
          title="Nobody is signed in to a server"
          action={<Button onClick={here}>Show this laptop's</Button>}
        >
          Sign in, and the server's numbers stand here. Those of this laptop need no server.
        </EmptyState>
      );
    }
    if (error) {
      return (
        <div className={styles.note}>
          <ErrorNote
            title={search.source === "server" ? "The server was not asked" : "Nothing could be counted"}
            failure={asFailure(error)}
            onRetry={() => void refetch()}
            action={search.source === "server" && <Button onClick={here}>Show this laptop's</Button>}
          />
        </div>
      );
    }
    if (!data) return <Skeleton lines={9} label="Counting" />;
    return <NumbersView numbers={data} isNarrowed={Boolean(search.from || search.to || search.service)} />;
  };
  return (
    <div className={styles.screen}>
      <AnalyticsBar
        search={search}
        services={data?.services ?? []}
        hasServer={hasServer}
        isAsking={isFetching}
        onSearch={go}
        onRefresh={() => void refetch()}
      />
      {content()}
    </div>
  );
}

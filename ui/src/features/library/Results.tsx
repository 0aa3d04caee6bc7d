import { type ReactNode, useEffect } from "react";
import { Button, EmptyState, ErrorNote, Skeleton } from "../../components";
import { counted } from "../../components/format";
import { markPainted } from "../../components/painted";
import { Cards } from "./Cards";
import { activeFilters, type LibrarySearch } from "./filter";
import type { GridProps } from "./grid";
import styles from "./LibraryScreen.module.css";
import { Rows } from "./Rows";
import type { Actions } from "./useActions";
import type { Pages } from "./usePages";

interface ResultsProps extends Omit<GridProps, "total" | "row" | "onView"> {
  pages: Pages;
  search: LibrarySearch;
  /** Tells one list from another: each begins at its own place. */
  listKey: string;
  /** Recordings in the vault. */
  inVault: number | undefined;
  hasServer: boolean;
  actions: Actions;
  onClearFilters: () => void;
}

/** The list, or why there is none. */
export function Results(props: ResultsProps) {
  const { pages, search, listKey, inVault, hasServer, actions, onClearFilters, ...grid } = props;
  const isListed = pages.total !== undefined && pages.total > 0;
  useEffect(() => (isListed ? markPainted("first list") : undefined), [isListed]);
  if (pages.failure && pages.total === undefined) {
    return (
      <div className={styles.message}>
        <ErrorNote title="The recordings could not be listed" failure={pages.failure} onRetry={pages.retry} />
      </div>
    );
  }
  if (pages.total === undefined) return <Skeleton lines={14} label="Loading recordings" />;
  if (pages.total === 0) {
    if (pages.behind) return null;
    return activeFilters(search).length > 0 ? (
      <NoneMatches search={search} inVault={inVault} onClear={onClearFilters} />
    ) : (
      <NoneYet hasServer={hasServer} actions={actions} />
    );
  }
  const List = search.view === "cards" ? Cards : Rows;
  return (
    <>
      {pages.failure && (
        <div className={styles.message}>
          <ErrorNote title="A part could not be listed" failure={pages.failure} onRetry={pages.retry} />
        </div>
      )}
      <List key={listKey} {...grid} total={pages.total} row={pages.row} onView={pages.see} />
    </>
  );
}

function NoneMatches({
  search,
  inVault,
  onClear,
}: {
  search: LibrarySearch;
  inVault: number | undefined;
  onClear: () => void;
}) {
  let why: ReactNode =
    inVault !== undefined && `${counted(inVault, "recording")} in the vault, none like this.`;
  if (search.text) why = <>{why} By text only what is offline can be found, notes and titles of all.</>;
  return (
    <EmptyState
      icon="filter"
      title="No recording matches these filters"
      action={
        <Button look="accent" onClick={onClear}>
          Clear all filters
        </Button>
      }
    >
      {why}
    </EmptyState>
  );
}

function NoneYet({ hasServer, actions }: { hasServer: boolean; actions: Actions }) {
  return (
    <EmptyState
      icon="library"
      title="No recordings yet"
      action={
        <>
          {hasServer && <Button onClick={actions.syncNow}>Sync now</Button>}
          <Button look="accent" onClick={actions.importFiles}>
            Import…
          </Button>
        </>
      }
    >
      {hasServer
        ? "Nothing has come from the server yet, and nothing was imported."
        : "No server is set up, and nothing was imported."}{" "}
      Files can also be dropped on this window.
    </EmptyState>
  );
}

import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useEffect, useMemo, useReducer, useRef, useState } from "react";
import { usePlace } from "../../app/place";
import { useDeskState, useFacets } from "../../app/queries";
import { ErrorNote } from "../../components";
import { counted } from "../../components/format";
import { Facets } from "./Facets";
import { FilterBar } from "./FilterBar";
import { type LibrarySearch, listingOf, readSearch, withFilter, withoutFilters } from "./filter";
import type { Deed } from "./grid";
import styles from "./LibraryScreen.module.css";
import { MakeOffline } from "./MakeOffline";
import { clampIndex } from "./paging";
import { keepSearch, placeIn } from "./place";
import { Results } from "./Results";
import { useActions } from "./useActions";
import { useLibraryKeys } from "./useLibraryKeys";
import { usePages } from "./usePages";
import { useSelection } from "./useSelection";
import { useTransfers } from "./useTransfers";

/** All recordings that the vault knows, here or at the server. */
export function LibraryScreen() {
  const raw = useSearch({ strict: false });
  const search = useMemo(() => readSearch(raw), [raw]);
  useEffect(() => keepSearch(search), [search]);
  const navigate = useNavigate();
  const setSearch = useCallback(
    (next: LibrarySearch) => void navigate({ to: "/library", search: next, replace: true }),
    [navigate],
  );

  const today = new Date().toDateString();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the filter counts days, so a new day makes a new one
  const wanted = useMemo(() => listingOf(search, new Date()), [search, today]);
  const pages = usePages(wanted);
  const total = pages.total ?? 0;
  const listKey = JSON.stringify([pages.listing, search.view]);

  const place = placeIn(listKey);
  const [, showPlace] = useReducer((shown: number) => shown + 1, 0);
  const active = clampIndex(place.active, total);
  const setActive = (index: number) => {
    place.active = index;
    showPlace();
  };

  const { selection, failure, toggle, extendTo, clear } = useSelection(pages, listKey);
  const deed = (what: Deed, index: number) => {
    if (what === "toggle") toggle(index);
    if (what === "extend") void extendTo(index, active);
    const row = what === "open" ? pages.row(index) : undefined;
    if (row) void navigate({ to: "/recordings/$id", params: { id: row.id } });
    setActive(index);
  };

  const actions = useActions();
  const transfers = useTransfers();
  const { data: state } = useDeskState();
  const { data: counts } = useFacets();
  usePlace("Library", pages.total === undefined ? undefined : counted(total, "recording"));
  const hasServer = state?.account !== undefined;
  const [facetsOpen, setFacetsOpen] = useState(false);
  const [downloadsAll, setDownloadsAll] = useState(false);
  const [columns, setColumns] = useState(1);
  const textField = useRef<HTMLInputElement>(null);
  const clearFilters = () => setSearch(withoutFilters(search));

  useLibraryKeys({
    total,
    active,
    columns,
    hasSelection: selection.picked.size > 0,
    hasServer,
    onActive: setActive,
    onDeed: deed,
    onText: () => textField.current?.focus(),
    onClearSelection: clear,
    onClearFilters: clearFilters,
    onView: () => setSearch(withFilter(search, { view: search.view === "cards" ? "rows" : "cards" })),
    onImport: actions.importFiles,
    onDownloadAll: () => setDownloadsAll(true),
  });

  return (
    <div className={styles.screen}>
      <Facets counts={counts} search={search} open={facetsOpen} onSearch={setSearch} />
      <section className={styles.main} aria-label="Recordings">
        <FilterBar
          search={search}
          counts={counts}
          selection={selection}
          total={total}
          hasServer={hasServer}
          textField={textField}
          facetsOpen={facetsOpen}
          actions={actions}
          onSearch={setSearch}
          onFacets={setFacetsOpen}
          onClear={clear}
          onDownloadAll={() => setDownloadsAll(true)}
        />
        {failure && (
          <div className={styles.message}>
            <ErrorNote title="The range could not be selected" failure={failure} />
          </div>
        )}
        <Results
          pages={pages}
          search={search}
          listKey={listKey}
          inVault={counts?.total}
          hasServer={hasServer}
          actions={actions}
          active={active}
          picked={selection.picked}
          transfers={transfers}
          order={search.order ?? "newest"}
          onOrder={(order) => setSearch(withFilter(search, { order }))}
          place={place}
          onDeed={deed}
          onColumns={setColumns}
          onClearFilters={clearFilters}
        />
      </section>
      {downloadsAll && (
        <MakeOffline
          filter={pages.listing.filter}
          onClose={() => setDownloadsAll(false)}
          onDownload={actions.download}
        />
      )}
    </div>
  );
}

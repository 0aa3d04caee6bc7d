import type { RefObject } from "react";
import { Button, Icon, IconButton, Select } from "../../components";
import { count, counted } from "../../components/format";
import type { Facets } from "../../contract";
import { Chips } from "./Chips";
import styles from "./FilterBar.module.css";
import { FilterMenu } from "./FilterMenu";
import { type LibrarySearch, ORDERS, withFilter } from "./filter";
import { offers, type Selection } from "./selection";
import { TextFilter } from "./TextFilter";
import type { Actions } from "./useActions";
import { ORDER_NAMES, VIEW_NAMES } from "./words";

interface FilterBarProps {
  search: LibrarySearch;
  counts: Facets | undefined;
  selection: Selection;
  /** Recordings that are listed. */
  total: number;
  /** Whether there is a server to download from. */
  hasServer: boolean;
  textField: RefObject<HTMLInputElement | null>;
  facetsOpen: boolean;
  actions: Actions;
  onSearch: (search: LibrarySearch) => void;
  onFacets: (open: boolean) => void;
  onClear: () => void;
  onDownloadAll: () => void;
}

/** Above the list: what narrows it down, how it looks, and what can be done with it. */
export function FilterBar(props: FilterBarProps) {
  const { search, counts, total, hasServer, textField, facetsOpen, actions, onSearch } = props;
  return (
    <div className={styles.bar}>
      <div className={styles.filters}>
        <Button
          className={styles.facets}
          icon="filter"
          aria-expanded={facetsOpen}
          onClick={() => props.onFacets(!facetsOpen)}
        >
          Filters
        </Button>
        <TextFilter
          field={textField}
          text={search.text ?? ""}
          onText={(text) => onSearch(withFilter(search, { text: text || undefined }))}
        />
        <Chips search={search} onSearch={onSearch} />
        <FilterMenu
          search={search}
          users={counts?.users ?? []}
          unlisted={counts?.unlisted.users ?? 0}
          onSearch={onSearch}
        />
      </div>
      <div className={styles.view}>
        <Select
          label="Order"
          hideLabel
          small
          value={search.order ?? "newest"}
          options={ORDERS.map((order) => ({ value: order, label: ORDER_NAMES[order] }))}
          onChange={(order) => onSearch(withFilter(search, { order }))}
        />
        <fieldset className={styles.views}>
          <legend className="visually-hidden">View</legend>
          {(["rows", "cards"] as const).map((view) => (
            <IconButton
              key={view}
              icon={view}
              label={VIEW_NAMES[view]}
              keys="v"
              pressed={(search.view ?? "rows") === view}
              onClick={() => onSearch(withFilter(search, { view }))}
            />
          ))}
        </fieldset>
        <Button onClick={actions.importFiles}>Import…</Button>
        {props.selection.picked.size > 0 ? (
          <ForSelection
            selection={props.selection}
            hasServer={hasServer}
            actions={actions}
            onClear={props.onClear}
          />
        ) : (
          hasServer &&
          total > 0 && (
            <Button look="accent" onClick={props.onDownloadAll}>
              Make available offline…
            </Button>
          )
        )}
      </div>
    </div>
  );
}

function ForSelection({
  selection,
  hasServer,
  actions,
  onClear,
}: Pick<FilterBarProps, "selection" | "hasServer" | "actions" | "onClear">) {
  const { toDownload, toUpload } = offers(selection);
  const size = selection.picked.size;
  return (
    <>
      <button type="button" className={styles.selected} onClick={onClear}>
        {count(size)} selected
        <Icon name="close" size={10} />
        <span className="visually-hidden">Clear selection</span>
      </button>
      {hasServer && toUpload.length > 0 && (
        <Button
          icon="upload"
          look={toDownload.length > 0 ? "plain" : "accent"}
          onClick={() => {
            actions.upload(toUpload);
            onClear();
          }}
        >
          Upload {count(toUpload.length)}
        </Button>
      )}
      {hasServer && toDownload.length > 0 && (
        <Button
          look="accent"
          onClick={() => {
            actions.download(toDownload);
            onClear();
          }}
        >
          Make {counted(toDownload.length, "recording")} available offline
        </Button>
      )}
    </>
  );
}

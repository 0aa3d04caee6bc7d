import { classes, KIND_WORDS } from "../../components";
import type { Facets as FacetCounts, FacetValue } from "../../contract";
import { FacetGroup, type FacetItem } from "./FacetGroup";
import styles from "./Facets.module.css";
import { ANSWERS, KINDS, type LibrarySearch, STATES, STATUSES, withFilter } from "./filter";
import { StorageUse } from "./StorageUse";
import { STATE_NAMES, STATUS_NAMES } from "./words";

const LISTS = [
  ["service", "Service", "services"],
  ["agent", "Agent", "agents"],
  ["device", "Device", "devices"],
  ["tag", "Tag", "tags"],
] as const;

interface FacetsProps {
  counts: FacetCounts | undefined;
  search: LibrarySearch;
  /** Whether it is shown where there is no room for it beside the list. */
  open: boolean;
  onSearch: (search: LibrarySearch) => void;
}

/** What the library can be narrowed down to, with how many there are in the whole vault. */
export function Facets({ counts, search, open, onSearch }: FacetsProps) {
  const toggle = <Name extends keyof LibrarySearch>(name: Name, value: LibrarySearch[Name]) =>
    onSearch(withFilter(search, { [name]: search[name] === value ? undefined : value }));

  const kinds: FacetItem[] = [
    { value: "all", label: "All", total: counts?.total, active: !search.kind },
    ...KINDS.map((kind) => ({
      value: kind,
      label: KIND_WORDS[kind].many,
      total: counts && totalOf(counts.kinds, kind),
      active: search.kind === kind,
    })),
  ];
  const held = { flagged: counts?.flagged, offline: counts?.cached, local: counts?.local_only };
  const states = STATES.flatMap((state) =>
    ANSWERS.map((answer) => ({
      state,
      answer,
      value: `${state} ${answer}`,
      label: STATE_NAMES[state][answer],
      total: totalWith(held[state], answer === "yes", counts?.total),
      active: search[state] === answer,
    })),
  );
  const statuses = STATUSES.filter((status) => totalOf(counts?.statuses ?? [], status) > 0).map((status) => ({
    value: status,
    label: STATUS_NAMES[status],
    total: totalOf(counts?.statuses ?? [], status),
    active: search.status === status,
  }));

  return (
    <nav className={classes(styles.column, open && styles.open)} aria-label="Filters">
      <FacetGroup
        name="Kind"
        items={kinds}
        onToggle={(value) =>
          toggle(
            "kind",
            KINDS.find((kind) => kind === value),
          )
        }
      />
      <FacetGroup
        name="State"
        items={states}
        whole
        onToggle={(value) => {
          const item = states.find((state) => state.value === value);
          if (item) toggle(item.state, item.answer);
        }}
      />
      <FacetGroup
        name="Status"
        items={statuses}
        onToggle={(value) =>
          toggle(
            "status",
            STATUSES.find((status) => status === value),
          )
        }
      />
      {LISTS.map(([name, title, list]) => (
        <FacetGroup
          key={name}
          name={title}
          items={listed(counts?.[list] ?? [], search[name])}
          unlisted={counts?.unlisted[list] ?? 0}
          untrusted
          onToggle={(value) => toggle(name, value)}
        />
      ))}
      <StorageUse />
    </nav>
  );
}

function totalOf(values: readonly FacetValue[], word: string): number {
  return values.find((value) => value.value === word)?.total ?? 0;
}

function totalWith(yes: number | undefined, wanted: boolean, all: number | undefined): number | undefined {
  if (yes === undefined || all === undefined) return undefined;
  return wanted ? yes : all - yes;
}

/** The values of the vault, and the one in force even where no recording has it any more. */
function listed(values: readonly FacetValue[], active: string | undefined): FacetItem[] {
  const items = values.map(({ value, total }) => ({ value, label: value, total, active: value === active }));
  if (active === undefined || items.some((item) => item.active)) return items;
  return [{ value: active, label: active, total: 0, active: true }, ...items];
}

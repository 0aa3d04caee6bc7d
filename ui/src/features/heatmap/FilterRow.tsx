import { useFacets } from "../../app/queries";
import { Field, Select } from "../../components";
import { ACTORS, type Filters } from "./ask";
import styles from "./Controls.module.css";

const ANY = { value: "", label: "Any" };

/** Which recordings. `label` says of which side, where there are two. */
export function FilterRow({
  label,
  filters,
  onFilters,
}: {
  label: string;
  filters: Filters;
  onFilters: (filters: Filters) => void;
}) {
  const { data: facets } = useFacets();
  const set = (change: Partial<Filters>) => onFilters({ ...filters, ...change });
  const values = (of: readonly { value: string }[] | undefined) => [
    ANY,
    ...(of ?? []).map(({ value }) => ({ value, label: value })),
  ];
  return (
    <fieldset className={styles.filters}>
      <legend className={styles.legend}>{label}</legend>
      <Select
        label="Service"
        value={filters.service}
        options={values(facets?.services)}
        onChange={(service) => set({ service })}
      />
      <Select
        label="Device"
        value={filters.device}
        options={values(facets?.devices)}
        onChange={(device) => set({ device })}
      />
      <Select
        label="Actor"
        value={filters.actor}
        options={[ANY, ...ACTORS.map((actor) => ({ value: actor, label: actor.toLowerCase() }))]}
        onChange={(actor) => set({ actor })}
      />
      <Field
        label="From"
        type="date"
        value={filters.from}
        max={filters.to || undefined}
        onChange={(event) => set({ from: event.target.value })}
      />
      <Field
        label="To"
        type="date"
        value={filters.to}
        min={filters.from || undefined}
        onChange={(event) => set({ to: event.target.value })}
      />
    </fieldset>
  );
}

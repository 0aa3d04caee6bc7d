import { Button, Field, plainText, Segmented, Select } from "../../components";
import type { FacetValue } from "../../contract";
import styles from "./Analytics.module.css";
import type { NumbersSearch } from "./place";

interface AnalyticsBarProps {
  search: NumbersSearch;
  services: readonly FacetValue[];
  /** Whether there is a server to ask. */
  hasServer: boolean;
  isAsking: boolean;
  onSearch: (search: NumbersSearch) => void;
  onRefresh: () => void;
}

const ALL = "";

/** Whose numbers, of when, and of which service. */
export function AnalyticsBar({
  search,
  services,
  hasServer,
  isAsking,
  onSearch,
  onRefresh,
}: AnalyticsBarProps) {
  const named = services.map(({ value }) => value).filter((value) => value !== "");
  // What is chosen is offered also where it has no sessions.
  const known = search.service && !named.includes(search.service) ? [search.service, ...named] : named;
  const day = (of: "from" | "to", label: string) => (
    <Field
      type="date"
      label={label}
      className={styles.day}
      value={search[of] ?? ""}
      max={of === "from" ? search.to : undefined}
      min={of === "to" ? search.from : undefined}
      onChange={(event) => onSearch({ ...search, [of]: event.target.value || undefined })}
    />
  );
  return (
    <div className={styles.controls}>
      <Segmented
        label="Whose numbers"
        value={search.source ?? "here"}
        options={[
          { value: "here", label: "This laptop", icon: "disk" },
          { value: "server", label: "Server", icon: "server", disabled: !hasServer && !search.source },
        ]}
        onChange={(source) => onSearch({ ...search, source: source === "server" ? source : undefined })}
      />
      {day("from", "From")}
      {day("to", "To")}
      <Select
        label="Service"
        className={styles.service}
        value={search.service ?? ALL}
        options={[
          { value: ALL, label: "All services" },
          ...known.map((value) => ({ value, label: plainText(value) })),
        ]}
        onChange={(service) => onSearch({ ...search, service: service || undefined })}
      />
      <Button icon="sync" disabled={isAsking} onClick={onRefresh}>
        {isAsking ? "Counting…" : "Count again"}
      </Button>
    </div>
  );
}

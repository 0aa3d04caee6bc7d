import { Popover } from "radix-ui";
import { useId, useState } from "react";
import { Button, Field, Segmented } from "../../components";
import { count, counted } from "../../components/format";
import type { FacetValue } from "../../contract";
import styles from "./FilterMenu.module.css";
import { type LibrarySearch, RANGES, type Range, withFilter } from "./filter";
import { RANGE_NAMES } from "./words";

interface FilterMenuProps {
  search: LibrarySearch;
  users: readonly FacetValue[];
  /** How many users there are beyond `users`. */
  unlisted: number;
  onSearch: (search: LibrarySearch) => void;
}

/** Filters that are no facet: when it started, and whose it is. */
export function FilterMenu({ search, users, unlisted, onSearch }: FilterMenuProps) {
  return (
    <Popover.Root>
      <Popover.Trigger className={styles.opener}>+ Filter</Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          aria-label="More filters"
          align="start"
          sideOffset={6}
          collisionPadding={8}
          className={styles.panel}
        >
          <Started search={search} onSearch={onSearch} />
          <Who
            key={search.user}
            user={search.user ?? ""}
            users={users}
            unlisted={unlisted}
            onUser={(user) => onSearch(withFilter(search, { user }))}
          />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function Started({ search, onSearch }: Pick<FilterMenuProps, "search" | "onSearch">) {
  const custom = search.from !== undefined || search.to !== undefined;
  const ranges: { value: Range | "any" | "custom"; label: string; disabled?: boolean }[] = [
    { value: "any", label: "Any time" },
    ...RANGES.map((range) => ({ value: range, label: RANGE_NAMES[range] })),
  ];
  const set = (change: Partial<LibrarySearch>) => onSearch(withFilter(search, change));
  return (
    <fieldset className={styles.fields}>
      <legend className={styles.legend}>Started</legend>
      <Segmented
        label="Started"
        value={custom ? "custom" : (search.range ?? "any")}
        options={ranges}
        onChange={(value) => {
          const range = RANGES.find((known) => known === value);
          set(range ? { range } : { range: undefined, from: undefined, to: undefined });
        }}
      />
      <div className={styles.days}>
        <Field
          label="From"
          type="date"
          value={search.from ?? ""}
          max={search.to}
          onChange={(event) => set({ from: event.target.value || undefined })}
        />
        <Field
          label="To"
          type="date"
          value={search.to ?? ""}
          min={search.from}
          onChange={(event) => set({ to: event.target.value || undefined })}
        />
      </div>
    </fieldset>
  );
}

interface WhoProps {
  user: string;
  users: readonly FacetValue[];
  unlisted: number;
  onUser: (user: string | undefined) => void;
}

function Who({ user, users, unlisted, onUser }: WhoProps) {
  const [text, setText] = useState(user);
  const list = useId();
  const cut = useId();
  const isCut = unlisted > 0;
  return (
    <form
      className={styles.who}
      onSubmit={(event) => {
        event.preventDefault();
        onUser(text.trim() || undefined);
      }}
    >
      <Field
        label="Who"
        list={list}
        value={text}
        aria-describedby={isCut ? cut : undefined}
        onChange={(event) => setText(event.target.value)}
      />
      <Button type="submit">Set</Button>
      {isCut && (
        <p id={cut} className={styles.cut}>
          {count(users.length)} people are offered, those with the most recordings.{" "}
          {counted(unlisted, "other")} {unlisted === 1 ? "is" : "are"} found by typing the whole name.
        </p>
      )}
      <datalist id={list}>
        {users.map(({ value }) => (
          <option key={value} value={value} />
        ))}
      </datalist>
    </form>
  );
}

import { Icon, plainText, Untrusted } from "../../components";
import styles from "./Chips.module.css";
import { activeFilters, type FilterName, type LibrarySearch, withoutFilter } from "./filter";
import { chipOf, TITLE_CHARS } from "./words";

interface ChipsProps {
  search: LibrarySearch;
  onSearch: (search: LibrarySearch) => void;
}

/** The filters in force; each can be taken away. The text stands in its own field. */
export function Chips({ search, onSearch }: ChipsProps) {
  const names = activeFilters(search).filter((name) => name !== "text");
  if (names.length === 0) return null;
  return (
    <ul className={styles.chips} aria-label="Filters in force">
      {names.map((name) => (
        <li key={name}>
          <Chip name={name} search={search} onRemove={() => onSearch(withoutFilter(search, name))} />
        </li>
      ))}
    </ul>
  );
}

function Chip({ name, search, onRemove }: { name: FilterName; search: LibrarySearch; onRemove: () => void }) {
  const chip = chipOf(search, name);
  return (
    <span className={styles.chip}>
      <span className={styles.name}>{chip.name}</span>
      <Untrusted text={chip.value} max={TITLE_CHARS} className={styles.value} />
      <button
        type="button"
        className={styles.remove}
        aria-label={`Remove filter ${chip.name}: ${plainText(chip.value, TITLE_CHARS)}`}
        onClick={onRemove}
      >
        <Icon name="close" size={10} />
      </button>
    </span>
  );
}

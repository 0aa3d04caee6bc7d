import { IconButton, usePartKeys } from "../../components";
import { count } from "../../components/format";
import styles from "./DataTree.module.css";
import type { TreeSearch } from "./useTreeSearch";

interface TreeToolsProps {
  typed: string;
  onTyped: (text: string) => void;
  search: TreeSearch;
  hit: number;
  onHit: (direction: 1 | -1) => void;
  onCopy: (what: "path" | "value") => void;
  /** What came of the last copy. */
  said: string;
}

export function TreeTools({ typed, onTyped, search, hit, onHit, onCopy, said }: TreeToolsProps) {
  const onKeyDown = usePartKeys("searchInData", { next: () => onHit(1), previous: () => onHit(-1) });
  return (
    <div className={styles.tools}>
      <input
        type="search"
        className={styles.search}
        value={typed}
        placeholder="Search in data"
        aria-label="Search in data"
        onChange={(event) => onTyped(event.target.value)}
        onKeyDown={onKeyDown}
      />
      {typed !== "" && (
        <>
          <span className={styles.found} role="status">
            {foundWords(search, hit)}
          </span>
          <IconButton
            icon="chevronUp"
            label="Previous in data"
            disabled={search.hits.length === 0}
            onClick={() => onHit(-1)}
          />
          <IconButton
            icon="chevronDown"
            label="Next in data"
            disabled={search.hits.length === 0}
            onClick={() => onHit(1)}
          />
        </>
      )}
      <span className={styles.copies}>
        <span className={styles.found} role="status">
          {said}
        </span>
        <IconButton icon="link" label="Copy path" keys="p" onClick={() => onCopy("path")} />
        <IconButton icon="copy" label="Copy value" keys="c" onClick={() => onCopy("value")} />
      </span>
    </div>
  );
}

function foundWords({ hits, done }: TreeSearch, hit: number): string {
  if (hits.length === 0) return done ? "Not in this data" : "Searching…";
  const of = `${count(hits.length)}${done ? "" : "+"}`;
  return hit < 0 ? `${of} found` : `${count(hit + 1)} of ${of}`;
}

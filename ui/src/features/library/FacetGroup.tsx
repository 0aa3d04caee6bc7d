import { useId, useState } from "react";
import { Untrusted } from "../../components";
import { count } from "../../components/format";
import styles from "./Facets.module.css";

export interface FacetItem {
  value: string;
  label: string;
  total: number | undefined;
  active: boolean;
}

interface FacetGroupProps {
  name: string;
  items: readonly FacetItem[];
  /** Whether the labels come from recordings. */
  untrusted?: boolean;
  onToggle: (value: string) => void;
}

const SHORT = 5;
const LONG = 20;

/** One facet. A long one shows its most frequent values, and all of them when asked. */
export function FacetGroup({ name, items, untrusted = false, onToggle }: FacetGroupProps) {
  const id = useId();
  const [open, setOpen] = useState(false);
  const [find, setFind] = useState("");
  if (items.length === 0) return null;

  const few = items.filter((item, at) => at < SHORT || item.active);
  const wanted = find.trim().toLocaleLowerCase();
  const all = items.filter((item) => item.label.toLocaleLowerCase().includes(wanted));
  const shown = open ? all : few;
  const hidden = items.length - few.length;

  return (
    <section aria-labelledby={id}>
      <h2 id={id} className={styles.heading}>
        {name}
      </h2>
      {open && items.length > LONG && (
        <input
          className={styles.find}
          type="search"
          value={find}
          aria-label={`Find in ${name.toLocaleLowerCase()}`}
          placeholder="Find…"
          onChange={(event) => setFind(event.target.value)}
        />
      )}
      <ul>
        {shown.map((item) => (
          <li key={item.value}>
            <button
              type="button"
              className={styles.item}
              aria-pressed={item.active}
              onClick={() => onToggle(item.value)}
            >
              <span className={styles.label}>{untrusted ? <Untrusted text={item.label} /> : item.label}</span>
              <span className={styles.count}>{item.total === undefined ? "" : count(item.total)}</span>
            </button>
          </li>
        ))}
      </ul>
      {open && shown.length === 0 && <p className={styles.count}>None is called so.</p>}
      {hidden > 0 && (
        <button type="button" className={styles.more} aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? "Fewer" : `${count(hidden)} more…`}
        </button>
      )}
    </section>
  );
}

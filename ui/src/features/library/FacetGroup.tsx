import { useId, useState } from "react";
import { Untrusted, usePartKeys } from "../../components";
import { count, counted } from "../../components/format";
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
  /** How many values there are beyond `items`: they are found by their whole word. */
  unlisted?: number;
  /** Whether all of it is always shown. */
  whole?: boolean;
  /** Whether the labels come from recordings. */
  untrusted?: boolean;
  onToggle: (value: string) => void;
}

const SHORT = 5;
const LONG = 20;
const SHOWN_CHARS = 40;

/** One facet. A long one shows its most frequent values, and all of them when asked; one may also be typed. */
export function FacetGroup(props: FacetGroupProps) {
  const { name, items, unlisted = 0, whole = false, untrusted = false, onToggle } = props;
  const id = useId();
  const [open, setOpen] = useState(false);
  const [find, setFind] = useState("");
  const typed = find.trim();
  const take = () => {
    if (typed === "") return false;
    if (!items.some((item) => item.value === typed && item.active)) onToggle(typed);
    setFind("");
    return true;
  };
  if (items.length === 0) return null;

  const few = items.filter((item, at) => whole || at < SHORT || item.active);
  const wanted = find.trim().toLocaleLowerCase();
  const all = items.filter((item) => item.label.toLocaleLowerCase().includes(wanted));
  const shown = open ? all : few;
  const hidden = items.length - few.length;
  const isOther = typed !== "" && !items.some((item) => item.value === typed);

  return (
    <section aria-labelledby={id}>
      <h2 id={id} className={styles.heading}>
        {name}
      </h2>
      {open && items.length > LONG && <Find name={name} text={find} onText={setFind} onTake={take} />}
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
      {open && isOther && (
        <button type="button" className={styles.more} onClick={take}>
          Filter by “<Untrusted text={typed} max={SHOWN_CHARS} />”
        </button>
      )}
      {open && unlisted > 0 && (
        <p className={styles.count}>
          {counted(unlisted, "rarer one")} {unlisted === 1 ? "is" : "are"} not listed: type the whole word.
        </p>
      )}
      {hidden > 0 && (
        <button type="button" className={styles.more} aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? "Fewer" : `${count(hidden)} more…`}
        </button>
      )}
    </section>
  );
}

interface FindProps {
  name: string;
  text: string;
  onText: (text: string) => void;
  /** Whether there was something to take. */
  onTake: () => boolean;
}

function Find({ name, text, onText, onTake }: FindProps) {
  const onKeyDown = usePartKeys("facetFind", { take: onTake });
  return (
    <input
      className={styles.find}
      type="search"
      value={text}
      aria-label={`Find in ${name.toLocaleLowerCase()}`}
      placeholder="Find…"
      onChange={(event) => onText(event.target.value)}
      onKeyDown={onKeyDown}
    />
  );
}

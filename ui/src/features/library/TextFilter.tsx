import { type RefObject, useEffect, useEffectEvent, useRef, useState } from "react";
import { Icon, usePartKeys } from "../../components";
import styles from "./TextFilter.module.css";
import { useSettled } from "./useSettled";

interface TextFilterProps {
  field: RefObject<HTMLInputElement | null>;
  text: string;
  onText: (text: string) => void;
}

const TYPING_MS = 200;

/** Keeps recordings with a hit of this search. It asks once a person has stopped typing. */
export function TextFilter({ field, text, onText }: TextFilterProps) {
  const [typed, setTyped] = useState(text);
  const told = useRef(text);
  const settled = useSettled(typed.trim(), TYPING_MS);

  const tell = useEffectEvent((now: string) => {
    if (now === told.current) return;
    told.current = now;
    onText(now);
  });
  // Only what was typed tells; that the address has changed does not.
  useEffect(() => tell(settled), [settled]);
  useEffect(() => {
    if (text === told.current) return;
    told.current = text;
    setTyped(text);
  }, [text]);

  const onKeyDown = usePartKeys("textFilter", {
    // The browser clears a field that has text.
    leave: () => (typed === "" ? field.current?.blur() : false),
  });
  return (
    <label className={styles.field}>
      <span className="visually-hidden">Filter by text</span>
      <Icon name="search" size={14} />
      <input
        ref={field}
        type="search"
        className={styles.input}
        placeholder="Filter by text"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <span className={styles.key} aria-hidden="true">
        /
      </span>
    </label>
  );
}

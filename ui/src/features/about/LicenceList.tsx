import { useVirtualizer } from "@tanstack/react-virtual";
import { useMemo, useRef, useState } from "react";
import { Field } from "../../components";
import { count, counted } from "../../components/format";
import styles from "./LicenceList.module.css";
import licences from "./licences.json";
import { type Part, partsWith } from "./parts";

const ROW_PX = 30;
const PARTS: readonly Part[] = licences;

/** Everything of others that the programs carry. `cargo xtask licences` writes the list. */
export default function LicenceList() {
  const [wanted, setWanted] = useState("");
  const shown = useMemo(() => partsWith(PARTS, wanted), [wanted]);
  return (
    <div className={styles.licences}>
      <Field
        label="Find a part or a licence"
        type="search"
        spellCheck={false}
        autoComplete="off"
        value={wanted}
        onChange={(event) => setWanted(event.target.value)}
      />
      <p className={styles.count} role="status">
        {shown.length === PARTS.length
          ? `${count(PARTS.length)} parts made by others`
          : `${count(shown.length)} of ${counted(PARTS.length, "part")}`}
      </p>
      {shown.length > 0 && <Rows key={wanted} parts={shown} />}
    </div>
  );
}

function Rows({ parts }: { parts: readonly Part[] }) {
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: parts.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 8,
  });
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it only has text, and must scroll by keyboard all the same
    <section ref={scroller} className={styles.scroll} tabIndex={0} aria-label="Licences of others">
      <ul className={styles.list} style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index, start }) => {
          const part = parts[index];
          return part ? (
            <li
              key={index}
              className={styles.part}
              style={{ transform: `translateY(${start}px)` }}
              aria-posinset={index + 1}
              aria-setsize={parts.length}
            >
              <span className={styles.name}>{part.name}</span>
              <span className={styles.version}>{part.version}</span>
              <span className={styles.licence}>{part.licence}</span>
            </li>
          ) : null;
        })}
      </ul>
    </section>
  );
}

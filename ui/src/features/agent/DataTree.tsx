import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useEffectEvent, useId, useMemo, useRef, useState } from "react";
import { classes, usePartKeys } from "../../components";
import { copyText } from "./copy";
import styles from "./DataTree.module.css";
import { TreeLine } from "./TreeLine";
import { TreeTools } from "./TreeTools";
import {
  flatten,
  isContainer,
  isRowOf,
  type Json,
  openedAtFirst,
  pathOf,
  revealed,
  type TreeRow,
  textOf,
  toggled,
} from "./tree";
import { opens, treeAct } from "./treeKeys";
import { useTreeSearch } from "./useTreeSearch";

const ROW = 22;
/** Rows that are open at first, and rows from which on a search field is worth its place. */
const FIRST_ROWS = 60;
const SEARCHED_FROM = 8;

interface DataTreeProps {
  value: Json;
  /** What the data is of, for those who hear the page. */
  label: string;
  /** What was looked for in the run: marked from the beginning. */
  needle?: string;
}

/** JSON as a tree that opens and closes: virtual, so that a payload of megabytes is no different from a small one. */
export function DataTree({ value, label, needle = "" }: DataTreeProps) {
  const [opened, setOpened] = useState(() => openedAtFirst(value, FIRST_ROWS));
  const [cursor, setCursor] = useState(0);
  const [unfolded, setUnfolded] = useState<ReadonlySet<string>>(new Set());
  const [typed, setTyped] = useState(needle);
  const [hit, setHit] = useState(-1);
  const [copied, setCopied] = useState("");
  const [shown, setShown] = useState(value);
  if (shown !== value) {
    setShown(value);
    setOpened(openedAtFirst(value, FIRST_ROWS));
    setCursor(0);
    setHit(-1);
  }
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useMemo(() => flatten(value, opened), [value, opened]);
  const search = useTreeSearch(value, typed);
  const at = Math.min(cursor, rows.length - 1);

  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 8,
  });

  useEffect(() => {
    setTyped(needle);
    setHit(-1);
  }, [needle]);

  const go = (row: number) => {
    setCursor(row);
    virtual.scrollToIndex(row, { align: "auto" });
  };

  const toggle = (row: TreeRow, index: number, open = !row.open) => {
    setCursor(index);
    if (row.kind === "group" || isContainer(row.value)) {
      setOpened(toggled(opened, row, open));
      return;
    }
    const path = pathOf(row);
    const next = new Set(unfolded);
    if (!next.delete(path)) next.add(path);
    setUnfolded(next);
  };

  const goToHit = (direction: 1 | -1) => {
    if (search.hits.length === 0) return;
    const next = hit < 0 && direction < 0 ? search.hits.length - 1 : hit + direction;
    const wrapped = (next + search.hits.length) % search.hits.length;
    const found = search.hits[wrapped];
    if (!found) return;
    const open = revealed(opened, found);
    const row = flatten(value, open).findIndex((candidate) => isRowOf(candidate, found));
    setOpened(open);
    setHit(wrapped);
    setCursor(row);
    // The row is laid out only once the tree has opened.
    requestAnimationFrame(() => virtual.scrollToIndex(row, { align: "center" }));
  };

  const reveal = useEffectEvent(() => goToHit(1));
  const foundFirst = needle !== "" && typed === needle && search.hits.length > 0;
  // What was looked for in the run is shown at once, wherever in the data it stands.
  useEffect(() => {
    if (foundFirst) reveal();
  }, [foundFirst]);

  const copy = async (what: "path" | "value") => {
    const row = rows[at];
    if (!row) return;
    const text = what === "path" ? pathOf(row.kind === "group" ? above(row) : row) : valueText(row);
    const done = text !== null && (await copyText(text));
    setCopied(done ? `Copied the ${what}` : `The ${what} could not be copied`);
  };

  const act = (key: string) => {
    const row = rows[at];
    const act = treeAct(key, rows, at);
    if (!row || !act) return false;
    if (act.do === "go") go(act.to);
    else toggle(row, at, act.open);
  };
  const onKeyDown = usePartKeys(
    "data",
    {
      step: act,
      ends: act,
      fold: act,
      toggle: act,
      value: () => void copy("value"),
      path: () => void copy("path"),
    },
    true,
  );

  const items = virtual.getVirtualItems();
  const active = items.some((item) => item.index === at) ? `${id}-${at}` : undefined;
  return (
    <div className={styles.data}>
      {(rows.length > SEARCHED_FROM || typed !== "") && (
        <TreeTools
          typed={typed}
          onTyped={(text) => {
            setTyped(text);
            setHit(-1);
          }}
          search={search}
          hit={hit}
          onHit={goToHit}
          onCopy={copy}
          said={copied}
        />
      )}
      <div
        ref={scroller}
        className={styles.tree}
        role="tree"
        aria-label={label}
        aria-activedescendant={active}
        tabIndex={0}
        onKeyDown={onKeyDown}
      >
        <div role="none" style={{ height: virtual.getTotalSize() }} className={styles.space}>
          {items.map((item) => {
            const row = rows[item.index];
            if (!row) return null;
            return (
              <div
                key={item.key}
                id={`${id}-${item.index}`}
                ref={virtual.measureElement}
                data-index={item.index}
                role="treeitem"
                tabIndex={-1}
                aria-level={row.depth + 1}
                aria-posinset={row.position}
                aria-setsize={row.size}
                aria-expanded={opens(row) ? row.open : undefined}
                aria-selected={item.index === at}
                className={classes(styles.row, item.index === at && styles.cursor)}
                style={{ transform: `translateY(${item.start}px)` }}
              >
                <TreeLine
                  row={row}
                  unfolded={row.kind === "value" && unfolded.size > 0 && unfolded.has(pathOf(row))}
                  needle={typed}
                  onToggle={() => toggle(row, item.index)}
                  onChoose={() => setCursor(item.index)}
                />
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}

function above(row: TreeRow & { kind: "group" }) {
  return row.in.key === undefined ? { in: row.in.up } : { in: row.in.up, key: row.in.key };
}

function valueText(row: TreeRow): string | null {
  return textOf(row.kind === "group" ? row.in.container : row.value);
}

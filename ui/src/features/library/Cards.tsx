// biome-ignore-all lint/a11y/useFocusableInteractive: the grid holds the focus and names its active cell
// biome-ignore-all lint/a11y/useSemanticElements: lines are placed by themselves, which a table would undo

import { useEffect, useId, useRef } from "react";
import { Card } from "./Card";
import styles from "./Cards.module.css";
import { cellId, deedOf, type GridProps } from "./grid";
import { columnsIn, poolFor, slotOf } from "./paging";
import { useVirtualGrid } from "./useVirtualGrid";
import { useWidth } from "./useWidth";

const HEIGHT = 144;
const LEAST_WIDTH = 232;
const GAP = 12;

/** The library as a gallery. */
export function Cards({
  total,
  row,
  active,
  picked,
  transfers,
  place,
  onView,
  onDeed,
  onColumns,
}: GridProps) {
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const columns = columnsIn(useWidth(scroller) - 2 * GAP, LEAST_WIDTH, GAP);
  const count = Math.ceil(total / columns);
  const line = Math.floor(active / columns);
  const virtual = useVirtualGrid({
    scroller,
    count,
    height: HEIGHT,
    head: 0,
    gap: GAP,
    padding: GAP,
    active: line,
    place,
  });
  const lines = virtual.getVirtualItems();
  const pool = poolFor(lines.length);
  const first = (lines[0]?.index ?? 0) * columns;
  const last = Math.min(((lines.at(-1)?.index ?? 0) + 1) * columns, total) - 1;
  useEffect(() => onView(first, last), [first, last, onView]);
  useEffect(() => onColumns(columns), [columns, onColumns]);

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the screen's commands are its keys
    <div
      ref={scroller}
      role="grid"
      tabIndex={0}
      className={styles.grid}
      aria-label="Recordings"
      aria-multiselectable="true"
      aria-rowcount={count}
      aria-activedescendant={active >= first && active <= last ? cellId(id, active) : undefined}
      onClick={(event) => {
        const done = deedOf(event);
        if (done) onDeed(done.deed, done.index);
      }}
    >
      <div role="rowgroup" className={styles.body} style={{ height: virtual.getTotalSize() }}>
        {lines.map(({ index: at, start }) => (
          <div
            key={slotOf(at, pool)}
            role="row"
            aria-rowindex={at + 1}
            className={styles.line}
            style={{
              transform: `translateY(${start}px)`,
              gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
            }}
          >
            {indexesOf(at, columns, total).map((index) => {
              const shown = row(index);
              return (
                <Card
                  key={index % columns}
                  id={cellId(id, index)}
                  index={index}
                  row={shown}
                  active={index === active}
                  picked={shown !== undefined && picked.has(shown.id)}
                  transfer={shown && transfers.get(shown.id)}
                />
              );
            })}
          </div>
        ))}
      </div>
    </div>
  );
}

function indexesOf(line: number, columns: number, total: number): number[] {
  const from = line * columns;
  return Array.from({ length: Math.min(columns, total - from) }, (_, column) => from + column);
}

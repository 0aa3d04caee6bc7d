// biome-ignore-all lint/a11y/useFocusableInteractive: the grid holds the focus and names its active cell
// biome-ignore-all lint/a11y/useSemanticElements: lines are placed by themselves, which a table would undo

import { useEffect, useId, useRef } from "react";
import { classes, Icon } from "../../components";
import type { LibraryOrder } from "../../contract";
import { ORDERS } from "./filter";
import { cellId, deedOf, type GridProps } from "./grid";
import { poolFor, slotOf } from "./paging";
import { Row } from "./Row";
import styles from "./Rows.module.css";
import { useVirtualGrid } from "./useVirtualGrid";

const HEAD = 30;
const HEIGHT = 38;

/** The library as a table. */
export function Rows({
  total,
  row,
  active,
  picked,
  transfers,
  order,
  onOrder,
  place,
  onView,
  onDeed,
  onColumns,
}: GridProps) {
  const id = useId();
  const sort = { order, onOrder };
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualGrid({ scroller, count: total, height: HEIGHT, head: HEAD, active, place });
  const lines = virtual.getVirtualItems();
  const pool = poolFor(lines.length);
  const first = lines[0]?.index ?? 0;
  const last = lines.at(-1)?.index ?? 0;
  useEffect(() => onView(first, last), [first, last, onView]);
  useEffect(() => onColumns(1), [onColumns]);

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the screen's commands are its keys
    <div
      ref={scroller}
      role="grid"
      tabIndex={0}
      className={styles.grid}
      aria-label="Recordings"
      aria-multiselectable="true"
      aria-rowcount={total + 1}
      aria-activedescendant={active >= first && active <= last ? cellId(id, active) : undefined}
      onClick={(event) => {
        const done = deedOf(event);
        if (done) onDeed(done.deed, done.index);
      }}
    >
      <div role="rowgroup" className={styles.head}>
        <div role="row" className={styles.columns} aria-rowindex={1}>
          <span role="columnheader">
            <span className="visually-hidden">Selected</span>
          </span>
          <SortHead name="Recording" up="title_ascending" down="title_descending" {...sort} />
          <SortHead name="Who" up="user_ascending" down="user_descending" className={styles.who} {...sort} />
          <SortHead name="Started" up="oldest" down="newest" {...sort} />
          <SortHead name="Length" up="shortest" down="longest" className={styles.right} {...sort} />
          <SortHead
            name="Events"
            up="fewest_events"
            down="most_events"
            className={classes(styles.right, styles.events)}
            {...sort}
          />
          <span role="columnheader" className={styles.activity}>
            Activity
          </span>
          <span role="columnheader">Flag</span>
          <span role="columnheader">Stored</span>
        </div>
      </div>
      <div role="rowgroup" className={styles.body} style={{ height: total * HEIGHT }}>
        {lines.map(({ index }) => {
          const shown = row(index);
          return (
            <Row
              key={slotOf(index, pool)}
              id={cellId(id, index)}
              index={index}
              top={index * HEIGHT}
              row={shown}
              active={index === active}
              picked={shown !== undefined && picked.has(shown.id)}
              transfer={shown && transfers.get(shown.id)}
            />
          );
        })}
      </div>
    </div>
  );
}

interface SortHeadProps extends Pick<GridProps, "order" | "onOrder"> {
  name: string;
  /** The orders of this column. */
  up: LibraryOrder;
  down: LibraryOrder;
  className?: string;
}

/** The head of a column that sorts: first in the direction that people mostly want, then in the other. */
function SortHead({ name, up, down, className, order, onOrder }: SortHeadProps) {
  const first = ORDERS.find((known) => known === up || known === down) ?? down;
  const sorted = order === up ? "ascending" : order === down ? "descending" : undefined;
  const next = order === first ? (first === up ? down : up) : first;
  return (
    <span role="columnheader" aria-sort={sorted} className={className}>
      <button type="button" className={styles.sort} onClick={() => onOrder(next)}>
        {name}
        {sorted && <Icon name={sorted === "ascending" ? "chevronUp" : "chevronDown"} size={12} />}
      </button>
    </span>
  );
}

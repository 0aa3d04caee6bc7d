import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useId, useRef } from "react";
import { EmptyState, ErrorNote, Select, Skeleton, usePartKeys } from "../../components";
import { count } from "../../components/format";
import type { Review } from "../../contract";
import { asFailure } from "../../host/failure";
import { beside, FILTERS, type QueueFilter } from "./order";
import styles from "./QueueList.module.css";
import { QueueRow } from "./QueueRow";
import { FILTER_WORDS } from "./words";

const ROW = 80;

interface QueueListProps {
  reviews: readonly Review[] | undefined;
  totals: Partial<Record<QueueFilter, number>>;
  filter: QueueFilter;
  onFilter: (filter: QueueFilter) => void;
  selected: string | undefined;
  me: string | undefined;
  nowMs: number;
  onOpen: (id: string | undefined) => void;
  error: unknown;
  onRetry: () => void;
}

export function QueueList(props: QueueListProps) {
  const { reviews, totals, filter, onFilter, error, onRetry } = props;
  const options = FILTERS.map((value) => {
    const total = totals[value];
    return {
      value,
      label: total === undefined ? FILTER_WORDS[value] : `${FILTER_WORDS[value]} (${count(total)})`,
    };
  });
  return (
    <>
      <div className={styles.head}>
        <Select label="Show reviews" hideLabel small value={filter} options={options} onChange={onFilter} />
        <span className={styles.order}>Most urgent first</span>
      </div>
      {error ? (
        <div className={styles.failed}>
          <ErrorNote failure={asFailure(error)} title="The queue could not be read" onRetry={onRetry} />
        </div>
      ) : reviews === undefined ? (
        <Skeleton lines={9} label="Loading the queue" />
      ) : reviews.length === 0 ? (
        <EmptyState title={filter === "open" ? "The queue is empty" : "No review is like that"}>
          {filter === "open" ? "All reviews are closed." : "Choose another filter above."}
        </EmptyState>
      ) : (
        <Rows {...props} reviews={reviews} />
      )}
    </>
  );
}

function Rows({ reviews, selected, me, nowMs, onOpen }: QueueListProps & { reviews: readonly Review[] }) {
  const scroller = useRef<HTMLDivElement>(null);
  const id = useId();
  const virtual = useVirtualizer({
    count: reviews.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 6,
  });
  const at = reviews.findIndex((review) => review.id === selected);
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at, { align: "auto" });
  }, [at, virtual]);

  const go = (to: string | undefined) => {
    if (to === undefined) return false;
    onOpen(to);
  };
  const onKeyDown = usePartKeys("reviews", {
    step: (key) => go(beside(reviews, selected, key === "ArrowDown" ? 1 : -1)),
    ends: (key) => go(key === "Home" ? reviews[0]?.id : reviews.at(-1)?.id),
  });

  const items = virtual.getVirtualItems();
  const active = items.some((item) => item.index === at) ? `${id}-${at}` : undefined;
  return (
    <div
      ref={scroller}
      className={styles.list}
      role="listbox"
      aria-label="Reviews"
      aria-activedescendant={active}
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      <div role="none" className={styles.space} style={{ height: virtual.getTotalSize() }}>
        {items.map(({ index, key, start }) => {
          const review = reviews[index];
          return (
            review && (
              <QueueRow
                key={key}
                id={`${id}-${index}`}
                review={review}
                position={index + 1}
                total={reviews.length}
                isSelected={index === at}
                me={me}
                nowMs={nowMs}
                start={start}
                onOpen={onOpen}
              />
            )
          );
        })}
      </div>
    </div>
  );
}

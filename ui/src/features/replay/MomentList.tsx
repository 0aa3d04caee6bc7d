import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useId, useMemo, useRef, useState } from "react";
import { plainText, Segmented, Select, Skeleton, usePartKeys } from "../../components";
import { count, counted } from "../../components/format";
import type { Clock } from "./clock";
import { lookOf } from "./kinds";
import { MomentLine } from "./MomentLine";
import styles from "./MomentList.module.css";
import { currentOf, type Mark } from "./marks";
import { kindsIn, listedOf, type MomentOrder, placeOfKey } from "./momentList";
import { useClock } from "./useClock";

const ROW_PX = 44;
const MOST_PX = 308;
const ORDERS = [
  { value: "time", label: "Time" },
  { value: "score", label: "Score" },
] as const satisfies readonly { value: MomentOrder; label: string }[];

interface MomentListProps {
  marks: readonly Mark[];
  clock: Clock;
  loading: boolean;
  /** Moments that the host did not keep. */
  leftOut: number;
  /** Recordings of the session whose moments are not known. */
  untold: number;
}

/** Where to look, as a list: by time or by what is most worth it. */
export function MomentList({ marks, clock, loading, leftOut, untold }: MomentListProps) {
  const [order, setOrder] = useState<MomentOrder>("time");
  const [kind, setKind] = useState("");
  const shown = useMemo(() => listedOf(marks, kind, order), [marks, kind, order]);
  const kinds = useMemo(() => kindsIn(marks, kind), [marks, kind]);
  if (loading) return <Skeleton lines={4} label="Loading the moments" />;
  return (
    <>
      {(marks.length > 0 || kind !== "") && (
        <div className={styles.tools}>
          <Select
            label="Kind of moments"
            hideLabel
            small
            className={styles.kinds}
            value={kind}
            options={[
              { value: "", label: `All kinds (${count(marks.length)})` },
              ...kinds.map((one) => ({
                value: one.kind,
                label: `${plainText(lookOf(one.kind).word, 40)} (${count(one.count)})`,
              })),
            ]}
            onChange={setKind}
          />
          <Segmented label="Order of moments" value={order} options={ORDERS} onChange={setOrder} />
        </div>
      )}
      {shown.length > 0 ? (
        <Rows shown={shown} clock={clock} order={order} />
      ) : (
        <p className={styles.none}>
          {kind === "" ? "Nothing stands out in it." : "No moment of this kind is left."}
        </p>
      )}
      {leftOut > 0 && <p className={styles.foot}>{`${count(leftOut)} more of low score are not kept.`}</p>}
      {untold > 0 && (
        <p className={styles.foot}>
          {`Those of ${counted(untold, "other recording")} of this session are not here.`}
        </p>
      )}
    </>
  );
}

interface RowsProps {
  shown: readonly Mark[];
  clock: Clock;
  order: MomentOrder;
}

function Rows({ shown, clock, order }: RowsProps) {
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 6,
  });
  const byTime = useMemo(() => (order === "time" ? shown : listedOf(shown, "", "time")), [shown, order]);
  const times = useMemo(() => [...byTime].map(({ atMs }) => atMs).sort((a, b) => a - b), [byTime]);
  const reached = useClock(clock, ({ atMs }) => times[currentOf(times, atMs)]);
  // Of those that stand at the same time the first one listed.
  const current = useMemo(() => shown.findIndex(({ atMs }) => atMs === reached), [shown, reached]);
  const [chosen, setChosen] = useState<number | null>(null);
  const active = Math.min(chosen ?? Math.max(0, current), shown.length - 1);

  // biome-ignore lint/correctness/useExhaustiveDependencies: what was chosen in another list means nothing in this one
  useEffect(() => setChosen(null), [shown]);
  useEffect(() => {
    if (order === "time" && current >= 0) rows.scrollToIndex(current);
  }, [rows, order, current]);

  const jump = (index: number) => {
    const mark = shown[index];
    if (!mark) return;
    setChosen(index);
    clock.seek(mark.atMs);
  };
  const go = (key: string) => {
    const to = placeOfKey(key, active, shown.length);
    if (to === null) return false;
    setChosen(to);
    rows.scrollToIndex(to);
  };
  const onKeyDown = usePartKeys("moments", { step: go, leap: go, ends: go, go: () => jump(active) });
  const items = rows.getVirtualItems();
  return (
    <div
      ref={scroller}
      className={styles.scroll}
      style={{ height: Math.min(MOST_PX, rows.getTotalSize()) }}
      role="listbox"
      aria-label="Moments"
      aria-activedescendant={items.some(({ index }) => index === active) ? `${id}-${active}` : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      <div role="none" className={styles.space} style={{ height: rows.getTotalSize() }}>
        {items.map(({ index, start }) => {
          const mark = shown[index];
          return mark ? (
            <MomentLine
              key={index}
              id={`${id}-${index}`}
              mark={mark}
              place={index}
              total={shown.length}
              startPx={start}
              isCurrent={index === current}
              isActive={index === active}
              onJump={jump}
            />
          ) : null;
        })}
      </div>
    </div>
  );
}

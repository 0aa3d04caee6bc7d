import { useVirtualizer } from "@tanstack/react-virtual";
import { type RefObject, useEffect, useRef } from "react";

interface VirtualGrid {
  scroller: RefObject<HTMLDivElement | null>;
  count: number;
  height: number;
  /** What stands above the first line and stays in view. */
  head: number;
  gap?: number;
  /** Air around all lines. */
  padding?: number;
  /** The line that is kept in view when it changes. */
  active: number;
  place: { offset: number };
}

const OVERSCAN = 6;

/** Lines of one fixed height, of which only those in view exist. */
export function useVirtualGrid({
  scroller,
  count,
  height,
  head,
  gap,
  padding = 0,
  active,
  place,
}: VirtualGrid) {
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: OVERSCAN,
    gap,
    paddingStart: head + padding,
    paddingEnd: padding,
    scrollPaddingStart: head + padding,
    scrollPaddingEnd: padding,
    initialOffset: place.offset,
    // A frame may show the list a moment late, but never waits for it.
    useFlushSync: false,
    onChange: (instance) => {
      place.offset = instance.scrollOffset ?? place.offset;
    },
  });

  const shown = useRef(active);
  useEffect(() => {
    if (shown.current === active) return;
    shown.current = active;
    virtual.scrollToIndex(active, { align: "auto" });
  }, [active, virtual]);

  return virtual;
}

import { type RefObject, useLayoutEffect, useState } from "react";

/** The inner size of an element in CSS pixels, followed as it changes. */
export function useSize(element: RefObject<HTMLElement | null>): { width: number; height: number } {
  const [size, setSize] = useState({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const watched = element.current;
    if (!watched) return;
    const take = () =>
      setSize((known) => {
        const { clientWidth: width, clientHeight: height } = watched;
        return known.width === width && known.height === height ? known : { width, height };
      });
    take();
    const observer = new ResizeObserver(take);
    observer.observe(watched);
    return () => observer.disconnect();
  }, [element]);
  return size;
}

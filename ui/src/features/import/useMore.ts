import { useState } from "react";

/** A long list by parts: what is shown of it, how many are not, and how to show more. */
export function useMore<T>(items: readonly T[], step: number): [readonly T[], number, () => void] {
  const [shown, setShown] = useState(step);
  return [items.slice(0, shown), Math.max(0, items.length - shown), () => setShown(shown + step)];
}

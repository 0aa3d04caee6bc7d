import { useLayoutEffect, useState } from "react";

/** Counts changes of the theme: a canvas takes its colours when it is painted. */
export function useThemeChanges(): number {
  const [changes, setChanges] = useState(0);
  useLayoutEffect(() => {
    const changed = () => setChanges((known) => known + 1);
    const observer = new MutationObserver(changed);
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    // What was measured before the font came is measured wrongly.
    void document.fonts?.ready.then(changed);
    return () => observer.disconnect();
  }, []);
  return changes;
}

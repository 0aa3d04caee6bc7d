import { createContext, type ReactNode, useContext, useEffect, useSyncExternalStore } from "react";
import type { Clock } from "./clock";

const SightContext = createContext(true);

interface SightProps {
  clock: Clock;
  /** Whether the place where it is shown was put away. */
  hidden?: boolean;
  children: ReactNode;
}

/** What cannot be seen must not count as watched: while nobody can see the replay, its time stands and no row is read. */
export function Sight({ clock, hidden = false, children }: SightProps) {
  const covered = useSyncExternalStore(watchDocument, () => document.visibilityState === "hidden");
  const inSight = !hidden && !covered;
  useEffect(() => (inSight ? undefined : clock.hold()), [clock, inSight]);
  return <SightContext value={inSight}>{children}</SightContext>;
}

/** Whether what is shown here can be seen. */
export const useInSight = () => useContext(SightContext);

function watchDocument(changed: () => void): () => void {
  document.addEventListener("visibilitychange", changed);
  return () => document.removeEventListener("visibilitychange", changed);
}

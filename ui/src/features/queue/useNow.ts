import { useEffect, useState } from "react";

/** Ages and leases are told in minutes. */
const EVERY_MS = 30_000;

/** The time, again every half minute. */
export function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}

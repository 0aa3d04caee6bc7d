import { useEffect, useState } from "react";

/** The value once it has stayed the same for `ms`: what is on the way past costs no question to the host. */
export function useSettled<T extends string | number>(value: T, ms: number): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return settled;
}

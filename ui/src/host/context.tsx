import { createContext, type ReactNode, useContext } from "react";
import type { Host } from "./host";

const HostContext = createContext<Host | null>(null);

export function HostProvider({ host, children }: { host: Host; children: ReactNode }) {
  return <HostContext value={host}>{children}</HostContext>;
}

export function useHost(): Host {
  const host = useContext(HostContext);
  if (!host) throw new Error("useHost outside of a HostProvider");
  return host;
}

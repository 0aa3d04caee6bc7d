// Listens to the host once for the whole window.

import { useQueryClient } from "@tanstack/react-query";
import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
  useSyncExternalStore,
} from "react";
import type { Heard } from "../contract";
import { useHost } from "../host/context";
import { asFailure } from "../host/failure";
import { JobStore, type Jobs } from "./jobs";
import { askAgain, useDeskState } from "./queries";

const JobsContext = createContext<JobStore | null>(null);

export function HeardProvider({ children }: { children: ReactNode }) {
  const host = useHost();
  const client = useQueryClient();
  const [store] = useState(() => new JobStore());
  const { data: state } = useDeskState();

  useEffect(() => {
    const again = askAgain(client);
    const stop = host.listen((event) => {
      store.hear(event);
      if (event.what === "changed" || event.what === "job_ended") again.changed();
    });
    return () => {
      stop();
      again.stop();
    };
  }, [host, client, store]);

  useEffect(() => {
    if (state) store.known(state.jobs);
  }, [store, state]);

  return <JobsContext value={store}>{children}</JobsContext>;
}

function useJobStore(): JobStore {
  const store = useContext(JobsContext);
  if (!store) throw new Error("useJobs outside of a HeardProvider");
  return store;
}

/** Running and ended jobs. `cancel` asks the host; a cancel that fails shows as a notice of its own. */
export function useJobs(): Jobs & {
  cancel: (id: string) => void;
  dismiss: (id: string) => void;
  notBegun: JobStore["notBegun"];
} {
  const store = useJobStore();
  const host = useHost();
  const jobs = useSyncExternalStore(store.watch, store.get);
  const cancel = (id: string) => {
    const job = store.get().running.find((running) => running.id === id);
    const { kind = "sync", about = "", recording_ids: ids } = job ?? {};
    host.cancel(id).catch((error) => store.notBegun(kind, about, asFailure(error), ids));
  };
  return { ...jobs, cancel, dismiss: store.dismiss, notBegun: store.notBegun };
}

/** Hears every event while the component is mounted, for what is no job and no change. */
export function useHeard(heard: (event: Heard) => void): void {
  const host = useHost();
  const latest = useRef(heard);
  useLayoutEffect(() => {
    latest.current = heard;
  });
  useEffect(() => host.listen((event) => latest.current(event)), [host]);
}

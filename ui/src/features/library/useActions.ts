// What the library asks the host to do. Each begins a job; a job that does not begin shows like one that failed.

import { useJobs } from "../../app/heard";
import type { JobKind } from "../../contract";
import { useHost } from "../../host/context";
import { asFailure } from "../../host/failure";

export interface Actions {
  importFiles: () => void;
  download: (ids: string[]) => void;
  upload: (ids: string[]) => void;
  syncNow: () => void;
}

export function useActions(): Actions {
  const host = useHost();
  const { notBegun } = useJobs();
  const begin = (kind: JobKind, ids: string[], begun: Promise<unknown>) => {
    begun.catch((error) => notBegun(kind, "", asFailure(error), ids));
  };
  return {
    importFiles: () => begin("import", [], host.importChosen()),
    download: (ids) => begin("download", ids, host.sync({ ids })),
    upload: (ids) => {
      for (const id of ids) begin("upload", [id], host.upload(id));
    },
    syncNow: () => begin("sync", [], host.sync("none")),
  };
}

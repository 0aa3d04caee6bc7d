import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useDeskState } from "../../app/queries";
import { Button, Dialog, ErrorNote, Progress } from "../../components";
import { bytes, counted, since } from "../../components/format";
import type { LibraryFilter } from "../../contract";
import { useHost } from "../../host/context";
import { asFailure } from "../../host/failure";
import { type Gathered, gatherMissing } from "./gather";

interface MakeOfflineProps {
  filter: LibraryFilter;
  onClose: () => void;
  onDownload: (ids: string[]) => void;
}

/** Says what a download of all that is listed would fetch, before it does. */
export function MakeOffline({ filter, onClose, onDownload }: MakeOfflineProps) {
  const host = useHost();
  const [progress, setProgress] = useState({ done: 0, of: 0 });
  const missing = useQuery({
    queryKey: ["missing", filter],
    queryFn: ({ signal }) => gatherMissing(host, filter, signal, (done, of) => setProgress({ done, of })),
    gcTime: 0,
  });
  const free = useDeskState().data?.storage.free_bytes;
  const { data, error } = missing;
  const fits = !data || free === undefined || data.bytes < free;
  const download = () => {
    if (!data) return;
    onDownload(data.ids);
    onClose();
  };
  return (
    <Dialog
      title="Make available offline"
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{data?.ids.length === 0 ? "Close" : "Cancel"}</Button>
          {data?.ids.length !== 0 && (
            <Button look="accent" disabled={!data || !fits} onClick={download}>
              Download
            </Button>
          )}
        </>
      }
    >
      {error && (
        <ErrorNote
          title="What is missing could not be found out"
          failure={asFailure(error)}
          onRetry={() => void missing.refetch()}
        />
      )}
      {data && <Found found={data} free={free} fits={fits} />}
      {!data && !error && (
        <>
          <p>Looking which recordings are not offline yet</p>
          <Progress label="Looking" done={progress.done} of={progress.of || undefined} />
        </>
      )}
    </Dialog>
  );
}

function Found({ found, free, fits }: { found: Gathered; free: number | undefined; fits: boolean }) {
  const offlineSince = useDeskState().data?.account?.offline_since;
  if (found.ids.length === 0) return <p>All recordings that are listed are offline already.</p>;
  return (
    <>
      <p>
        {counted(found.ids.length, "recording")}, {bytes(found.bytes)} in all, will be kept in the vault.
        {free !== undefined && ` ${bytes(free)} are free on its disk.`}
      </p>
      {!fits && <p>There is not enough room: make some, or narrow the list down.</p>}
      {offlineSince && fits && (
        <p>The server has not answered since {since(offlineSince)}. It will be tried all the same.</p>
      )}
    </>
  );
}

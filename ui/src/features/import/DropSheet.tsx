import { useState } from "react";
import { useHeard, useJobs } from "../../app/heard";
import { Button, Dialog, Untrusted } from "../../components";
import { count, counted } from "../../components/format";
import { useHost } from "../../host/context";
import { asFailure } from "../../host/failure";
import styles from "./Import.module.css";
import { useMore } from "./useMore";

const STEP = 50;
const NAME_CHARS = 300;

interface DropSheetProps {
  /** Whether the vault is open. */
  canImport: boolean;
  onImport: () => void;
}

/** Asks before what was dropped on the window is imported, and says so where nothing can be. */
export function DropSheet({ canImport, onImport }: DropSheetProps) {
  const host = useHost();
  const { notBegun } = useJobs();
  const [names, setNames] = useState<string[]>([]);
  useHeard((event) => event.what === "dropped" && setNames(event.names));
  if (names.length === 0) return null;

  const close = () => setNames([]);
  const importThem = () => {
    host.importDropped().catch((error) => notBegun("import", "", asFailure(error)));
    close();
    onImport();
  };
  if (!canImport) {
    return (
      <Dialog
        title="Importing needs an open vault"
        onClose={close}
        actions={<Button onClick={close}>Close</Button>}
      >
        <p className={styles.note}>
          Nothing was imported, since what is imported is kept in the vault, and the vault is not open. Open
          it first, then drop the {names.length === 1 ? "file" : "files"} again.
        </p>
        <Names names={names} />
      </Dialog>
    );
  }
  return (
    <Dialog
      title={`Import ${counted(names.length, "file")}`}
      onClose={close}
      actions={
        <>
          <Button onClick={close}>Cancel</Button>
          <Button look="accent" onClick={importThem}>
            Import
          </Button>
        </>
      }
    >
      <p className={styles.note}>
        They are copied into the vault, encrypted, and stay on this machine until somebody uploads them. The
        files themselves are left as they are.
      </p>
      <Names names={names} />
    </Dialog>
  );
}

function Names({ names }: { names: readonly string[] }) {
  const [shown, rest, more] = useMore(names, STEP);
  return (
    <>
      <ul className={styles.names}>
        {shown.map((name, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two folders may hold files of the same name
          <li key={at}>
            <Untrusted text={name} max={NAME_CHARS} />
          </li>
        ))}
      </ul>
      {rest > 0 && <Button look="quiet" onClick={more}>{`${count(rest)} more…`}</Button>}
    </>
  );
}

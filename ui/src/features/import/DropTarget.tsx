import { useEffect, useRef, useState } from "react";
import { useHeard } from "../../app/heard";
import { Icon } from "../../components";
import { counted } from "../../components/format";
import styles from "./DropTarget.module.css";

/** What lies over the window while files hover over it: what a drop would do. */
export function DropTarget({ canImport }: { canImport: boolean }) {
  const [files, setFiles] = useState(0);
  useHeard((event) => {
    if (event.what === "hover") setFiles(event.files);
    if (event.what === "dropped") setFiles(0);
  });
  return files > 0 ? <Over files={files} canImport={canImport} /> : null;
}

function Over({ files, canImport }: { files: number; canImport: boolean }) {
  const over = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // Above dialogs too: a drop is taken there as well.
    over.current?.showPopover?.();
  }, []);
  return (
    <div ref={over} popover="manual" className={styles.over} role="status" data-can-import={canImport}>
      <div className={styles.edge}>
        <div className={styles.card}>
          <Icon name={canImport ? "import" : "error"} size={28} />
          <p className={styles.title}>
            {canImport ? `Drop to import ${counted(files, "file")}` : "Importing needs an open vault"}
          </p>
          <p className={styles.words}>
            {canImport
              ? "You will be asked before anything is imported."
              : "Open the vault first, then drop again."}
          </p>
        </div>
      </div>
    </div>
  );
}

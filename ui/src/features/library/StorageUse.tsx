import { useDeskState } from "../../app/queries";
import { Progress } from "../../components";
import { bytes, count } from "../../components/format";
import styles from "./Facets.module.css";

/** What the vault takes up, and what there is room for. */
export function StorageUse() {
  const { data: state } = useDeskState();
  if (state?.vault.state !== "open") return null;
  const { storage } = state;
  const free = storage.free_bytes;
  return (
    <section className={styles.storage} aria-label="Storage">
      <span>
        {count(storage.cached)} of {count(storage.recordings)} offline
        {storage.local_only > 0 && `, ${count(storage.local_only)} only here`}
      </span>
      {free !== undefined && (
        <Progress label="Room taken up" done={storage.bytes} of={storage.bytes + free} />
      )}
      <span>
        {bytes(storage.bytes)} taken up{free !== undefined && `, ${bytes(free)} free`}
      </span>
    </section>
  );
}

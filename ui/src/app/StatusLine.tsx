import { Untrusted } from "../components";
import { bytes, count, counted, since } from "../components/format";
import type { DeskState } from "../contract";
import { serverName } from "./connection";
import styles from "./Frame.module.css";

export function StatusLine({ state }: { state: DeskState }) {
  const { account, storage } = state;
  return (
    <footer className={styles.status}>
      <span className={styles.minor}>
        Vault {bytes(storage.bytes)}
        {storage.free_bytes !== undefined && `, ${bytes(storage.free_bytes)} free`}
      </span>
      <span>
        {counted(storage.recordings, "recording")}, {count(storage.cached)} offline
      </span>
      <span className={styles.gap} />
      {account?.last_sync_at && <span>Last sync {since(account.last_sync_at)}</span>}
      {account && (
        <>
          <span className={styles.minor}>
            <Untrusted text={serverName(account.server_url)} max={80} />
          </span>
          <span>
            <Untrusted text={account.user} max={60} />, {account.role}
          </span>
        </>
      )}
    </footer>
  );
}

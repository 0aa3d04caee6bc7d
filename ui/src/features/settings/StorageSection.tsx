import { Untrusted } from "../../components";
import { bytes, count } from "../../components/format";
import type { DeskState } from "../../contract";
import { Facts, Section } from "./Section";

export function StorageSection({ state }: { state: DeskState }) {
  const { storage, vault } = state;
  const lock =
    vault.state === "open" && vault.lock === "passphrase" ? "a passphrase" : "the system's keychain";
  return (
    <Section title="Storage" about="The vault on this computer, encrypted.">
      <Facts
        facts={[
          ["Folder", <Untrusted key="folder" text={storage.folder} className="mono" />],
          ["Its key", `is kept by ${lock}`],
          ["On disk", <Figure key="bytes">{bytes(storage.bytes)}</Figure>],
          [
            "Free on that disk",
            <Figure key="free">
              {storage.free_bytes === undefined ? "not known" : bytes(storage.free_bytes)}
            </Figure>,
          ],
          ["Recordings", <Figure key="recordings">{count(storage.recordings)}</Figure>],
          ["Of them offline", <Figure key="cached">{count(storage.cached)}</Figure>],
          ["Only here", <Figure key="local">{count(storage.local_only)}</Figure>],
        ]}
      />
    </Section>
  );
}

function Figure({ children }: { children: string }) {
  return <span className="mono">{children}</span>;
}

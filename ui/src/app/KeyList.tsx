import { Dialog, Keys, type ListedKey } from "../components";
import styles from "./KeyList.module.css";

/** Keys under their headings. */
export function KeyList({ keys }: { keys: readonly ListedKey[] }) {
  return (
    <div className={styles.groups}>
      {groupsOf(keys).map(({ title, focused, rows }) => (
        <section key={`${title} ${focused}`} className={styles.group}>
          <h3>
            {title}
            {focused && <span className={styles.focused}> while it has the focus</span>}
          </h3>
          <dl>
            {rows.map((row) => (
              <div key={row.label} className={styles.row}>
                <dt>{row.label}</dt>
                <dd>
                  {[row.keys].flat().map((spec) => (
                    <Keys key={spec} of={spec} />
                  ))}
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </div>
  );
}

export function KeysDialog({ keys, onClose }: { keys: readonly ListedKey[]; onClose: () => void }) {
  return (
    <Dialog title="Keys" onClose={onClose} wide isRead>
      <KeyList keys={keys} />
    </Dialog>
  );
}

interface KeyGroup {
  title: string;
  focused: boolean;
  rows: ListedKey[];
}

/** Groups in the order in which they came. A part that is there several times stands in it once. */
export function groupsOf(keys: readonly ListedKey[]): KeyGroup[] {
  const groups = new Map<string, KeyGroup>();
  for (const key of keys) {
    const focused = key.focused ?? false;
    const name = `${key.group} ${focused}`;
    const group = groups.get(name) ?? { title: key.group, focused, rows: [] };
    if (!group.rows.some(({ label }) => label === key.label)) group.rows.push(key);
    groups.set(name, group);
  }
  return [...groups.values()];
}

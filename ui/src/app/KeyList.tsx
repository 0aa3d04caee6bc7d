import { Dialog, Keys, type Listed } from "../components";
import styles from "./KeyList.module.css";

/** All keys that work now, by group. */
export function KeyList({ commands }: { commands: readonly Listed[] }) {
  return (
    <div className={styles.groups}>
      {groupsOf(commands).map(([group, rows]) => (
        <section key={group} className={styles.group}>
          <h3>{group}</h3>
          <dl>
            {rows.map((command) => (
              <div key={command.label} className={styles.row}>
                <dt>{command.label}</dt>
                <dd>
                  {[command.keys ?? []].flat().map((keys) => (
                    <Keys key={keys} of={keys} />
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

export function KeysDialog({ commands, onClose }: { commands: readonly Listed[]; onClose: () => void }) {
  return (
    <Dialog title="Keys" onClose={onClose} wide>
      <KeyList commands={commands} />
    </Dialog>
  );
}

/** Groups in the order in which they came, without commands that have no keys. */
export function groupsOf(commands: readonly Listed[]): [string, Listed[]][] {
  const groups = new Map<string, Listed[]>();
  for (const command of commands) {
    if (command.keys === undefined) continue;
    groups.set(command.group, [...(groups.get(command.group) ?? []), command]);
  }
  return [...groups];
}

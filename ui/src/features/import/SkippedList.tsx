import { Button, Untrusted } from "../../components";
import { count } from "../../components/format";
import type { Skipped } from "../../contract";
import styles from "./Import.module.css";
import { useMore } from "./useMore";

const STEP = 200;
const REASON_CHARS = 1_000;

/** Each event that was left out: its position in the file, and why. */
export function SkippedList({ skipped }: { skipped: readonly Skipped[] }) {
  const [shown, rest, more] = useMore(skipped, STEP);
  return (
    <>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col" className={styles.position}>
              Position
            </th>
            <th scope="col">Why</th>
          </tr>
        </thead>
        <tbody>
          {shown.map(({ index, reason }) => (
            <tr key={index}>
              <td className={styles.position}>{count(index)}</td>
              <td>
                <Untrusted text={reason} max={REASON_CHARS} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {rest > 0 && <Button look="quiet" onClick={more}>{`${count(rest)} more…`}</Button>}
    </>
  );
}

import { Tooltip } from "../../components";
import { counted, percent } from "../../components/format";
import type { ScrollView } from "../../contract";
import styles from "./ScrollBands.module.css";
import { bandWords } from "./words";

/** Twenty parts of the page, each as long as there are sessions that came there. */
export function ScrollBands({ scroll }: { scroll: ScrollView }) {
  return (
    <section className={styles.depth} aria-label="Scroll depth">
      <p>
        {counted(scroll.sessions, "session")}, {percent(scroll.average_depth)} deep on average of{" "}
        {Math.round(scroll.height_px)} px
      </p>
      {scroll.is_estimate && (
        <p className={styles.estimate}>
          An estimate: no replay measured this page yet, so 100 % is the deepest that anybody saw.
        </p>
      )}
      <ol className={styles.bands}>
        {scroll.bands.map((band) => (
          <li key={band.from_percent}>
            <Tooltip text={bandWords(band)} side="right" isName>
              <button type="button" className={styles.band} aria-label={bandWords(band)}>
                <span className={styles.where}>{band.from_percent} %</span>
                <span className={styles.bar}>
                  <span style={{ width: `${band.reached * 100}%` }} />
                </span>
              </button>
            </Tooltip>
          </li>
        ))}
      </ol>
    </section>
  );
}

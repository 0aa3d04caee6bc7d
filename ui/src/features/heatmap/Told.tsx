import { Icon, Untrusted } from "../../components";
import { counted, percent } from "../../components/format";
import type { HeatmapView } from "../../contract";
import { Legend } from "./Legend";
import { ScrollBands } from "./ScrollBands";
import styles from "./Told.module.css";
import { amount, average, warnings } from "./words";

/** The numbers of a heatmap, and what has to be said beside it. */
export function Told({ view }: { view: HeatmapView }) {
  const isScroll = view.layer === "scroll";
  return (
    <div className={styles.told}>
      <p className={styles.source}>
        {view.source === "server" ? "On the server" : "On this laptop"}:{" "}
        {counted(view.recordings, "recording")}
      </p>
      <Legend view={view} />
      {isScroll ? view.scroll && <ScrollBands scroll={view.scroll} /> : <Statistics view={view} />}
      {warnings(view).map((words) => (
        <p key={words} className={styles.warning}>
          <Icon name="warning" size={14} /> {words}
        </p>
      ))}
      {view.hottest.length > 0 && <Hottest view={view} />}
    </div>
  );
}

function Statistics({ view }: { view: HeatmapView }) {
  return (
    <dl className={styles.numbers}>
      <div>
        <dt>Total</dt>
        <dd>{amount(view.total, view.unit)}</dd>
      </div>
      <div>
        <dt>Most at a point</dt>
        <dd>{amount(view.max, view.unit)}</dd>
      </div>
      <div>
        <dt>Average</dt>
        <dd>{average(view)}</dd>
      </div>
    </dl>
  );
}

/** Where there is most, and what is there: selectors and texts of the recorded page. */
function Hottest({ view }: { view: HeatmapView }) {
  const knows = view.hottest.some((hot) => hot.elements.length > 0);
  return (
    <section className={styles.hottest}>
      <h2>Hottest points</h2>
      {!knows && view.layer !== "attention" && (
        <p className={styles.source}>
          {view.source === "server"
            ? "What is under them is told by recordings on this laptop only."
            : "The recordings do not tell what is under them."}
        </p>
      )}
      <ol>
        {view.hottest.map((hot) => (
          <li key={`${hot.x_percent} ${hot.y_px}`}>
            <span className={styles.weight}>{amount(hot.weight, view.unit)}</span>
            <span className={styles.place}>
              {percent(hot.x_percent / 100)} across, {Math.round(hot.y_px)} px down
            </span>
            {hot.elements.map((element) => (
              <span key={`${element.selector} ${element.text}`} className={styles.element}>
                <code>
                  <Untrusted text={element.selector} max={120} />
                </code>
                {element.text !== "" && (
                  <>
                    {" "}
                    “<Untrusted text={element.text} max={60} />”
                  </>
                )}{" "}
                {counted(element.clicks, "click")}
              </span>
            ))}
          </li>
        ))}
      </ol>
    </section>
  );
}

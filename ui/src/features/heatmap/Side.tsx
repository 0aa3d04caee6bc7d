import type { UseQueryResult } from "@tanstack/react-query";
import type { LoadedHeatmap } from "../../host/host";
import type { Look } from "./ask";
import type { Camera } from "./camera";
import { Sheet } from "./Sheet";
import styles from "./Side.module.css";
import { Told } from "./Told";

/** A heatmap with its numbers beside it. */
export function Side({
  label,
  query,
  look,
  camera,
}: {
  label: string;
  query: UseQueryResult<LoadedHeatmap>;
  look: Look;
  camera?: Camera;
}) {
  const { data, error, refetch, isPlaceholderData } = query;
  const again = () => void refetch();
  return (
    <section className={styles.side} aria-label={label} aria-busy={isPlaceholderData}>
      <div className={styles.sheet}>
        <Sheet heatmap={data} error={error} look={look} onRetry={again} onMeasured={again} camera={camera} />
      </div>
      {data && !error && (
        <div className={styles.told}>
          <Told view={data.view} />
        </div>
      )}
    </section>
  );
}

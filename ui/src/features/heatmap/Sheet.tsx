import { useCallback, useState } from "react";
import { EmptyState, ErrorNote, Skeleton, sentence } from "../../components";
import type { PageMeasure } from "../../contract";
import { useHost } from "../../host/context";
import { asFailure } from "../../host/failure";
import type { LoadedHeatmap } from "../../host/host";
import type { Layer, Look } from "./ask";
import type { Camera } from "./camera";
import { PageBelow } from "./PageBelow";
import { Painted } from "./Painted";
import styles from "./Sheet.module.css";
import { LAYER_NAMES } from "./words";

interface SheetProps {
  heatmap: LoadedHeatmap | undefined;
  error: unknown;
  look: Look;
  onRetry: () => void;
  /** A measure was news: what is shown counts more now. */
  onMeasured: () => void;
  /** For a picture of the page below. */
  camera?: Camera;
}

/** One heatmap over its background. */
export function Sheet({ heatmap, error, look, onRetry, onMeasured, camera }: SheetProps) {
  const host = useHost();
  const [missing, setMissing] = useState<string | null>(null);
  const measure = useCallback(
    (measured: PageMeasure) => {
      setMissing(null);
      host.takeMeasure(measured).then(
        (isNews) => isNews && onMeasured(),
        (reason) => setMissing(asFailure(reason).message),
      );
    },
    [host, onMeasured],
  );
  if (error) {
    return <ErrorNote title="The heatmap could not be made" failure={asFailure(error)} onRetry={onRetry} />;
  }
  if (!heatmap) return <Skeleton lines={10} label="Counting" />;
  const { view } = heatmap;
  const name = LAYER_NAMES[view.layer as Layer] ?? view.layer;
  const wantsPage = look.background === "page" && !look.fixed;
  const hasPage = wantsPage && view.shown !== undefined && view.page !== "";
  return (
    <>
      {wantsPage && !view.shown && view.picture && (
        <p className={styles.note}>No recording on this laptop shows this page: there is no background.</p>
      )}
      {missing !== null && <p className={styles.note}>The recorded page is missing. {sentence(missing)}</p>}
      {!view.picture && (
        <EmptyState icon="about" title="No data">
          {view.no_data ? sentence(view.no_data) : "Nothing was counted."}
        </EmptyState>
      )}
      {view.picture && (
        <div className={styles.sheet}>
          {hasPage && view.shown && (
            <PageBelow
              key={`${view.shown.recording} ${view.page} ${view.width}`}
              shown={view.shown}
              page={view.page}
              width={view.picture.page_width_px}
              onMeasure={measure}
              onMissing={setMissing}
              camera={camera}
            />
          )}
          <Painted heatmap={heatmap} label={`${name} as a picture: the numbers stand beside it`} />
        </div>
      )}
    </>
  );
}

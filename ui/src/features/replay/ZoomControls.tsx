import { IconButton, Tooltip } from "../../components";
import { count } from "../../components/format";
import type { TimelineView } from "./useTimelineView";
import styles from "./ZoomControls.module.css";

/** How much of the timeline is in sight, beside it. */
export function ZoomControls({ view: { scale, zoomIn, zoomOut, reset } }: { view: TimelineView }) {
  const times = scale.zoom < 10 ? Math.round(scale.zoom * 10) / 10 : Math.round(scale.zoom);
  const words = `${times < 1_000 ? times : count(times)}×`;
  return (
    <fieldset className={styles.zoom} aria-label="Zoom of the timeline">
      <IconButton icon="minus" label="Zoom out" keys="shift+z" className={styles.step} onClick={zoomOut} />
      <IconButton icon="plus" label="Zoom in" keys="z" className={styles.step} onClick={zoomIn} />
      {scale.zoom > 1 && (
        <Tooltip text="The whole timeline" keys="0">
          <button
            type="button"
            className={styles.reset}
            aria-label={`${words}, show the whole`}
            onClick={reset}
          >
            {words}
          </button>
        </Tooltip>
      )}
    </fieldset>
  );
}

import type { RecordingDetail } from "../../contract";
import { Fold } from "./Fold";
import { Lacks } from "./Lacks";
import { lacksOf } from "./lacked";
import { MomentList } from "./MomentList";
import { NotTold } from "./NotTold";
import { itemsOf, Said } from "./Said";
import styles from "./SideColumn.module.css";
import { Summary } from "./Summary";
import type { Replay } from "./useReplay";

/** Beside a replay: what it was in short, where to look, what was said about it, what it cannot show. */
export function SideColumn({ detail, replay }: { detail: RecordingDetail; replay: Replay }) {
  const { clock, told, marks } = replay;
  const own = told[0];
  const failure = own?.failure;
  const loading = own?.insight === undefined && failure === undefined;
  const lacks = lacksOf(told);
  const jump = (atMs: number) => clock.seek(atMs);
  return (
    <aside className={styles.side} aria-label="About this recording">
      {failure && (
        <div className={styles.failed}>
          <NotTold failure={failure} onRetry={own.retry} />
        </div>
      )}
      {!failure && (
        <Fold title="Summary" open>
          <Summary told={own} onJump={jump} />
        </Fold>
      )}
      {(!failure || marks.length > 0) && (
        <Fold title="Moments" total={loading ? undefined : marks.length} open>
          <MomentList
            marks={marks}
            clock={clock}
            loading={loading}
            leftOut={told.reduce((sum, { insight }) => sum + (insight?.left_out ?? 0), 0)}
            untold={told.slice(1).filter((other) => other.failure).length}
          />
        </Fold>
      )}
      <Fold title="Flags and notes" total={itemsOf(detail).length} open>
        <Said detail={detail} clock={clock} />
      </Fold>
      {!failure && (
        <Fold title="What this replay lacks" total={loading ? undefined : lacks.length} open>
          <Lacks lacks={lacks} loading={loading} onJump={jump} />
        </Fold>
      )}
    </aside>
  );
}

import { ErrorNote } from "../../components";
import type { Failure } from "../../contract";
import styles from "./Told.module.css";

/** Why there are no moments and no summary. That a recording is not here is no fault, and said beside it already. */
export function NotTold({ failure, onRetry }: { failure: Failure; onRetry: () => void }) {
  if (failure.code === "not_cached") {
    return (
      <p className={styles.quiet}>Summary and moments come with the recording, once it is on this laptop.</p>
    );
  }
  return <ErrorNote title="Summary and moments could not be read" failure={failure} onRetry={onRetry} />;
}

import { PlayBar } from "./PlayBar";
import styles from "./Playback.module.css";
import { Timeline } from "./Timeline";
import type { Replay } from "./useReplay";

/** The foot of a stage: controls and timeline. */
export function Playback({ replay }: { replay: Replay }) {
  return (
    <section className={styles.foot} aria-label="Playback">
      <PlayBar replay={replay} />
      <Timeline replay={replay} />
    </section>
  );
}

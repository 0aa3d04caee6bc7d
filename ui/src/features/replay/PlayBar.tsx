import { useMemo } from "react";
import { Button, classes, Icon, Keys, Select, Tooltip } from "../../components";
import { clockTime, counted, span } from "../../components/format";
import { type Clock, SPEEDS } from "./clock";
import { totalOf } from "./gaps";
import { momentsOf } from "./marks";
import styles from "./PlayBar.module.css";
import { useClock } from "./useClock";
import type { Replay } from "./useReplay";

const SPEED_OPTIONS = SPEEDS.map((speed) => ({ value: String(speed), label: `${speed}×` }));

/** What the host takes when nothing else is asked for. */
const IDLE_MS = 10_000;
const IDLE_OPTIONS = [5_000, IDLE_MS, 30_000, 60_000, 300_000, 1_800_000].map((ms) => ({
  value: String(ms),
  label: `from ${span(ms)}`,
}));

/** Play, time, speed, idle and moments: one line above the timeline. */
export function PlayBar({ replay: { clock, marks, idleMs, setIdleMs } }: { replay: Replay }) {
  const moments = useMemo(() => momentsOf(marks), [marks]);
  const playing = useClock(clock, (state) => state.playing);
  const speed = useClock(clock, (state) => state.speed);
  const skipIdle = useClock(clock, (state) => state.skipIdle);
  const skippedMs = useClock(clock, (state) => totalOf(state.idle));
  const name = playing ? "Pause" : "Play";
  return (
    <div className={styles.bar}>
      <Tooltip text={name} keys="Space" isName>
        <button type="button" className={styles.play} aria-label={name} onClick={clock.toggle}>
          <Icon
            name={playing ? "pause" : "play"}
            size={14}
            className={playing ? undefined : styles.triangle}
          />
        </button>
      </Tooltip>
      <Time clock={clock} />
      <Select
        label="Speed"
        hideLabel
        small
        className={styles.speed}
        value={String(speed)}
        options={SPEED_OPTIONS}
        onChange={(value) => clock.setSpeed(SPEEDS.find((known) => String(known) === value) ?? 1)}
      />
      <Button
        look="quiet"
        aria-pressed={skipIdle}
        className={classes(styles.toggle, skipIdle && styles.on)}
        icon={skipIdle ? "check" : "skip"}
        onClick={() => clock.setSkipIdle(!skipIdle)}
      >
        Skip idle
        {skippedMs > 0 && <span className={styles.word}>· {span(skippedMs)}</span>}
      </Button>
      <Select
        label="What counts as idle"
        hideLabel
        small
        className={styles.idle}
        value={String(idleMs ?? IDLE_MS)}
        options={IDLE_OPTIONS}
        onChange={(value) => setIdleMs(Number(value) === IDLE_MS ? undefined : Number(value))}
      />
      <span className={styles.moments}>{counted(moments.length, "moment")}</span>
      <Button
        look="quiet"
        aria-label="Previous moment"
        disabled={moments.length === 0}
        onClick={() => clock.step(-1, moments)}
      >
        <Keys of="[" />
        <span className={styles.word}>Previous</span>
      </Button>
      <Button
        look="quiet"
        aria-label="Next moment"
        disabled={moments.length === 0}
        onClick={() => clock.step(1, moments)}
      >
        <span className={styles.word}>Next</span>
        <Keys of="]" />
      </Button>
    </div>
  );
}

/** On its own, since it is drawn ten times a second. */
function Time({ clock }: { clock: Clock }) {
  const tenths = useClock(clock, (state) => Math.floor(state.atMs / 100));
  const durationMs = useClock(clock, (state) => state.durationMs);
  return (
    <span className={styles.time}>
      <span className={styles.now}>{clockTime(tenths * 100)}</span>
      <span className={styles.length}> / {clockTime(durationMs)}</span>
    </span>
  );
}

import { useMemo, useRef, useState } from "react";
import { usePageFacts } from "../../app/queries";
import { classes, Icon, IconButton, plainText, Untrusted, useKeys, useSlow } from "../../components";
import type { RecordingView } from "../../contract";
import { asFailure } from "../../host/failure";
import type { Clock } from "./clock";
import { addressAt, addressesOf } from "./facts";
import { NotShown } from "./NotShown";
import { PageFacts } from "./PageFacts";
import { PageFailed } from "./PageFailed";
import { useClock } from "./useClock";
import { usePagePlayer } from "./usePagePlayer";
import { useSize } from "./useSize";
import styles from "./WebPage.module.css";

/** From this width on there is room for page and list side by side. */
const ROOMY_PX = 1_000;
const ADDRESS_PX = 28;

interface WebPageProps {
  recording: RecordingView;
  clock: Clock;
  /** Whether its list's own keys work. */
  hasKeys: boolean;
}

/** A recorded page as it was, in its own frame, with what its console and addresses told beside it. */
export function WebPage({ recording, clock, hasKeys }: WebPageProps) {
  const frame = useRef<HTMLIFrameElement>(null);
  const whole = useRef<HTMLDivElement>(null);
  const room = useRef<HTMLDivElement>(null);
  const { width } = useSize(whole);
  const available = useSize(room);
  const missing = useRef<HTMLDivElement>(null);
  const notice = useSize(missing);
  const { state, retry, address } = usePagePlayer(frame, recording, clock);
  const [chosen, setChosen] = useState<boolean | null>(null);
  const open = chosen ?? width >= ROOMY_PX;
  // How often it was asked to search in the list, since a person opened or closed it.
  const [asked, setAsked] = useState(0);
  const told = usePageFacts(recording);
  const addresses = useMemo(() => addressesOf(told.data ?? { items: [] }), [told.data]);
  const page = useClock(clock, ({ atMs }) => addressAt(addresses, atMs));

  useKeys("page", {
    find: {
      when: () => hasKeys,
      run: () => {
        setChosen(true);
        setAsked(asked + 1);
      },
    },
  });

  const { size, phase, failure } = state;
  const height = Math.max(0, available.height - ADDRESS_PX - notice.height);
  const scale = size ? Math.min(1, available.width / size.width, height / size.height) : 1;
  const box = size
    ? { width: Math.round(size.width * scale), height: Math.round(size.height * scale) }
    : { width: available.width, height };
  return (
    <div ref={whole} className={styles.whole}>
      <div ref={room} className={styles.room}>
        <figure
          className={styles.card}
          style={{ width: box.width }}
          data-phase={phase}
          aria-label={`Recorded page of ${plainText(recording.title, 80)}`}
        >
          <figcaption className={styles.address}>
            <span className={styles.url}>
              {page === null ? "\u00a0" : <Untrusted text={page} max={500} />}
            </span>
            <IconButton
              icon="terminal"
              label={open ? "Hide console and pages" : "Show console and pages"}
              pressed={open}
              className={styles.toggle}
              onClick={() => {
                setChosen(!open);
                setAsked(0);
              }}
            />
          </figcaption>
          <div ref={missing} role="status">
            {phase === "showing" && <NotShown {...state.unshown} />}
          </div>
          <div
            className={styles.page}
            style={failure ? { height: box.height } : { height: box.height, width: box.width }}
          >
            <iframe
              ref={frame}
              className={classes(
                styles.frame,
                phase !== "showing" && !size && styles.unseen,
                failure && styles.gone,
              )}
              title={`Replay of ${plainText(recording.title, 80)}`}
              sandbox="allow-scripts allow-same-origin"
              referrerPolicy="no-referrer"
              tabIndex={-1}
              src={address}
            />
            {(phase === "starting" || phase === "loading") && <Loading />}
            {failure && <PageFailed recording={recording} failure={failure} onRetry={retry} />}
          </div>
        </figure>
      </div>
      {open && (
        <PageFacts
          clock={clock}
          facts={told.data}
          failure={told.error && !told.isFetching ? asFailure(told.error) : undefined}
          onRetry={() => void told.refetch()}
          asked={asked}
        />
      )}
    </div>
  );
}

function Loading() {
  const slow = useSlow();
  return (
    <p className={styles.loading} role="status">
      {slow && (
        <>
          <Icon name="clock" size={14} /> Loading this part…
        </>
      )}
    </p>
  );
}

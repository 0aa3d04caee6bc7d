import { useSearch } from "@tanstack/react-router";
import { type RefObject, useEffect, useEffectEvent, useRef, useState } from "react";
import { usePlace } from "../../app/place";
import { useDeskState } from "../../app/queries";
import { Button, EmptyState, ErrorNote, Skeleton, Untrusted, useKeys } from "../../components";
import { count, counted } from "../../components/format";
import { asFailure } from "../../host/failure";
import { MakeOffline } from "../library/MakeOffline";
import { useActions } from "../library/useActions";
import { HitGroupView } from "./HitGroupView";
import styles from "./SearchScreen.module.css";
import { useHits } from "./useHits";

/** From here on the vault counts no further. */
const COUNTED_TO = 5_000;
const QUERY_CHARS = 80;

/** Finds words in what is offline. */
export function SearchScreen() {
  const { q } = useSearch({ from: "/search" });
  const text = (q ?? "").trim();
  usePlace("Search");
  const [downloads, setDownloads] = useState(false);
  const actions = useActions();
  return (
    <div className={styles.screen}>
      {text === "" ? (
        <EmptyState icon="search" title="What are you looking for?">
          <HowItSearches />
        </EmptyState>
      ) : (
        <Found key={text} text={text} onDownload={() => setDownloads(true)} />
      )}
      {downloads && (
        <MakeOffline filter={{}} onClose={() => setDownloads(false)} onDownload={actions.download} />
      )}
    </div>
  );
}

function HowItSearches() {
  return (
    <p>
      All words must stand in one text, the last one may be only begun; “quotes” hold words together. Searched
      are text, inputs, addresses and console of web sessions, event data of agent runs, notes and titles.
    </p>
  );
}

function Found({ text, onDownload }: { text: string; onDownload: () => void }) {
  const { hits, groups, recordings, inRecordings, listed } = useHits(text);
  const list = useRef<HTMLDivElement>(null);
  useHitKeys(list);
  const end = useSeen(() => void hits.fetchNextPage(), hits.hasNextPage && !hits.isFetchingNextPage);

  const total = hits.data?.pages[0]?.total;
  if (total === undefined) {
    return hits.error ? (
      <div className={styles.message}>
        <ErrorNote
          title="The search failed"
          failure={asFailure(hits.error)}
          onRetry={() => void hits.refetch()}
        />
      </div>
    ) : (
      <Skeleton lines={12} label="Searching" />
    );
  }
  if (total === 0) return <NothingFound text={text} onDownload={onDownload} />;
  return (
    <>
      <header className={styles.bar}>
        <p role="status">
          <strong>{total >= COUNTED_TO ? `${count(COUNTED_TO)} hits or more` : counted(total, "hit")}</strong>
          {inRecordings !== undefined && ` in ${counted(inRecordings, "recording")}`}
        </p>
        <NotSearched onDownload={onDownload} />
      </header>
      <div ref={list} className={styles.groups}>
        {groups.map((group) => (
          <HitGroupView
            key={group.recordingId}
            group={group}
            query={text}
            known={recordings.get(group.recordingId)}
            listed={listed}
          />
        ))}
        {hits.error && (
          <ErrorNote
            title="The rest could not be loaded"
            failure={asFailure(hits.error)}
            onRetry={() => void hits.fetchNextPage()}
          />
        )}
        {hits.hasNextPage && !hits.error && (
          <div ref={end} className={styles.end}>
            <Button disabled={hits.isFetchingNextPage} onClick={() => void hits.fetchNextPage()}>
              More hits
            </Button>
          </div>
        )}
      </div>
    </>
  );
}

function NothingFound({ text, onDownload }: { text: string; onDownload: () => void }) {
  const missing = useMissing();
  return (
    <EmptyState
      icon="search"
      title={missing > 0 ? "Nothing found in what is offline" : "Nothing found"}
      action={
        missing > 0 && (
          <Button look="accent" onClick={onDownload}>
            Make them available…
          </Button>
        )
      }
    >
      <p>
        No text has “
        <Untrusted text={text} max={QUERY_CHARS} />
        ”.{" "}
        {missing > 0 && `${counted(missing, "recording is", "recordings are")} not offline and can hold it.`}
      </p>
      <HowItSearches />
    </EmptyState>
  );
}

function NotSearched({ onDownload }: { onDownload: () => void }) {
  const missing = useMissing();
  if (missing === 0) return null;
  return (
    <div className={styles.missing}>
      <span>Searched in what is offline; {counted(missing, "recording is", "recordings are")} not.</span>
      <Button onClick={onDownload}>Make them available…</Button>
    </div>
  );
}

/** How many recordings are listed but not offline. */
function useMissing(): number {
  const storage = useDeskState().data?.storage;
  return storage ? Math.max(0, storage.recordings - storage.cached) : 0;
}

function useHitKeys(list: RefObject<HTMLElement | null>) {
  const go = (by: number) => {
    const all = [...(list.current?.querySelectorAll<HTMLElement>("[data-hit]") ?? [])];
    const at = all.findIndex((hit) => hit.matches(":focus"));
    const next = at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.max(0, Math.min(at + by, all.length - 1));
    all[next]?.focus();
  };
  useKeys("search", { next: () => go(1), previous: () => go(-1) });
}

/** Calls `seen` whenever the element comes near the view, while `active`. */
function useSeen(seen: () => void, active: boolean) {
  const element = useRef<HTMLDivElement>(null);
  const onSeen = useEffectEvent(seen);
  useEffect(() => {
    if (!active || !element.current || typeof IntersectionObserver === "undefined") return;
    const observer = new IntersectionObserver(
      (entries) => entries.some((entry) => entry.isIntersecting) && onSeen(),
      { rootMargin: "600px" },
    );
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [active]);
  return element;
}

import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { usePlace } from "../../app/place";
import { Button, Checkbox, ErrorNote, plainText, sentence } from "../../components";
import { counted } from "../../components/format";
import type { Failure, GivenPicture } from "../../contract";
import { useHost } from "../../host/context";
import { asFailure } from "../../host/failure";
import { askOf, type HeatmapSearch, NO_FILTERS, USUAL_LOOK } from "./ask";
import { Controls } from "./Controls";
import type { Photograph } from "./camera";
import { FilterRow } from "./FilterRow";
import styles from "./HeatmapScreen.module.css";
import { Side } from "./Side";
import { useHeatmapPair } from "./useHeatmapPair";
import { useServer } from "./useServer";
import { LAYER_NAMES } from "./words";

/** Where people clicked, rested and scrolled: of one recording, or of all of a page. */
export function HeatmapScreen() {
  const search: HeatmapSearch = useSearch({ from: "/heatmap" });
  const navigate = useNavigate();
  const host = useHost();
  const [look, setLook] = useState(USUAL_LOOK);
  const [filters, setFilters] = useState(NO_FILTERS);
  const [others, setOthers] = useState<typeof NO_FILTERS | null>(null);
  const [picture, setPicture] = useState<GivenPicture | null>(null);
  const [said, setSaid] = useState<string | null>(null);
  const [failed, setFailed] = useState<Failure | null>(null);
  const server = useServer(look.server);
  const ask = askOf(search, filters, look, server.asks);
  const { left, right } = useHeatmapPair(
    ask,
    others ? askOf(search, others, look, server.asks) : null,
    picture,
  );
  const view = left.data?.view;
  // Asked by itself, a server that does not answer is no reason to show nothing.
  const isSilent = left.error !== null && ask.from_server && look.server === undefined;
  const { onSilent } = server;
  useEffect(() => {
    if (isSilent) onSilent();
  }, [isSilent, onSilent]);
  usePlace("Heatmap", view?.page ? plainText(view.page, 80) : LAYER_NAMES[search.layer ?? "click"]);

  const go = (next: HeatmapSearch) => void navigate({ to: "/heatmap", search: next, replace: true });
  const choose = () =>
    host.chooseBackground().then(
      (given) => {
        setFailed(null);
        if (given) setPicture(given);
      },
      (error) => setFailed(asFailure(error)),
    );
  const camera = useRef<(() => Promise<Photograph>) | null>(null);
  const save = async (kind: "png" | "csv" | "json") => {
    try {
      // Colours without the page below are worth having: why it is not in the file is said beside the file's name.
      const below = kind === "png" && look.background === "page" ? await photographed(camera.current) : {};
      const of = { ...ask, page: view?.page, width: view?.width };
      const name = await host.exportHeatmap(of, kind, below.png);
      setFailed(null);
      setSaid(name === null ? null : `Written to ${plainText(name, 80)}${below.lacks ?? ""}.`);
    } catch (error) {
      setFailed(asFailure(error));
    }
  };
  const nothing = !view?.picture;
  return (
    <div className={styles.screen}>
      <Controls
        search={search}
        look={look}
        view={view}
        picture={picture && plainText(picture.name, 40)}
        canAskServer={server.canAsk}
        asksServer={server.asks}
        onSearch={go}
        onLook={setLook}
        onPicture={choose}
      />
      {!search.recording && (
        <>
          <FilterRow label={others ? "Left" : "Recordings"} filters={filters} onFilters={setFilters} />
          {others && <FilterRow label="Right" filters={others} onFilters={setOthers} />}
        </>
      )}
      <div className={styles.bar}>
        {!search.recording && (
          <Checkbox
            label="Compare two filters"
            checked={others !== null}
            onChange={(event) => setOthers(event.target.checked ? filters : null)}
          />
        )}
        <span className={styles.saves}>
          <Button icon="download" disabled={nothing} onClick={() => save("png")}>
            PNG…
          </Button>
          <Button disabled={nothing} onClick={() => save("csv")}>
            CSV…
          </Button>
          <Button disabled={nothing} onClick={() => save("json")}>
            JSON…
          </Button>
        </span>
        <p role="status">{said && sentence(said)}</p>
        {look.background === "page" && !look.fixed && !nothing && (
          <p className={styles.quiet}>
            A PNG has the recorded page below the colours, as this window draws it.
          </p>
        )}
      </div>
      {server.silent && !server.asks && (
        <p className={styles.note}>The server did not answer: this is of what is on this laptop.</p>
      )}
      {failed && <ErrorNote title="This was not done" failure={failed} />}
      <div className={others ? styles.two : styles.one}>
        <Side label={others ? "Left" : "Heatmap"} query={left} look={look} camera={camera} />
        {others && <Side label="Right" query={right} look={look} />}
      </div>
    </div>
  );
}

/** The page below as a picture, and what that lacks, in words that follow a file's name. */
async function photographed(
  camera: (() => Promise<Photograph>) | null,
): Promise<{ png?: ArrayBuffer; lacks?: string }> {
  if (!camera) return { lacks: ", without the recorded page: it is not shown here" };
  try {
    const { png, without } = await camera();
    const parts = counted(without, "frame or shadow root", "frames and shadow roots");
    return {
      png,
      lacks: without > 0 ? `, where ${parts} of the page ${without > 1 ? "are" : "is"} not drawn` : "",
    };
  } catch (error) {
    return { lacks: `, without the recorded page: ${plainText(asFailure(error).message, 120)}` };
  }
}

import { useEffect, useRef, useState } from "react";
import type { PageMeasure, PageShown } from "../../contract";
import { useHost } from "../../host/context";
import { asFailure } from "../../host/failure";
import { addressAt, addressesOf } from "../replay/facts";
import { originOf, readFromFrame } from "../replay/messages";
import { type Camera, createShutter } from "./camera";
import styles from "./PageBelow.module.css";

interface PageBelowProps {
  shown: PageShown;
  /** The page's name, as measures are kept under it. */
  page: string;
  /** The width at which the heatmap stands. */
  width: number;
  onMeasure: (measure: PageMeasure) => void;
  onMissing: (why: string) => void;
  /** Set while the page stands there and can be photographed. */
  camera?: Camera;
}

/** A little after a visit began, so that its snapshot is there. */
const AFTER_MS = 400;

/** The recorded page as a background, whole: laid out by the replay frame, which tells its measures as numbers. */
export function PageBelow({ shown, page, width, onMeasure, onMissing, camera }: PageBelowProps) {
  const host = useHost();
  const frame = useRef<HTMLIFrameElement>(null);
  const address = host.replayFrame();
  const [size, setSize] = useState<{ width: number; height: number } | null>(null);
  const { recording, at_ms } = shown;
  // What is called when it comes: a new function is no reason to load again.
  const told = useRef({ onMeasure, onMissing });
  told.current = { onMeasure, onMissing };

  useEffect(() => {
    const origin = originOf(address, window.location.href);
    let open = true;
    // The address that the page had then: its measures are kept under it.
    let href = page;
    const shutter = createShutter(() =>
      frame.current?.contentWindow?.postMessage({ type: "draw", generation: 1 }, origin),
    );
    const missing = (why: string) => open && told.current.onMissing(why);
    const load = async () => {
      const [loaded, facts] = await Promise.all([
        host.window(recording, at_ms + AFTER_MS),
        host.facts(recording),
      ]);
      href = addressAt(addressesOf(facts), at_ms + AFTER_MS) ?? page;
      const message = {
        type: "load",
        generation: 1,
        startedMs: loaded.head.started_ms,
        buf: loaded.events,
        atMs: at_ms + AFTER_MS,
      };
      if (open) frame.current?.contentWindow?.postMessage(message, origin, [loaded.events]);
    };
    const hear = (event: MessageEvent) => {
      if (event.source !== frame.current?.contentWindow || event.origin !== origin) return;
      const message = readFromFrame(event.data);
      if (message?.type === "ready") load().catch((error) => missing(asFailure(error).message));
      else if (message?.type === "shown") {
        frame.current?.contentWindow?.postMessage({ type: "layOut", generation: 1 }, origin);
      } else if (message?.type === "failed") missing(message.message);
      else if (message?.type === "drawn") shutter.taken(message);
      else if (message?.type === "notDrawn") shutter.failed(message.message);
      else if (message?.type === "laidOut") {
        if (camera) camera.current = shutter.photograph;
        setSize({ width: message.width, height: message.height });
        const { width: width_px, height: height_px, frames, fixed } = message;
        told.current.onMeasure({
          recording,
          page: href,
          width_px,
          height_px,
          frames: frames.map(({ id, left, top, isFixed }) => ({ id, left, top, is_fixed: isFixed })),
          fixed,
        });
      }
    };
    window.addEventListener("message", hear);
    return () => {
      open = false;
      shutter.failed("The page is shown no longer.");
      if (camera?.current === shutter.photograph) camera.current = null;
      window.removeEventListener("message", hear);
    };
  }, [host, address, recording, at_ms, page, camera]);

  const height = size ? size.height : 720;
  return (
    <iframe
      ref={frame}
      className={styles.page}
      style={{ aspectRatio: `${size?.width ?? width} / ${height}` }}
      title="Recorded page under the heatmap"
      sandbox="allow-scripts allow-same-origin"
      referrerPolicy="no-referrer"
      tabIndex={-1}
      src={address}
    />
  );
}

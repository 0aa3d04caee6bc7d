import { type RefObject, useEffect, useState, useSyncExternalStore } from "react";
import { press } from "../../components";
import type { RecordingView } from "../../contract";
import { useHost } from "../../host/context";
import type { Clock } from "./clock";
import { originOf, readFromFrame } from "./messages";
import { ALL_SHOWN, createPagePlayer, type PagePlayer, type PageState } from "./pagePlayer";
import { watchedOf } from "./watched";

const STARTING: PageState = { phase: "starting", unshown: ALL_SHOWN };
const nothing = () => () => {};

/** Joins a replay frame, a clock and the host's windows for as long as the component lives. */
export function usePagePlayer(
  frame: RefObject<HTMLIFrameElement | null>,
  { id, cached }: RecordingView,
  clock: Clock,
): { state: PageState; retry: () => void; address: string } {
  const host = useHost();
  const address = host.replayFrame();
  const [player, setPlayer] = useState<PagePlayer | null>(null);
  useEffect(() => {
    const origin = originOf(address, window.location.href);
    const made = createPagePlayer({
      clock,
      load: (atMs, withLead) => host.window(id, atMs, withLead),
      post: (message, transfer) => frame.current?.contentWindow?.postMessage(message, origin, transfer),
      watched: watchedOf(id),
      later: (ms, call) => {
        const timer = setTimeout(call, ms);
        return () => clearTimeout(timer);
      },
    });
    const hear = (event: MessageEvent) => {
      if (event.source !== frame.current?.contentWindow || event.origin !== origin) return;
      const message = readFromFrame(event.data);
      if (message?.type === "key") {
        press({ key: message.key, shiftKey: message.shift, ctrlKey: message.mod });
      } else if (message) made.heard(message);
    };
    window.addEventListener("message", hear);
    setPlayer(made);
    return () => {
      window.removeEventListener("message", hear);
      made.close();
    };
  }, [frame, host, address, id, clock]);
  // What was missing may have come.
  useEffect(() => {
    if (cached) player?.retry();
  }, [cached, player]);
  const state = useSyncExternalStore(player?.subscribe ?? nothing, player?.get ?? (() => STARTING));
  return { state, retry: () => player?.retry(), address };
}

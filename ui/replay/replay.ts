// The replay frame: shows a recorded page in an origin of its own. It is told what to show by the window around it
// and by nobody else, and tells back numbers, names of keys, why it failed, and a picture of the page where one is asked for.
//
// Invariant: nothing here makes the recorded page run: rrweb's inner frame stays without `allow-scripts`
// (`UNSAFE_replayCanvas` is never set), and no recorded text becomes HTML by our hand.

import type { eventWithTime } from "@rrweb/types";
import { Replayer } from "rrweb";
import "rrweb/dist/style.css";
import "./replay.css";
import {
  type FromFrame,
  isConsoleOrigin,
  isHandedOn,
  readToFrame,
  TEXT_MOST,
  type ToFrame,
} from "../src/features/replay/messages";
import { draw } from "./draw";
import { blanks, readEvents, SENTINEL_MS, settle } from "./events";
import { layOut } from "./layout";
import { countUnshown, type Unshown } from "./unshown";

/** As large as the window takes a side to be. */
const SIDE_MOST = 100_000;
/** How often the window hears where playing stands, so that both clocks stay together. */
const PULSE_MS = 500;

interface Shown {
  generation: number;
  startedMs: number;
  firstMs: number;
  blank: [number, number][];
  replayer: Replayer;
  unshown: Unshown;
  /** Elements of its windows that are no events. */
  unreadable: number;
}

const page = document.querySelector<HTMLElement>("#page") ?? document.body;
const size = { width: 0, height: 0 };
let shown: Shown | null = null;
let generation = 0;
let consoleOrigin = "*";
let pulse: number | undefined;

function tell(message: FromFrame) {
  window.parent.postMessage(message, consoleOrigin);
}

function fail(error: unknown) {
  const message = error instanceof Error ? error.message : String(error);
  stop();
  tell({ type: "failed", generation, message: message.slice(0, TEXT_MOST) });
}

function scaleToFit() {
  if (!size.width || !size.height) return;
  const scale = Math.min(window.innerWidth / size.width, window.innerHeight / size.height, 1);
  page.style.transform = `scale(${scale})`;
}

/** A page without a size is shown at a usual one: what is in it was there all the same. */
function sizeOf({ width, height }: { width: number; height: number }) {
  const isSize = width > 0 && height > 0 && width <= SIDE_MOST && height <= SIDE_MOST;
  return isSize ? { width, height } : { width: 1280, height: 720 };
}

/** Tells what is missing of what the page should show: a number of each, none of their words. */
function tellUnshown(what: Shown) {
  if (shown !== what) return;
  const { unshown, unreadable } = what;
  tell({ type: "unshown", generation: what.generation, changes: unshown.changes, unreadable });
}

function stop() {
  window.clearInterval(pulse);
  pulse = undefined;
}

function close() {
  stop();
  shown?.replayer.destroy();
  shown = null;
}

function load({ buf, startedMs, atMs }: ToFrame & { type: "load" }) {
  close();
  const { events, unreadable } = readEvents(buf);
  const first = events[0];
  const blank = blanks(events);
  if (!first || blank.length === 0) throw new Error("There is no snapshot of the page to start from.");
  const end = { type: 5, data: { tag: "end", payload: {} }, timestamp: SENTINEL_MS } as eventWithTime;
  const unshown = countUnshown(() => shown && tellUnshown(shown));
  const replayer = new Replayer([...events, end], {
    root: page,
    mouseTail: false,
    // The recorded focus must not take the reviewer's keyboard.
    triggerFocus: false,
    showWarning: true,
    showDebug: true,
    logger: unshown.logger,
    skipInactive: false,
  });
  replayer.iframe.tabIndex = -1;
  replayer.iframe.title = "Recorded page";
  replayer.on("resize", (dimension) => {
    const { width, height } = sizeOf(dimension as { width: number; height: number });
    replayer.iframe.setAttribute("width", String(width));
    replayer.iframe.setAttribute("height", String(height));
    size.width = width;
    size.height = height;
    scaleToFit();
    tell({ type: "sized", width, height });
  });
  shown = { generation, startedMs, firstMs: first.timestamp, blank, replayer, unshown, unreadable };
  if (unreadable > 0) tellUnshown(shown);
  // rrweb shows its first snapshot by timers of 0 and 1 ms; what we ask for must come after them.
  window.setTimeout(() => attempt(() => shown?.generation === generation && show(shown, atMs)), 2);
}

/** rrweb's offset for the state after all events up to `atMs`. Half a ms, since it leaves out events at the offset. */
function offset({ startedMs, firstMs, blank }: Shown, atMs: number): number {
  return settle(startedMs + atMs, blank) - firstMs + 0.5;
}

function show(what: Shown, atMs: number) {
  stop();
  what.replayer.pause(offset(what, atMs));
  tell({ type: "shown", generation, atMs });
}

function play(what: Shown, atMs: number, speed: number) {
  stop();
  what.replayer.setConfig({ speed });
  what.replayer.play(offset(what, atMs));
  const where = () => what.replayer.getCurrentTime() + what.firstMs - what.startedMs;
  pulse = window.setInterval(() => tell({ type: "shown", generation, atMs: where() }), PULSE_MS);
  tell({ type: "shown", generation, atMs });
}

function showWhole(what: Shown) {
  stop();
  const { width } = size;
  const laidOut = layOut(what.replayer, size.height);
  if (!laidOut) throw new Error("There is no page to lay out.");
  size.height = laidOut.height;
  scaleToFit();
  tell({ type: "laidOut", generation, width, ...laidOut });
}

/** Tells the page as a picture, or why there is none: it is shown all the same. */
async function tellDrawn({ generation, replayer }: Shown) {
  try {
    const { png, without } = await draw(replayer.iframe);
    window.parent.postMessage(
      { type: "drawn", generation, png, without } satisfies FromFrame,
      consoleOrigin,
      [png],
    );
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    tell({ type: "notDrawn", generation, message: message.slice(0, TEXT_MOST) });
  }
}

function more(what: Shown, { buf, afterMs }: ToFrame & { type: "more" }) {
  const { events, unreadable } = readEvents(buf);
  const fresh = events.filter((event) => event.timestamp > what.startedMs + afterMs);
  if (unreadable > 0) {
    what.unreadable += unreadable;
    tellUnshown(what);
  }
  what.blank.push(...blanks(fresh).filter(([from]) => Number.isFinite(from)));
  for (const event of fresh) what.replayer.addEvent(event);
}

function obey(message: ToFrame) {
  if (message.type === "load") {
    generation = message.generation;
    load(message);
    return;
  }
  if (!shown || message.generation !== shown.generation) return;
  if (message.type === "more") more(shown, message);
  else if (message.type === "show") show(shown, message.atMs);
  else if (message.type === "layOut") showWhole(shown);
  else if (message.type === "draw") void tellDrawn(shown);
  else play(shown, message.atMs, message.speed);
}

function attempt(work: () => unknown) {
  try {
    work();
  } catch (error) {
    fail(error);
  }
}

window.addEventListener("message", (event) => {
  if (event.source !== window.parent || !isConsoleOrigin(event.origin, window.location.origin)) return;
  const message = readToFrame(event.data);
  if (!message) return;
  consoleOrigin = event.origin;
  attempt(() => obey(message));
});
window.addEventListener("resize", scaleToFit);
window.addEventListener("error", (event) => fail(event.error ?? event.message));
window.addEventListener("unhandledrejection", (event) => fail(event.reason));
// The keyboard is in this document after a click on the page. Of the recorded page itself nothing is heard.
document.addEventListener("keydown", (event) => {
  const mod = event.ctrlKey || event.metaKey;
  if (!event.isTrusted || event.altKey || !isHandedOn(event.key, mod)) return;
  event.preventDefault();
  tell({ type: "key", key: event.key, shift: event.shiftKey, mod });
});
tell({ type: "ready" });

// The real host: the only file of the UI that knows Tauri.

import { convertFileSrc, invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import type { Heard } from "../contract";
import type { Host, LoadedHeatmap, LoadedWindow } from "./host";

const LINE_FEED = 10;

/** Takes a window's bytes apart: a line of JSON, then a JSON array that is handed on as it is. */
export function splitWindow(bytes: ArrayBuffer): LoadedWindow {
  const view = new Uint8Array(bytes);
  const end = view.indexOf(LINE_FEED);
  if (end < 0) {
    throw { code: "host", message: "The host sent a window without a head." };
  }
  const head = JSON.parse(new TextDecoder().decode(view.subarray(0, end)));
  return { head, events: bytes.slice(end + 1) };
}

/** Takes a heatmap's bytes apart: a line of JSON, then pixels. */
export function splitHeatmap(bytes: ArrayBuffer): LoadedHeatmap {
  const end = new Uint8Array(bytes).indexOf(LINE_FEED);
  if (end < 0) throw { code: "host", message: "The host sent a heatmap without a head." };
  const view = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 0, end)));
  return { view, pixels: new Uint8ClampedArray(bytes, end + 1) };
}

async function json<T>(command: string, args: Record<string, unknown>): Promise<T> {
  const bytes = await invoke<ArrayBuffer>(command, args);
  return JSON.parse(new TextDecoder().decode(bytes));
}

/** Bytes at a time: as many arguments as a call takes anywhere. */
const CHUNK = 0x8000;

export function toBase64(bytes: ArrayBuffer): string {
  const view = new Uint8Array(bytes);
  let text = "";
  for (let at = 0; at < view.length; at += CHUNK)
    text += String.fromCharCode(...view.subarray(at, at + CHUNK));
  return btoa(text);
}

export const tauriHost: Host = {
  state: () => invoke("state"),
  open: () => invoke("open"),
  beginAnew: () => invoke("begin_anew"),
  unlock: (passphrase) => invoke("unlock", { passphrase }),
  signIn: (ask) => invoke("sign_in", { ask }),
  signOut: () => invoke("sign_out"),
  list: (ask) => invoke("list", { ask }),
  facets: () => invoke("facets"),
  show: (id) => invoke("show", { id }),
  numbers: (ask) => invoke("numbers", { ask }),
  search: (text, limit, offset) => invoke("search", { text, limit, offset }),
  window: async (id, atMs, withLead = false) =>
    splitWindow(await invoke<ArrayBuffer>("window", { id, atMs, withLead })),
  track: (id, idleMs) => json("track", { id, idleMs }),
  facts: (id) => json("facts", { id }),
  outline: (id) => json("outline", { id }),
  insight: (id) => invoke("insight", { id }),
  events: (id, from, limit) => json("events", { id, from, limit }),
  findInRun: (id, text) => invoke("find_in_run", { id, text }),
  flag: (ask) => invoke("flag", { ask }),
  note: (id, atMs, text) => invoke("note", { id, atMs, text }),
  notes: (id) => invoke("notes", { id }),
  queue: (state) => invoke("queue", { state: state ?? null }),
  claim: (reviewId) => invoke("claim", { reviewId }),
  release: (reviewId) => invoke("release", { reviewId }),
  giveVerdict: (ask) => invoke("give_verdict", { ask }),
  policy: () => invoke("policy"),
  outbox: () => invoke("outbox"),
  retryParked: () => invoke("retry_parked"),
  sync: (wanted) => invoke("sync", { wanted }),
  upload: (id) => invoke("upload", { id }),
  importChosen: () => invoke("import_chosen"),
  importDropped: () => invoke("import_dropped"),
  cancel: (job) => invoke("cancel", { job }),
  doctor: () => invoke("doctor"),
  heatmap: async (ask) => splitHeatmap(await invoke<ArrayBuffer>("heatmap", { ask })),
  exportHeatmap: (ask, kind, page) =>
    // A call is never bare bytes.
    invoke("export_heatmap", { ask, kind, page: page && toBase64(page) }),
  chooseBackground: () => invoke("choose_background"),
  takeMeasure: (measure) => invoke("take_measure", { measure }),
  // `replay://localhost/…`, or `http://replay.localhost/…` where WebViews know no schemes of our own.
  replayFrame: () => convertFileSrc("replay.html", "replay"),
  listen: (heard) => {
    // Listening begins a moment later; what stops it waits for that.
    const begun = listen<Heard>("hindsight", (event) => heard(event.payload));
    return () => void begun.then((stop) => stop());
  },
};

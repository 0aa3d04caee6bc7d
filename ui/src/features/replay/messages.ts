// What the window and the replay frame say to each other. The frame shows hostile input: whatever comes out of it
// is checked here, and is numbers, names of keys, why it failed, and, where it was asked for, the page as a picture.

/** To the frame. `generation` names a load: what belongs to an older one is void. Times are offsets in ms. */
export type ToFrame =
  | { type: "load"; generation: number; startedMs: number; buf: ArrayBuffer; atMs: number }
  | { type: "more"; generation: number; afterMs: number; buf: ArrayBuffer }
  | { type: "show"; generation: number; atMs: number }
  | { type: "play"; generation: number; atMs: number; speed: number }
  /** Show the page in its whole height, and say how it is laid out. */
  | { type: "layOut"; generation: number }
  /** Draw the page, once it is laid out, as a picture. */
  | { type: "draw"; generation: number };

/** Where the content of an iframe begins, in CSS pixels of the document, or of the viewport where it is fixed. */
export interface FrameBox {
  /** rrweb's id. */
  id: number;
  left: number;
  top: number;
  isFixed: boolean;
}

export type FromFrame =
  | { type: "ready" }
  | { type: "shown"; generation: number; atMs: number }
  | { type: "sized"; width: number; height: number }
  | {
      type: "laidOut";
      generation: number;
      width: number;
      height: number;
      frames: FrameBox[];
      fixed: number[];
    }
  /** A PNG of the page; `without`: frames and shadow roots that are not in it. */
  | { type: "drawn"; generation: number; png: ArrayBuffer; without: number }
  | { type: "notDrawn"; generation: number; message: string }
  | { type: "unshown"; generation: number; changes: number; unreadable: number }
  | { type: "failed"; generation: number; message: string }
  /** `mod`: with Ctrl or Command. */
  | { type: "key"; key: string; shift: boolean; mod: boolean };

/** Bytes of a drawn page: what the host takes. */
const PNG_MOST = 32 * 1024 * 1024;
export const TEXT_MOST = 2_000;
/** Iframes and fixed elements of a page that are told. */
export const BOXES_MOST = 500;

// Keys that move the replay or open a dialog. None of them decides anything: a frame that recorded content took
// over could press them.
const KEYS = new Set([..." -+=[]/?,.nfzZ0", "ArrowLeft", "ArrowRight", "Home", "End", "Escape"]);

/** With Ctrl: what goes elsewhere in the window, and starts what it does by itself every few seconds. */
const WINDOW_KEYS = new Set([..."kf12345,s"]);

/** Whether the frame hands a key on. Of all others the window hears nothing. */
export function isHandedOn(key: string, mod: boolean): boolean {
  return mod ? WINDOW_KEYS.has(key.toLowerCase()) : KEYS.has(key);
}

/** Whether the page of this origin may give the frame something to show: the app, or a development server. */
export function isConsoleOrigin(origin: string, own: string): boolean {
  const app = ["tauri://localhost", "http://tauri.localhost", "https://tauri.localhost"];
  return app.includes(origin) || origin === own || /^http:\/\/(localhost|127\.0\.0\.1):\d+$/.test(origin);
}

/** The origin of a frame's address. `URL.origin` says "null" for the app's own schemes. */
export function originOf(address: string, base: string): string {
  const url = new URL(address, base);
  return url.origin === "null" ? `${url.protocol}//${url.host}` : url.origin;
}

/** A message of the frame, or null where it is not one. */
export function readFromFrame(data: unknown): FromFrame | null {
  if (!isRecord(data)) return null;
  switch (data.type) {
    case "ready":
      return { type: "ready" };
    case "shown":
      return isCount(data.generation) && isTime(data.atMs)
        ? { type: "shown", generation: data.generation, atMs: data.atMs }
        : null;
    case "sized":
      return isSide(data.width) && isSide(data.height)
        ? { type: "sized", width: data.width, height: data.height }
        : null;
    case "laidOut":
      return isCount(data.generation) &&
        isSide(data.width) &&
        isSide(data.height) &&
        isFew(data.frames) &&
        isFew(data.fixed)
        ? {
            type: "laidOut",
            generation: data.generation,
            width: data.width,
            height: data.height,
            frames: data.frames
              .filter(isBox)
              .map(({ id, left, top, isFixed }) => ({ id, left, top, isFixed })),
            fixed: data.fixed.filter(isCount),
          }
        : null;
    case "drawn":
      return isCount(data.generation) &&
        isCount(data.without) &&
        data.png instanceof ArrayBuffer &&
        data.png.byteLength <= PNG_MOST
        ? { type: "drawn", generation: data.generation, png: data.png, without: data.without }
        : null;
    case "notDrawn":
      return isCount(data.generation) && isText(data.message)
        ? { type: "notDrawn", generation: data.generation, message: data.message }
        : null;
    case "unshown":
      return isCount(data.generation) && isCount(data.changes) && isCount(data.unreadable)
        ? {
            type: "unshown",
            generation: data.generation,
            changes: data.changes,
            unreadable: data.unreadable,
          }
        : null;
    case "failed":
      return isCount(data.generation) && isText(data.message)
        ? { type: "failed", generation: data.generation, message: data.message }
        : null;
    case "key":
      return isText(data.key) &&
        typeof data.mod === "boolean" &&
        isHandedOn(data.key, data.mod) &&
        typeof data.shift === "boolean"
        ? { type: "key", key: data.key, shift: data.shift, mod: data.mod }
        : null;
    default:
      return null;
  }
}

/** A message of the window, or null where it is not one. */
export function readToFrame(data: unknown): ToFrame | null {
  if (!isRecord(data) || !isCount(data.generation)) return null;
  const { generation } = data;
  switch (data.type) {
    case "load":
      return data.buf instanceof ArrayBuffer && isTime(data.startedMs) && isTime(data.atMs)
        ? { type: "load", generation, startedMs: data.startedMs, buf: data.buf, atMs: data.atMs }
        : null;
    case "more":
      return data.buf instanceof ArrayBuffer && isTime(data.afterMs)
        ? { type: "more", generation, afterMs: data.afterMs, buf: data.buf }
        : null;
    case "show":
      return isTime(data.atMs) ? { type: "show", generation, atMs: data.atMs } : null;
    case "play":
      return isTime(data.atMs) && isTime(data.speed) && data.speed > 0
        ? { type: "play", generation, atMs: data.atMs, speed: data.speed }
        : null;
    case "layOut":
    case "draw":
      return { type: data.type, generation };
    default:
      return null;
  }
}

function isRecord(data: unknown): data is Record<string, unknown> {
  return typeof data === "object" && data !== null;
}

function isTime(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isSide(value: unknown): value is number {
  return isTime(value) && value >= 1 && value <= 100_000;
}

function isFew(value: unknown): value is unknown[] {
  return Array.isArray(value) && value.length <= BOXES_MOST;
}

function isBox(value: unknown): value is FrameBox {
  return (
    isRecord(value) &&
    isCount(value.id) &&
    isTime(value.left) &&
    isTime(value.top) &&
    typeof value.isFixed === "boolean"
  );
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value.length <= TEXT_MOST;
}

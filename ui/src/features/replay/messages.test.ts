import { describe, expect, it } from "vitest";
import { type KeyBlock, SCREEN_KEYS } from "../../components";
import {
  BOXES_MOST,
  isConsoleOrigin,
  isHandedOn,
  originOf,
  readFromFrame,
  readToFrame,
  TEXT_MOST,
} from "./messages";

describe("messages of the replay frame", () => {
  it.each([
    { type: "ready" },
    { type: "shown", generation: 1, atMs: 12.5 },
    { type: "sized", width: 1280, height: 720 },
    { type: "unshown", generation: 1, changes: 3, unreadable: 0 },
    { type: "failed", generation: 1, message: "no" },
    { type: "key", key: "ArrowLeft", shift: true, mod: false },
    { type: "key", key: "k", shift: false, mod: true },
    {
      type: "laidOut",
      generation: 1,
      width: 1280,
      height: 2_400,
      frames: [{ id: 9, left: 1.5, top: 900, isFixed: false }],
      fixed: [4],
    },
  ])("are taken: $type", (message) => {
    expect(readFromFrame(message)).toEqual(message);
  });

  it.each([
    ["nothing", null],
    ["a word", "ready"],
    ["an unknown type", { type: "verdict" }],
    ["a time that is none", { type: "shown", generation: 1, atMs: Number.NaN }],
    ["a generation that is none", { type: "shown", generation: -1, atMs: 1 }],
    ["a size beyond reason", { type: "sized", width: 1e9, height: 1 }],
    ["a size of nothing", { type: "sized", width: 0, height: 1 }],
    ["half a change", { type: "unshown", generation: 1, changes: 0.5, unreadable: 0 }],
    ["words for a count", { type: "unshown", generation: 1, changes: "many", unreadable: 0 }],
    ["an object as a message", { type: "failed", generation: 1, message: { words: "x" } }],
    ["a message without end", { type: "failed", generation: 1, message: "x".repeat(TEXT_MOST + 1) }],
    ["texts of the page", { type: "facts", generation: 1, facts: [] }],
    ["a key that decides something", { type: "key", key: "1", shift: false, mod: false }],
    ["Ctrl+Enter, which submits", { type: "key", key: "Enter", shift: false, mod: true }],
    ["a key of which Ctrl is not told", { type: "key", key: "n", shift: false }],
    [
      "more boxes than are told",
      {
        type: "laidOut",
        generation: 1,
        width: 9,
        height: 9,
        frames: [],
        fixed: Array(BOXES_MOST + 1).fill(1),
      },
    ],
    [
      "a page without a height",
      { type: "laidOut", generation: 1, width: 9, height: 0, frames: [], fixed: [] },
    ],
    ["a picture that is none", { type: "drawn", generation: 1, png: "data:image/png", without: 0 }],
    [
      "a picture beyond all bounds",
      { type: "drawn", generation: 1, png: new ArrayBuffer(32 * 1024 * 1024 + 1), without: 0 },
    ],
    ["Enter", { type: "key", key: "Enter", shift: false, mod: false }],
  ])("are refused: %s", (_, message) => {
    expect(readFromFrame(message)).toBeNull();
  });

  it("lose what they carry beside what is known", () => {
    const message = { type: "key", key: "n", shift: false, mod: false, ctrlKey: true, command: "verdict" };
    expect(readFromFrame(message)).toEqual({ type: "key", key: "n", shift: false, mod: false });
  });

  it("lose boxes that are none, and what boxes carry", () => {
    const good = { id: 9, left: 0, top: 0, isFixed: true };
    const frames = [{ ...good, html: "<b>" }, { ...good, id: -1 }, { ...good, top: Number.NaN }, null];
    const message = { type: "laidOut", generation: 0, width: 9, height: 9, frames, fixed: [3, "4", 1.5] };
    expect(readFromFrame(message)).toMatchObject({ frames: [good], fixed: [3] });
  });
});

describe("messages to the replay frame", () => {
  it("carry bytes, times and nothing else", () => {
    const buf = new ArrayBuffer(2);
    const load = { type: "load", generation: 3, startedMs: 1, atMs: 0, buf };
    expect(readToFrame({ ...load, html: "<p>" })).toEqual(load);
    expect(readToFrame({ ...load, buf: "[]" })).toBeNull();
    expect(readToFrame({ ...load, generation: "3" })).toBeNull();
    expect(readToFrame({ type: "play", generation: 3, atMs: 1, speed: 0 })).toBeNull();
    expect(readToFrame({ type: "layOut", generation: 3, on: "x" })).toEqual({
      type: "layOut",
      generation: 3,
    });
  });
});

describe("origins", () => {
  it.each([
    ["tauri://localhost", true],
    ["http://tauri.localhost", true],
    ["http://localhost:1420", true],
    ["http://127.0.0.1:4173", true],
    ["replay://localhost", true],
    ["https://evil.example", false],
    ["http://localhost.evil.example:80", false],
    ["null", false],
  ])("%s may fill the frame: %s", (origin, may) => {
    expect(isConsoleOrigin(origin, "replay://localhost")).toBe(may);
  });

  it("are read from addresses of the app's own schemes too", () => {
    expect(originOf("replay://localhost/replay.html", "tauri://localhost/")).toBe("replay://localhost");
    expect(originOf("http://replay.localhost/replay.html", "http://tauri.localhost/")).toBe(
      "http://replay.localhost",
    );
    expect(originOf("/replay/replay.html", "http://localhost:5173/x")).toBe("http://localhost:5173");
  });
});

/** The keys that the frame hands on, of all that a block of the table names. */
function handedOn(blocks: readonly KeyBlock[]): [string, boolean][] {
  return blocks
    .flatMap(({ keys }) => Object.values(keys).flatMap(({ keys: specs }) => [specs].flat()))
    .map((spec) => {
      const parts = spec.split(/\+(?=.)/);
      const key = parts.at(-1) === "Space" ? " " : (parts.at(-1) ?? "");
      return [spec, isHandedOn(key, parts.includes("mod"))];
    });
}

describe("after a click into the recorded page", () => {
  it("the keys of the window and of the replay work", () => {
    const { anywhere, replay, annotate, timeline, page } = SCREEN_KEYS;
    const dead = handedOn([anywhere, replay, annotate, timeline, page]).filter(([, works]) => !works);
    expect(dead).toEqual([]);
  });

  it("those that decide do not", () => {
    const { claim, verdict, queue } = SCREEN_KEYS;
    expect(handedOn([claim, verdict, queue]).filter(([, works]) => works)).toEqual([]);
  });
});

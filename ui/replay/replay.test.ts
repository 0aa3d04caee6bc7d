import { describe, expect, it } from "vitest";
import { TEXT_MOST } from "../src/features/replay/messages";
import { blanks, readEvents, settle } from "./events";
import { factsOf } from "./facts";

const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value)).buffer as ArrayBuffer;
const event = (type: number, timestamp: number, data: object = {}) => ({ type, timestamp, data });

describe("the bytes of a window", () => {
  it("are events in order; what is none is left out and counted", () => {
    const read = readEvents(
      bytes([
        event(3, 20),
        null,
        7,
        { type: "4" },
        { type: 3, timestamp: "1", data: {} },
        event(4, 10),
        event(2, 9e15),
      ]),
    );
    expect(read.events.map((each) => each.timestamp)).toEqual([10, 20]);
    expect(read.unreadable).toBe(5);
  });

  it("are refused when they are no list, with words", () => {
    expect(() => readEvents(bytes({ events: [] }))).toThrow("not a list");
    expect(() => readEvents(new TextEncoder().encode("[{").buffer as ArrayBuffer)).toThrow();
  });
});

describe("a time without a page", () => {
  const blank = blanks(
    readEvents(bytes([event(4, 0), event(2, 22), event(3, 30), event(4, 100), event(2, 104)])).events,
  );

  it.each([
    [-5, 22],
    [0, 22],
    [21, 22],
    [22, 22],
    [99, 99],
    [100, 104],
    [103, 104],
    [200, 200],
  ])("%i shows %i, where there is one", (at, shown) => {
    expect(settle(at, blank)).toBe(shown);
  });

  it("is all of it where no snapshot is", () => {
    expect(blanks(readEvents(bytes([event(3, 1), event(3, 2)])).events)).toEqual([]);
  });
});

describe("what events tell", () => {
  const one = (type: number, data: object) => factsOf([event(type, 1_500, data)], 1_000)[0];

  it("is the page of a Meta event", () => {
    expect(one(4, { href: "https://a.example/", width: 1, height: 1 })).toEqual({
      atMs: 500,
      kind: "page",
      level: "",
      text: "https://a.example/",
    });
  });

  it("is console output, its text without the quotes of JSON", () => {
    const payload = { level: "error", payload: ['"failed: 503"', '{"type":"Health"}', '"cut'] };
    expect(one(6, { plugin: "rrweb/console@1", payload })).toMatchObject({
      kind: "console",
      level: "error",
      text: 'failed: 503 {"type":"Health"} "cut',
    });
  });

  it("is an event of the app's own, and the page where it names one", () => {
    expect(one(5, { tag: "agent_request", payload: { tool: "crm" } })?.text).toBe(
      'agent_request {"tool":"crm"}',
    );
    expect(one(5, { tag: "navigate", payload: { href: "/b" } })).toMatchObject({ kind: "page", text: "/b" });
  });

  it("is nothing where it is not of that shape", () => {
    const odd = [
      event(6, 1, { plugin: "rrweb/console@1" }),
      event(4, 1, { href: 7 }),
      event(5, 1, {}),
      event(3, 1),
    ];
    expect(factsOf(odd, 0)).toEqual([]);
  });

  it("is cut where it does not end", () => {
    expect(one(4, { href: "x".repeat(10_000) })?.text).toHaveLength(TEXT_MOST);
  });
});

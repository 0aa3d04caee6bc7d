import { describe, expect, it } from "vitest";
import { blanks, readEvents, settle } from "./events";

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

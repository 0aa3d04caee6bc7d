// The built replay frame under its own CSP, in an origin of its own.

import { existsSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser, Frame, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from "vitest";
import { launch } from "./browser";

const PLAIN = new URL("../../../../shared/data/web/desktop_plain.json", import.meta.url);
/** Stands for the window: holds the frame and keeps what it says. */
const WINDOW = `<!doctype html><title>window</title><iframe id="frame" width="800" height="600"
  sandbox="allow-scripts allow-same-origin"></iframe><script>
  const frame = document.getElementById("frame");
  window.heard = [];
  addEventListener("message", (event) => event.source === frame.contentWindow && heard.push({ ...event.data, now: performance.now() }));
  window.say = (message, events) => {
    const buf = events === undefined ? undefined : new TextEncoder().encode(typeof events === "string" ? events : JSON.stringify(events)).buffer;
    frame.contentWindow.postMessage(buf ? { ...message, buf } : message, "*", buf ? [buf] : []);
  };
</script>`;

interface Heard {
  type: string;
  generation?: number;
  atMs?: number;
  message?: string;
  key?: string;
  changes?: number;
  unreadable?: number;
  mod?: boolean;
  now: number;
}
interface Talk {
  heard: Heard[];
  say: (message: object, events?: unknown) => void;
}

const STARTED = 1_700_000_000_000;
const element = (id: number, tagName: string, childNodes: object[], attributes = {}) => ({
  type: 2,
  id,
  tagName,
  attributes,
  childNodes,
});
const text = (id: number, textContent: string) => ({ type: 3, id, textContent });

/** A page with one line of text, as rrweb records it. */
function snapshot(atMs: number, line: string, extra: object[] = []) {
  const body = element(4, "body", [element(5, "p", [text(6, line)]), ...extra]);
  const node = {
    type: 0,
    id: 1,
    childNodes: [element(2, "html", [element(3, "head", []), body])],
  };
  return [
    {
      type: 4,
      timestamp: STARTED + atMs,
      data: { href: "https://orders.example/", width: 1000, height: 500 },
    },
    { type: 2, timestamp: STARTED + atMs + 1, data: { node, initialOffset: { left: 0, top: 0 } } },
  ];
}

function says(atMs: number, value: string) {
  const data = { source: 0, texts: [{ id: 6, value }], attributes: [], removes: [], adds: [] };
  return { type: 3, timestamp: STARTED + atMs, data };
}

let browser: Browser;
let around: Server;
let windowOrigin = "";
const frameOrigin = inject("frameOrigin");

beforeAll(async () => {
  around = createServer((_, response) =>
    response.writeHead(200, { "content-type": "text/html" }).end(WINDOW),
  );
  await new Promise<void>((begun) => around.listen(0, "127.0.0.1", begun));
  windowOrigin = `http://127.0.0.1:${(around.address() as AddressInfo).port}`;
  browser = await launch();
});

afterAll(async () => {
  await browser?.close();
  around?.close();
});

describe("the replay frame", () => {
  let page: Page;
  let frame: Frame;

  const say = (message: object, events?: unknown) =>
    page.evaluate(
      ([said, bytes]) => (window as unknown as Talk).say(said as object, bytes),
      [message, events],
    );
  /** Waits until the frame has said something of this shape. */
  const hears = (shape: Partial<Heard>) =>
    page.waitForFunction(
      (wanted) =>
        (window as unknown as Talk).heard.find((said) =>
          Object.entries(wanted).every(([key, value]) => said[key as keyof Heard] === value),
        ),
      shape,
    );
  const forget = () => page.evaluate(() => void (window as unknown as Talk).heard.splice(0));
  const load = (generation: number, events: unknown, atMs = 0) =>
    say({ type: "load", generation, startedMs: STARTED, atMs }, events);
  /** The words of the recorded page. */
  const words = () =>
    // biome-ignore lint/performance/useDomNodeTextContent: what can be seen counts here
    frame.evaluate(() => document.querySelector("iframe")?.contentDocument?.body?.innerText.trim() ?? "");
  const shows = async (line: string) => expect.poll(words).toBe(line);

  beforeEach(async () => {
    page = await browser.newPage();
    await page.goto(windowOrigin);
    await page.evaluate((address) => {
      (document.getElementById("frame") as HTMLIFrameElement).src = address;
    }, `${frameOrigin}/replay.html`);
    await hears({ type: "ready" });
    const inner = page.frames().find((candidate) => candidate.url().startsWith(frameOrigin));
    if (!inner) throw new Error("the frame is not there");
    frame = inner;
  });
  afterEach(() => page.close());

  it("shows the page of each time, forward and back", async () => {
    await load(1, [...snapshot(0, "first"), says(1_000, "second"), says(2_000, "third")]);
    await hears({ type: "shown", generation: 1 });
    await shows("first");
    for (const [atMs, line] of [
      [1_999, "second"],
      [2_000, "third"],
      [1_000, "second"],
      [999, "first"],
      [0, "first"],
      [5_000, "third"],
    ] as const) {
      await say({ type: "show", generation: 1, atMs });
      await shows(line);
    }
  });

  it("opens in the middle, and tells the size of the page and none of its texts", async () => {
    const payload = { level: "error", payload: ['"no <b>luck</b>"'] };
    const log = { type: 6, timestamp: STARTED + 700, data: { plugin: "rrweb/console@1", payload } };
    await load(1, [...snapshot(0, "first"), log, says(1_000, "second")], 1_500);
    await hears({ type: "shown", generation: 1, atMs: 1_500 });
    await shows("second");
    await hears({ type: "sized" });
    const heard = await page.evaluate(() => JSON.stringify((window as unknown as Talk).heard));
    expect(heard).not.toMatch(/luck|orders\.example|second/);
  });

  it("plays on into the window that is added, without a break", async () => {
    await load(1, [...snapshot(0, "first"), says(300, "second")]);
    await hears({ type: "shown", generation: 1 });
    await say({ type: "more", generation: 1, afterMs: 400 }, [
      ...snapshot(0, "first"),
      says(300, "second"),
      says(800, "third"),
      ...snapshot(1_200, "fourth"),
    ]);
    await say({ type: "play", generation: 1, atMs: 0, speed: 2 });
    await shows("second");
    await shows("third");
    await shows("fourth");
    await say({ type: "show", generation: 1, atMs: 900 });
    await shows("third");
  });

  it("scales a page down to fit, and never up", async () => {
    const width = () =>
      frame.evaluate(() => document.querySelector("iframe")?.getBoundingClientRect().width.toFixed(0));
    await load(1, snapshot(0, "wide"));
    await expect.poll(width).toBe("800");
    await page.setViewportSize({ width: 1900, height: 900 });
    await page.evaluate(() => document.getElementById("frame")?.setAttribute("width", "1800"));
    await expect.poll(width).toBe("1000");
  });

  it.each([
    [0, 0],
    [-5, 500],
    [1e300, 500],
    ["wide", null],
  ])("shows a page of %s × %s pixels at a usual size", async (width, height) => {
    const [meta, full] = snapshot(0, "there");
    const data = { href: "https://orders.example/", width, height };
    await load(1, [{ ...meta, data }, full]);
    await hears({ type: "shown", generation: 1 });
    await hears({ type: "sized", width: 1280, height: 720 } as Partial<Heard>);
    const box = () =>
      frame.evaluate(() => document.querySelector("iframe")?.getBoundingClientRect().width.toFixed(0));
    await expect.poll(box).toBe("800");
    await shows("there");
  });

  it("lays a page out in its whole height, and tells boxes and what is fixed by number", async () => {
    const tall = element(20, "div", [], { style: "height: 2400px" });
    const header = element(21, "header", [element(22, "b", [text(23, "Menu")])], {
      style: "position: fixed; top: 10px; left: 0",
    });
    const framed = element(24, "iframe", [], {
      style: "position: absolute; left: 120px; top: 1500px; border: 3px solid",
      rr_width: "300px",
    });
    await load(1, snapshot(0, "tall", [tall, header, framed]));
    await hears({ type: "shown", generation: 1 });
    await say({ type: "layOut", generation: 1 });
    const told = await hears({ type: "laidOut", generation: 1 });
    const said = (await told.jsonValue()) as unknown as Record<string, unknown>;
    expect(said).toMatchObject({
      width: 1000,
      frames: [{ id: 24, left: 123, top: 1503, isFixed: false }],
      fixed: [21],
    });
    expect(said.height).toBeGreaterThan(2_400);
    expect(said.height).toBeLessThan(2_600);
    const shown = () =>
      frame.evaluate(() => Number(document.querySelector("iframe")?.getAttribute("height")));
    expect(await shown()).toBe(said.height);
  });

  it("draws the page as a picture, as its styles and fields are now, and says what no picture shows", async () => {
    const css =
      ":root { --ink: rgb(200, 0, 0); font-size: 20px } body { margin: 0; background: rgb(0, 0, 200) }";
    const style = element(20, "style", [
      text(21, `${css} p, iframe { display: none } #bar { background: var(--ink) }`),
    ]);
    const bar = element(22, "div", [], {
      id: "bar",
      style: "width: 10rem; height: 100px",
      "@click": "go <now>",
    });
    const tall = element(23, "div", [text(24, "\u0001 control")], { style: "height: 1500px" });
    const framed = element(25, "iframe", [], {});
    const insert = {
      type: 3,
      timestamp: STARTED + 10,
      data: { source: 8, id: 20, adds: [{ rule: "#bar { height: 300px !important }", index: 0 }] },
    };
    await load(1, [...snapshot(0, "x", [style, bar, tall, framed]), insert], 20);
    await hears({ type: "shown", generation: 1 });
    await say({ type: "layOut", generation: 1 });
    await hears({ type: "laidOut", generation: 1 });
    await say({ type: "draw", generation: 1 });
    await hears({ type: "drawn", generation: 1 });
    const picture = await page.evaluate(async () => {
      const { heard } = window as unknown as { heard: { type: string; png: ArrayBuffer; without: number }[] };
      const drawn = heard.find(({ type }) => type === "drawn");
      if (!drawn) throw new Error("nothing was drawn");
      const image = await createImageBitmap(new Blob([drawn.png]));
      const paint = new OffscreenCanvas(image.width, image.height).getContext("2d");
      paint?.drawImage(image, 0, 0);
      const at = (x: number, y: number) => [...(paint?.getImageData(x, y, 1, 1).data ?? [])];
      return {
        size: [image.width, image.height],
        without: drawn.without,
        bar: [at(5, 5), at(195, 295)],
        page: [at(205, 5), at(600, 305), at(995, image.height - 5)],
      };
    });
    expect(picture).toEqual({
      size: [1000, 1800],
      without: 1,
      bar: [
        [200, 0, 0, 255],
        [200, 0, 0, 255],
      ],
      page: [
        [0, 0, 200, 255],
        [0, 0, 200, 255],
        [0, 0, 200, 255],
      ],
    });
  });

  it.each([
    ["no JSON", "[{"],
    ["no list", { events: [] }],
    ["no snapshot", [says(0, "x"), says(5, "y")]],
    ["no node in its snapshot", [snapshot(0, "x")[0], { type: 2, timestamp: STARTED + 1, data: {} }]],
  ])("says what is wrong with a window of %s, and shows the next one", async (_, broken) => {
    await load(1, broken);
    await hears({ type: "failed", generation: 1 });
    await load(2, snapshot(0, "whole"));
    await hears({ type: "shown", generation: 2 });
    await shows("whole");
  });

  it("counts what could not be shown, once each, and writes no recorded text", async () => {
    const written: string[] = [];
    page.on("console", (message) => written.push(message.text()));
    const data = { source: 0, texts: [], attributes: [], removes: [], adds: [] };
    const change = (atMs: number, part: object) => ({
      type: 3,
      timestamp: STARTED + atMs,
      data: { ...data, ...part },
    });
    const orphan = { parentId: 998, nextId: null, node: element(50, "p", [text(51, "secret orphan")]) };
    await load(1, [
      ...snapshot(0, "first"),
      change(100, { texts: [{ id: 999, value: "secret text" }] }),
      change(200, { removes: [{ id: 997, parentId: 4 }] }),
      change(300, { adds: [orphan] }),
      { type: 3, timestamp: "none", data: {} },
      says(1_000, "second"),
    ]);
    await hears({ type: "unshown", generation: 1, changes: 0, unreadable: 1 });
    for (const [atMs, line] of [
      [2_000, "second"],
      [50, "first"],
      [1_500, "second"],
    ] as const) {
      await say({ type: "show", generation: 1, atMs });
      await shows(line);
    }
    await hears({ type: "unshown", generation: 1, changes: 3, unreadable: 1 });
    const counts = await page.evaluate(() =>
      (window as unknown as Talk).heard.filter((said) => said.type === "unshown"),
    );
    expect(Math.max(...counts.map(({ changes = 0 }) => changes))).toBe(3);
    expect(written.join("\n")).not.toContain("secret");
  });

  it("does not run what was recorded", async () => {
    const script = element(7, "script", [text(8, "parent.parent.postMessage({type:'ran'}, '*')")]);
    const image = element(9, "img", [], {
      src: "x",
      onerror: "parent.parent.postMessage({type:'ran'}, '*')",
    });
    await load(1, snapshot(0, "first", [script, image]));
    await shows("first");
    await say({ type: "show", generation: 1, atMs: 10 });
    await hears({ type: "shown", generation: 1, atMs: 10 });
    const ran = await page.evaluate(() =>
      (window as unknown as Talk).heard.some((said) => said.type === "ran"),
    );
    expect(ran).toBe(false);
  });

  it("hands on the keys of the replay and the window after a click into the page, and no others", async () => {
    await load(1, snapshot(0, "click here", [element(7, "input", [], { type: "text" })]));
    await hears({ type: "shown", generation: 1 });
    await page.mouse.click(200, 200);
    await forget();
    for (const key of [
      "1",
      "Enter",
      "Control+k",
      "Control+1",
      "Control+Enter",
      "Control+c",
      "a",
      "Space",
      "Shift+ArrowLeft",
      "n",
    ])
      await page.keyboard.press(key);
    await hears({ type: "key", key: "n" });
    const keys = await page.evaluate(() =>
      (window as unknown as Talk).heard.flatMap((said) =>
        said.type === "key" ? [[said.key, said.mod]] : [],
      ),
    );
    expect(keys).toEqual([
      ["k", true],
      ["1", true],
      [" ", false],
      ["ArrowLeft", false],
      ["n", false],
    ]);
  });

  it("obeys nobody but the window around it", async () => {
    await load(1, snapshot(0, "first"));
    await hears({ type: "shown", generation: 1 });
    await forget();
    const message = { type: "load", generation: 9, startedMs: STARTED, atMs: 0 };
    await frame.evaluate(
      ([said, events]) => {
        const buf = new TextEncoder().encode(JSON.stringify(events)).buffer;
        window.postMessage({ ...(said as object), buf }, "*");
      },
      [message, snapshot(0, "forged")] as const,
    );
    await say({ type: "show", generation: 1, atMs: 5 });
    await hears({ type: "shown", generation: 1, atMs: 5 });
    await shows("first");
  });

  it("plays a real recording, and opens it quickly", async ({ skip }) => {
    if (!existsSync(PLAIN)) skip(`${PLAIN} is not on this machine`);
    const events = JSON.parse(readFileSync(PLAIN, "utf8")) as { timestamp: number }[];
    const startedMs = events[0]?.timestamp ?? 0;
    const opened = await page.evaluate(
      async ([all, from]) => {
        const talk = window as unknown as Talk;
        const begun = performance.now();
        talk.say({ type: "load", generation: 1, startedMs: from, atMs: 0 }, all);
        while (!talk.heard.some((said) => said.type === "shown")) await new Promise(requestAnimationFrame);
        // Two frames later it stands on the screen.
        for (let i = 0; i < 2; i += 1) await new Promise(requestAnimationFrame);
        return performance.now() - begun;
      },
      [events, startedMs] as const,
    );
    process.stdout.write(`desktop_plain.json, loaded to first painted frame: ${opened.toFixed(0)} ms\n`);
    // The figure to reach is 200 ms; this machine is shared, so the test only catches what is far off.
    expect(opened).toBeLessThan(1_000);
    const has = async (atMs: number, line: string, is: boolean) => {
      await say({ type: "show", generation: 1, atMs });
      await hears({ type: "shown", atMs });
      await expect.poll(async () => (await words()).includes(line), { message: `at ${atMs}` }).toBe(is);
      const missing = await page.evaluate(() =>
        (window as unknown as Talk).heard.filter((said) => said.type === "unshown"),
      );
      expect(missing, "all of it is shown").toEqual([]);
      await forget();
    };
    await has(9_000, "Claim #10042 created", false);
    await has(11_300, "Claim #10042 created", true);
    await has(2_000, "Claim #10042 created", false);
    await has(30_000, "New claim", true);
  });
});

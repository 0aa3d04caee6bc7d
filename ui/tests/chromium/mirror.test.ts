// The proof of keyframes against rrweb itself: what its player shows at a time when it plays a recording from the
// start is what it shows when it is given our keyframe and the events after it.

import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { launch } from "./browser";
import { show } from "./shown";

const REPOSITORY = fileURLToPath(new URL("../../../", import.meta.url));
const SHARED = fileURLToPath(new URL("../../../../shared/data/web/", import.meta.url));
/** What a script tag can load. */
const script = (name: string) => `${REPOSITORY}ui/node_modules/${name}/dist/${name}.umd.min.cjs`;

const FULL_SNAPSHOT = 2;

interface Recorded {
  type: number;
  timestamp: number;
}

interface Keyframes {
  events: Recorded[];
  at: { at: number; events: Recorded[] }[];
}

/** Asks the example for keyframes, which it builds where nobody has named a built one. */
function keyframes(source: string[], times: number[]): Keyframes {
  const built = process.env.HINDSIGHT_KEYFRAME;
  const asked = [...source, ...times.map(String)];
  const [command, before] = built
    ? [built, []]
    : ["cargo", ["run", "--quiet", "-p", "hindsight-rrweb", "--example", "keyframe", "--"]];
  const out = execFileSync(command, [...before, ...asked], { cwd: REPOSITORY, maxBuffer: 1 << 30 });
  return JSON.parse(out.toString());
}

/** Times spread over a recording, its beginning and its end among them. */
function timesOf(source: string[], count: number): number[] {
  const { events } = keyframes(source, []);
  const span =
    Math.max(...events.map((event) => event.timestamp)) - Math.min(...events.map((event) => event.timestamp));
  return Array.from({ length: count }, (_, index) => Math.round((span * (index + 1)) / count));
}

let browser: Browser;
let page: Page;

beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());
beforeEach(async () => {
  page = await browser.newPage({ viewport: { width: 1600, height: 1200 }, reducedMotion: "reduce" });
  await page.route("**/*", (route) => route.abort());
  await page.setContent("<!doctype html><title>replay</title><body></body>");
  await page.addScriptTag({ path: script("rrweb") });
  await page.addScriptTag({ path: script("rrweb-snapshot") });
});
afterEach(() => page.close());

/**
 * rrweb seeks in a DOM of its own. What was there before it began it knows, what came since not always: it loses the
 * pointer over a node that came since, the state of videos, and what changed in sheets that scripts made since. Its
 * snapshot says once more what the other lines do.
 */
const sought = (lines: string[]) =>
  lines.filter((line) => !/^media|^position|^hover|^snapshot|^ *adopted {2}rule/.test(line));

/** What is in a list more often than in another. */
function missing(lines: string[], among: string[]): string[] {
  const left = new Map<string, number>();
  for (const line of among) left.set(line, (left.get(line) ?? 0) + 1);
  return lines.filter((line) => {
    const count = left.get(line) ?? 0;
    left.set(line, count - 1);
    return count <= 0;
  });
}

/**
 * What is shown must be the same when rrweb changes the DOM itself, as it does when it plays. When it seeks, it does not
 * always agree with itself: then nothing may be shown that it shows in neither way, and nothing may lack that it shows
 * in both.
 */
async function check(source: string[], count: number) {
  const { events, at } = keyframes(source, timesOf(source, count));
  const start = Math.min(...events.map((event) => event.timestamp));
  for (const { at: time, events: part } of at) {
    // Before there is a page, rrweb shows the first one there will be.
    if (!part.some((event) => event.type === FULL_SNAPSHOT)) continue;
    const shown = (list: unknown[], isVirtual: boolean) =>
      page.evaluate(show, { events: list, at: start + time, isVirtual });
    const name = `${source.join(" ")} at ${time} ms`;
    const played = await shown(events, false);
    // A keyframe has more videos in its snapshot than the recording had.
    const isKnown = (line: string) => !line.startsWith("position") || played.includes(line);
    expect((await shown(part, false)).filter(isKnown), `${name}, played`).toEqual(played);
    const found = sought(await shown(part, true));
    const wanted = sought(played);
    const other = sought(await shown(events, true));
    const surplus = missing(missing(found, wanted), missing(other, wanted));
    const lacking = missing(wanted, [...missing(wanted, other), ...found]);
    expect({ surplus, lacking }, `${name}, sought`).toEqual({ surplus: [], lacking: [] });
  }
}

describe.skipIf(!existsSync(SHARED))("the recordings beside the checkout", () => {
  const file = (name: string) => `${SHARED}${name}`;
  it.each(["desktop_plain.json", "mobile_masked.json"])(
    "%s is shown from keyframes as from the start",
    async (name) => {
      await check([file(name)], 12);
    },
  );

  it("each of rrweb's own fixtures is shown from keyframes as from the start", async () => {
    const fixtures: Record<string, unknown[]> = JSON.parse(
      (await import("node:fs")).readFileSync(file("rrweb-fixtures.json"), "utf8"),
    );
    for (const name of Object.keys(fixtures)) await check([file("rrweb-fixtures.json"), name], 5);
  }, 300_000);
});

describe("generated recordings", () => {
  const seeds = Array.from({ length: Number(process.env.HINDSIGHT_SEEDS ?? 12) }, (_, seed) => seed + 1);
  it.each(seeds)("%s is shown from keyframes as from the start", async (seed) => {
    await check(["--generate", `${seed}`, "120"], 4);
  });
});

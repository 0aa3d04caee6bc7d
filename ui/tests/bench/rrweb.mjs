// The peer of replay's figures: rrweb's own replayer in Chromium, which holds the whole recording. Prints as JSON what a
// seek takes to a painted page, in milliseconds, and what the page's process holds with the recording open, in MB.
//
// node tests/bench/rrweb.mjs FILE SEEKS

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { chromium } from "playwright-core";

const [file, seeks] = process.argv.slice(2);
// The package exports no build for a page without a bundler; it has one.
const script = readFileSync(new URL("../../node_modules/rrweb/dist/rrweb.umd.min.cjs", import.meta.url));
const parts = {
  "/": ["text/html", () => "<!doctype html><body style='margin:0'><script src='/rrweb.js'></script>"],
  "/rrweb.js": ["text/javascript", () => script],
  "/events.json": ["application/json", () => readFileSync(file)],
};
const server = createServer((request, reply) => {
  const [kind, body] = parts[request.url] ?? ["text/plain", () => ""];
  reply.setHeader("content-type", kind);
  reply.end(body());
});
await new Promise((done) => server.listen(0, "127.0.0.1", done));
const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--no-first-run"],
});
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  const seekMs = await page.evaluate(async (count) => {
    const events = await (await fetch("/events.json")).json();
    const replayer = new window.rrweb.Replayer(events, { mouseTail: false, skipInactive: false });
    const painted = () =>
      new Promise((done) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = done;
        requestAnimationFrame(() => port2.postMessage(0));
      });
    await painted();
    const { totalTime } = replayer.getMetaData();
    const times = [];
    for (let seek = 1; seek <= count; seek += 1) {
      // The same steps forth and back for both sides: the golden section leaves no stretch out.
      const at = ((seek * 0.618034) % 1) * totalTime;
      const start = performance.now();
      replayer.pause(at);
      await painted();
      times.push(performance.now() - start);
    }
    window.kept = replayer;
    return times;
  }, Number(seeks));
  process.stdout.write(JSON.stringify({ seek_ms: seekMs, memory_mb: heldBy("--type=renderer") }));
} finally {
  await browser.close();
  server.close();
}

/** Proportional memory of this browser's largest process of a kind. */
function heldBy(kind) {
  const pids = execFileSync("pgrep", ["-f", "--", kind], { encoding: "utf8" }).trim().split("\n");
  const held = pids.map((pid) => {
    try {
      const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
      return Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0) / 1024;
    } catch {
      return 0; // It ended meanwhile.
    }
  });
  return Math.max(...held);
}

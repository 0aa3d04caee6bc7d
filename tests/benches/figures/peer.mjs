// rrweb's own player with all of a recording, in the Chromium of the UI's tests. Says how long a seek takes at the
// median, then holds the page open until its input ends.

import { createReadStream } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";

const require = createRequire(new URL("../../../ui/package.json", import.meta.url));
const { chromium } = require("playwright-core");
const [, , file] = process.argv;

const server = createServer((_, response) => {
  response.setHeader("access-control-allow-origin", "*");
  createReadStream(file).pipe(response);
});
await new Promise((listening) => server.listen(0, "127.0.0.1", listening));

const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"],
});
const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
await page.setContent("<!doctype html><title>peer</title><body></body>");
await page.addScriptTag({ path: require.resolve("rrweb/dist/rrweb.umd.min.cjs") });
const seek_ms = await page.evaluate(async (url) => {
  const events = await (await fetch(url)).json();
  window.player = new window.rrweb.Replayer(events, { root: document.body, showWarning: false });
  const { totalTime } = window.player.getMetaData();
  const took = [];
  for (let round = 0; round < 9; round += 1) {
    const began = performance.now();
    window.player.pause((totalTime * ((round * 5 + 3) % 9)) / 9);
    await new Promise((painted) => requestAnimationFrame(() => setTimeout(painted)));
    took.push(performance.now() - began);
  }
  return took.sort((one, other) => one - other)[4];
}, `http://127.0.0.1:${server.address().port}/`);
process.stdout.write(`${JSON.stringify({ seek_ms })}\n`);

process.stdin.resume();
process.stdin.on("end", async () => {
  await browser.close();
  server.close();
});

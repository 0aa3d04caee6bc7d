// The peer of the heatmap's figure: simpleheat in Chromium, which aggregates and paints as many clicks on a canvas of the
// same size. Prints milliseconds for each round as JSON.
//
// node tests/bench/simpleheat.mjs CLICKS WIDTH HEIGHT ROUNDS

import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const [clicks, width, height, rounds] = process.argv.slice(2).map(Number);
const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--no-first-run"],
});
try {
  const page = await browser.newPage();
  await page.addScriptTag({ path: createRequire(import.meta.url).resolve("simpleheat") });
  const times = await page.evaluate(
    ([clicks, width, height, rounds]) => {
      const canvas = document.createElement("canvas");
      canvas.width = width;
      canvas.height = height;
      // Around a hundred places, as on a page, and every tenth anywhere: as the other side has them.
      let state = 0x6d2b79f5;
      const chance = () => {
        state = (state + 0x6d2b79f5) | 0;
        let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
        mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
        return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
      };
      const places = Array.from({ length: 100 }, () => [chance(), chance()]);
      const points = Array.from({ length: clicks }, () => {
        const [x, y] = places[Math.floor(chance() * 100)];
        const near = () => (chance() + chance() - 1) * 0.03;
        const anywhere = chance() < 0.1;
        return anywhere
          ? [chance() * width, chance() * height, 1]
          : [(x + near()) * width, (y + near()) * height, 1];
      });
      const times = [];
      for (let round = 0; round < rounds; round += 1) {
        const start = performance.now();
        // It reads its pixels back to colour them, so that drawing is over when `draw` is.
        window.simpleheat(canvas).radius(12, 20).max(1_000).data(points).draw();
        times.push(performance.now() - start);
      }
      return times;
    },
    [clicks, width, height, rounds],
  );
  process.stdout.write(JSON.stringify(times));
} finally {
  await browser.close();
}

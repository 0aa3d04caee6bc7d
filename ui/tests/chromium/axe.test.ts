// Every screen, in both themes and at 200 % zoom: no violation that axe-core knows of, no fault in the console, nothing
// that hangs out of the window.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launch, openWindow, type Size, type Theme } from "./browser";
import { SCREENS, type ScreenCase } from "./screens";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

// Where pictures of all screens go, for people who want to look at them.
const PICTURES = process.env.PICTURES;
const AT: Size[] = ["usual", "zoomed"];
const THEMES: Theme[] = ["light", "dark"];

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

/** Runs axe where the page's CSP lets no script in. */
async function violations(page: Page): Promise<string[]> {
  const session = await page.context().newCDPSession(page);
  await session.send("Runtime.evaluate", { expression: AXE });
  const results = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run: (on: Document, how: object) => Promise<AxeResults> } };
    // What is inside of the replay frame was recorded, not written by us.
    return axe.run(document, { iframes: false, resultTypes: ["violations"] });
  });
  return results.violations.flatMap((violation) =>
    violation.nodes.map((node) => `${violation.id} at ${node.target.join(" ")}: ${node.failureSummary}`),
  );
}

/** Controls that nobody can reach: beside the window, with nothing around them that scrolls there. */
function outOfReach(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const scrolls = (element: Element, axis: "X" | "Y") => {
      for (let at = element.parentElement; at; at = at.parentElement) {
        const overflow = getComputedStyle(at)[`overflow${axis}`];
        if (overflow === "auto" || overflow === "scroll") return true;
      }
      return false;
    };
    const controls = document.querySelectorAll("button, a[href], input, select, textarea");
    return [...controls].flatMap((control) => {
      const box = control.getBoundingClientRect();
      if (box.width === 0 || !control.checkVisibility({ visibilityProperty: true })) return [];
      if (control.closest(":modal") === null && document.querySelector(":modal")) return [];
      const beside = box.left < -1 || box.right > innerWidth + 1;
      const below = box.top < -1 || box.bottom > innerHeight + 1;
      const lost = (beside && !scrolls(control, "X")) || (below && !scrolls(control, "Y"));
      return lost ? [`${control.outerHTML.slice(0, 160)} is out of reach`] : [];
    });
  });
}

async function settle(page: Page, { settled, next }: ScreenCase) {
  const shows = (text: string | RegExp) => page.getByText(text).first().waitFor({ state: "attached" });
  await shows(settled);
  await next?.act?.(page);
  for (const key of next?.press ?? []) await page.keyboard.press(key);
  if (next) await shows(next.settled);
  await page.evaluate(() => document.fonts.ready);
  // Until nothing moves and no skeleton stands where text comes.
  await page.evaluate(async () => {
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    await frame();
    await frame();
  });
}

describe.each(AT)("%s", (size) => {
  it.each(SCREENS)("$name is readable and reachable for everybody", async (screen) => {
    const { page, context, faults } = await openWindow(browser, { ...screen, size });
    try {
      await settle(page, screen);
      for (const theme of THEMES) {
        await page.emulateMedia({ colorScheme: theme });
        if (PICTURES) {
          await page.screenshot({
            path: `${PICTURES}/${screen.name.replaceAll(" ", "-")}-${size}-${theme}.png`,
          });
        }
        expect(await violations(page), theme).toEqual([]);
      }
      expect(await outOfReach(page)).toEqual([]);
      const own = screen.fault;
      expect(faults.filter((fault) => !own?.test(fault))).toEqual([]);
    } finally {
      await context.close();
    }
  });
});

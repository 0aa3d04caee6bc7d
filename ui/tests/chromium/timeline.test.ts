// The timeline and the keys of a replay in Chromium: zoom, gaps, and each key, also out of the replayed page.

import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type FakeOptions, KNOWN } from "../../src/host/fake";
import { launch, withWindow } from "./browser";

const HOUR = 3_600_000;
/** Of it the run beside the page takes some minutes. */
const AWAY_MS = 35.5 * HOUR;

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const within = (look: (page: Page) => Promise<void>, options: FakeOptions = {}, at = 0) =>
  withWindow(
    browser,
    { route: `/recordings/${KNOWN.web}?at=${at}`, options, size: "large" },
    async (page) => {
      await moments(page).getByText("4 clicks on").waitFor();
      await look(page);
    },
  );

const moments = (page: Page) => page.getByRole("listbox", { name: "Moments" });
const time = (page: Page) => page.getByRole("slider", { name: "Time" });
const now = async (page: Page) => Number(await time(page).getAttribute("aria-valuenow"));
const said = (page: Page) => time(page).getAttribute("aria-valuetext");
const zoom = (page: Page) => page.getByRole("button", { name: /× *, show the whole/ });
const hint = (page: Page) => page.locator("[role=slider] [class*=hint]");

const gapOf35Hours = (page: Page) => page.locator("[role=slider] g", { hasText: "35 h" }).locator("rect");

async function box(page: Page) {
  const found = await time(page).boundingBox();
  if (!found) throw new Error("the timeline is not drawn");
  return found;
}

describe("the timeline", () => {
  it("is zoomed by the wheel around the pointer, moved by it sideways, and brought back by a button", () =>
    within(async (page) => {
      const { x, y, width } = await box(page);
      await page.mouse.move(x + width * 0.9, y + 20);
      const before = await hint(page).textContent();
      for (let notch = 0; notch < 8; notch += 1) await page.mouse.wheel(0, -100);
      await expect.poll(() => zoom(page).textContent()).toMatch(/^4\.9×/);
      await page.mouse.move(x + width * 0.9 + 1, y + 20);
      const after = await hint(page).textContent();
      expect(after?.split(":")[0], "the time under the pointer stays").toBe(before?.split(":")[0]);
      await page.mouse.wheel(-4_000_000, 0);
      await page.mouse.move(x + 1, y + 20);
      await expect.poll(() => hint(page).textContent()).toMatch(/^0:00/);
      await zoom(page).click();
      await expect.poll(() => zoom(page).count()).toBe(0);
    }));

  it("is zoomed by keys around the playhead, and follows it", () =>
    within(async (page) => {
      for (let press = 0; press < 5; press += 1) await page.keyboard.press("z");
      await zoom(page).getByText("32×").waitFor();
      const head = () =>
        page.locator("[role=slider] svg[class*=head] g").evaluate((line) => {
          const { left } = line.getBoundingClientRect();
          return line.getAttribute("visibility") === "visible" ? left : null;
        });
      await page.keyboard.press("End");
      const { x, width } = await box(page);
      await expect.poll(head).toBeGreaterThan(x + width * 0.8);
      await page.keyboard.press("Home");
      await expect.poll(head).toBeLessThan(x + width * 0.2);
      await page.keyboard.press("Shift+Z");
      await zoom(page).getByText("16×").waitFor();
      await page.keyboard.press("0");
      await expect.poll(() => zoom(page).count()).toBe(0);
    }));

  it("draws 35 hours of nothing small, says so, and leaves the rest to be looked at", () =>
    within(
      async (page) => {
        await page.getByText(/A stretch of 35 h .* is drawn small: nobody did anything\./).waitFor();
        const { x, y } = await box(page);
        const gap = await gapOf35Hours(page).boundingBox();
        if (!gap) throw new Error("no gap is drawn");
        expect(gap.width).toBeLessThan(50);
        await page.mouse.move(gap.x + gap.width / 2, gap.y + 10);
        await hint(page)
          .getByText(/^35 h .* in which nobody did anything$/)
          .waitFor();
        await page.mouse.click(gap.x + gap.width + 20, y + 20);
        await expect.poll(() => now(page)).toBeGreaterThan((35 * HOUR) / 1_000);
        await page.mouse.click(x + 20, y + 20);
        await expect.poll(() => now(page)).toBeLessThan(300);
        const play = page.getByRole("button", { name: /Skip idle · 35 h/ });
        await play.click();
        expect(
          (await gapOf35Hours(page).boundingBox())?.width,
          "also where idle stretches are played",
        ).toBeLessThan(50);
      },
      { awayMs: AWAY_MS },
    ));

  it("says of years that the clock jumped, below the timeline and where it is pointed at", () =>
    within(
      async (page) => {
        await page.getByText(/^The clock of what recorded this jumps 30 y at /).waitFor();
        const jump = await page.locator("[role=slider] g", { hasText: "jump" }).locator("rect").boundingBox();
        if (!jump) throw new Error("no jump is drawn");
        await page.mouse.move(jump.x + jump.width / 2, jump.y + 10);
        await hint(page).getByText("the clock jumps 30 y here").waitFor();
        await page.keyboard.press("End");
        await expect.poll(() => now(page)).toBeGreaterThan(30 * 365 * 24 * 3_600);
        await page.keyboard.press("[");
        await expect.poll(() => said(page)).toMatch(/Agent request/);
      },
      { awayMs: 30.5 * 365.25 * 24 * HOUR },
    ));

  it("takes another length for idle where a person says so, and finds other gaps", () =>
    within(async (page) => {
      const skipped = () => page.getByRole("button", { name: /Skip idle/ }).textContent();
      const before = await skipped();
      await page.getByLabel("What counts as idle").selectOption({ label: "from 30 min" });
      await expect.poll(skipped).toBe("Skip idle");
      await page.getByLabel("What counts as idle").selectOption({ label: "from 10 s" });
      await expect.poll(skipped).toBe(before);
    }));

  it("begins before 0 where the session did, and shows what was there", () =>
    withWindow(browser, { route: `/recordings/${KNOWN.screen}`, size: "large" }, async (page) => {
      await moments(page).getByText("4 clicks on").waitFor();
      expect(await now(page), "the opened recording begins at 0").toBe(0);
      await page.keyboard.press("Home");
      await expect.poll(() => said(page)).toMatch(/^−0:18\.0/);
      await page.getByText("−0:18", { exact: false }).first().waitFor();
      await page.keyboard.press("ArrowRight");
      await expect.poll(() => said(page)).toMatch(/^−0:13\.0/);
      await page.keyboard.press("n");
      await page.getByRole("dialog", { name: "Note at 0:00.0" }).waitFor();
    }));

  it("tells what the page told where it is pointed at, beside the time", () =>
    within(
      async (page) => {
        for (let press = 0; press < 4; press += 1) await page.keyboard.press("z");
        await zoom(page).getByText("16×").waitFor();
        const head = await page.locator("[role=slider] svg[class*=head] g").boundingBox();
        if (!head) throw new Error("no playhead is drawn");
        await page.mouse.move(head.x + head.width / 2, head.y + 20);
        await expect.poll(() => hint(page).textContent()).toMatch(/^0:3[01]\.\dWarning: 2 similar orders$/);
      },
      {},
      31_000,
    ));

  it("names the recording that a moment is of where it is not the opened one", () =>
    within(async (page) => {
      const asked = moments(page).getByRole("option", { name: /Agent request in .*Refund assistant/ });
      await asked.first().click();
      await expect.poll(() => said(page)).toMatch(/Agent request in Refund assistant/);
      // A flag on the whole of the run has no time on this clock.
      await page.getByLabel("Kind of moments").selectOption({ label: "Flag (1)" });
      expect(await moments(page).getByText("The customer asked why").count()).toBe(0);
    }));
});

/** What each key does to the replay at 0:20, from a page that has the focus somewhere. */
const KEYS: { press: string; shows: (page: Page) => Promise<unknown>; is: unknown }[] = [
  { press: "ArrowRight", shows: now, is: 25 },
  { press: "ArrowLeft", shows: now, is: 15 },
  { press: "Shift+ArrowRight", shows: said, is: "0:20.5" },
  { press: "Shift+ArrowLeft", shows: said, is: "0:19.0" },
  { press: ".", shows: said, is: "0:20.5" },
  { press: ",", shows: said, is: "0:19.0" },
  { press: "]", shows: now, is: 22 },
  { press: "+", shows: speed, is: "2" },
  { press: "-", shows: speed, is: "0.5" },
  { press: "z", shows: (page) => zoom(page).textContent(), is: "2×" },
  { press: "Home", shows: now, is: 0 },
  { press: "n", shows: dialog, is: "Note at 0:20.0" },
  { press: "f", shows: dialog, is: "Flag for review" },
  { press: "?", shows: dialog, is: "Keys" },
  {
    press: "/",
    shows: (page) => page.evaluate(() => document.activeElement?.getAttribute("type")),
    is: "search",
  },
  { press: " ", shows: (page) => page.getByRole("button", { name: "Pause", exact: true }).count(), is: 1 },
];

function speed(page: Page) {
  return page.getByLabel("Speed").inputValue();
}

function dialog(page: Page) {
  return page.locator("dialog[open] h2").first().textContent({ timeout: 2_000 });
}

describe("a key of a replay", () => {
  it.each(KEYS)(
    "$press works at the screen and after a click into the replayed page",
    ({ press, shows, is }) =>
      within(
        async (page) => {
          const expected = typeof is === "string" ? expect.stringMatching(is.replace("?", "\\?")) : is;
          const frame = page.locator("iframe[title^='Replay of']");
          await frame.contentFrame().frameLocator("iframe").getByText("Looking for duplicates…").waitFor();
          await frame.click({ position: { x: 40, y: 60 } });
          expect(await page.evaluate(() => document.activeElement?.tagName)).toBe("IFRAME");
          await page.keyboard.press(press);
          await expect.poll(() => shows(page)).toEqual(expected);
        },
        {},
        20_000,
      ),
  );
});

// Moments, summary and what is missing beside a replay, in Chromium.

import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type FakeOptions, KNOWN } from "../../src/host/fake";
import { launch, type Size, withWindow } from "./browser";

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const within = (
  asked: { route: string; options?: FakeOptions; size?: Size },
  look: (page: Page) => Promise<void>,
) => withWindow(browser, { size: "large", ...asked }, look);

const time = (page: Page) => page.getByRole("slider", { name: "Time" });
const said = (page: Page) => time(page).getAttribute("aria-valuetext");
const list = (page: Page) => page.getByRole("listbox", { name: "Moments" });

describe("where to look", () => {
  it("is stepped through by [ and ], of web page and agent run alike, and named", () =>
    within({ route: `/recordings/${KNOWN.web}` }, async (page) => {
      await list(page).getByText("4 clicks on").waitFor();
      await time(page).focus();
      await page.keyboard.press("]");
      await expect.poll(() => said(page)).toMatch(/^0:22\.0.*Rage click: 4 clicks on/);
      for (let press = 0; press < 5; press += 1) await page.keyboard.press("]");
      // Of the run beside it.
      await expect.poll(() => said(page)).toMatch(/Agent request in Refund assistant.*: Delete the three/);
      await list(page).locator("[aria-selected=true]").getByText("Delete the three").waitFor();
      await page.keyboard.press("[");
      await expect.poll(() => said(page)).toMatch(/^4:00\.0/);
    }));

  it("is named by the pointer, and jumped to by a click", () =>
    within({ route: `/recordings/${KNOWN.web}` }, async (page) => {
      await list(page).getByText("4 clicks on").waitFor();
      const mark = await page.locator("[role=slider] path[class*=error]").last().boundingBox();
      if (!mark) throw new Error("no error is drawn");
      await page.mouse.move(mark.x + mark.width / 2, mark.y + mark.height / 2);
      const hint = page.locator("[role=slider] [class*=hint]");
      await hint.getByText(/The mailbox of M\. Sample is full/).waitFor();
      await page.mouse.click(mark.x + mark.width / 2, mark.y + mark.height / 2);
      await expect.poll(() => said(page)).toMatch(/^19:20\.0.*Error in .*: The mailbox/);
    }));

  it("is listed by score and kind, and reached by Enter", () =>
    within({ route: `/recordings/${KNOWN.web}` }, async (page) => {
      await list(page).getByText("4 clicks on").waitFor();
      await page.getByRole("radio", { name: "Score" }).check({ force: true });
      await list(page).getByRole("option").first().getByText("Deleted 3 order records").waitFor();
      await page.getByLabel("Kind of moments").selectOption({ label: "Dead click (1)" });
      await list(page).focus();
      await page.keyboard.press("Enter");
      await expect.poll(() => said(page)).toMatch(/^0:22\.6|^0:22/);
    }));

  it("is told for a run with hundreds of errors without drawing them all", () =>
    within({ route: `/recordings/${KNOWN.long}` }, async (page) => {
      await page.getByText("1,204 more of low score are not kept.").waitFor();
      expect(await list(page).getByRole("option").count()).toBeLessThan(40);
    }));

  it("comes again when a note was pinned", () =>
    within({ route: `/recordings/${KNOWN.web}` }, async (page) => {
      await list(page).getByText("4 clicks on").waitFor();
      await page.keyboard.press("n");
      await page.getByRole("dialog", { name: /Note at/ }).waitFor();
      await page.keyboard.type("look here");
      await page.getByRole("button", { name: "Pin note" }).click();
      await list(page).getByText("look here").waitFor();
      expect(await list(page).getByText("look here").count(), "once").toBe(1);
    }));

  it("says what the replay lacks, and where a sentence leads", () =>
    within({ route: `/recordings/${KNOWN.web}` }, async (page) => {
      await page.getByRole("button", { name: /A script of the page failed/ }).click();
      await expect.poll(() => said(page)).toMatch(/^0:31/);
      await page.getByText("3 pictures from elsewhere").waitFor();
      await page.getByRole("button", { name: /The first at.*0:20\.0/ }).click();
      await expect.poll(() => said(page)).toMatch(/^0:20/);
    }));

  it("is summed up above a verdict", () =>
    within({ route: `/queue/${KNOWN.run.replace("rec-", "review-")}` }, async (page) => {
      const column = page.getByRole("complementary", { name: "Verdict" });
      await column.getByText("Summary").click();
      await column.getByRole("button", { name: /It asked a person for leave/ }).click();
      await expect.poll(() => said(page)).toMatch(/^5:00/);
    }));
});

describe("the keys of a replay", () => {
  it("step one event by , and ., also in the replayed page, and / opens the search", () =>
    within({ route: `/recordings/${KNOWN.web}?at=20000`, size: "usual" }, async (page) => {
      await list(page).getByText("4 clicks on").waitFor();
      const before = await said(page);
      await page.keyboard.press(".");
      await page.keyboard.press(".");
      await expect.poll(() => said(page)).not.toBe(before);
      await page.keyboard.press(",");
      await page.keyboard.press(",");
      await expect.poll(() => said(page)).toBe(before);
      await page.locator("iframe[title^='Replay of']").click({ position: { x: 40, y: 60 } });
      await page.keyboard.press(".");
      await page.keyboard.press(".");
      await expect.poll(() => said(page)).not.toBe(before);
      await page.keyboard.press("/");
      await expect
        .poll(() => page.evaluate(() => document.activeElement?.getAttribute("type")))
        .toBe("search");
    }));
});

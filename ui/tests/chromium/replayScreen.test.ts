// The screen around the replay frame: seeking, keys, sizes, what fails.

import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type FakeHost, type FakeOptions, KNOWN } from "../../src/host/fake";
import { launch, openWindow, SIZES, type Size } from "./browser";

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

describe("the replay screen", () => {
  let page: Page;
  let faults: string[] = [];

  async function open(
    id: string,
    { at = 0, options = {}, size = "large" }: { at?: number; options?: FakeOptions; size?: Size } = {},
  ) {
    ({ page, faults } = await openWindow(browser, { route: `/recordings/${id}?at=${at}`, options, size }));
  }
  afterEach(async () => {
    await page.context().close();
    expect(faults).toEqual([]);
  });

  /** The words of the recorded page, seen through the window, the frame and rrweb's own frame. */
  const recorded = () =>
    page.frameLocator("iframe[title^='Replay of']").frameLocator("iframe").locator("body");
  const time = () => page.getByRole("slider", { name: "Time" });
  const timeIs = (begin: string) =>
    expect
      .poll(() => time().getAttribute("aria-valuetext"), { timeout: 5_000 })
      .toMatch(new RegExp(`^${begin}`));
  it("seeks forward and back, by keys, by a click into the timeline and by the list beside", async () => {
    await open(KNOWN.hostile);
    await recorded().getByText("Order 88231").waitFor();
    await page.keyboard.press("ArrowRight");
    await timeIs("0:05");
    await page.keyboard.press("ArrowLeft");
    await timeIs("0:00");
    await page.keyboard.press("End");
    await page.keyboard.press("Home");
    await timeIs("0:00");
    await recorded().getByText("Order 88231").waitFor();
    await page.getByRole("button", { name: /orders 4\.12 started/ }).click();
    await page.locator("[class*=now]").getByText("0:00.8").waitFor();
    const box = await time().boundingBox();
    if (!box) throw new Error("the timeline has no place");
    await page.mouse.click(box.x + box.width - 1, box.y + 20);
    await expect.poll(() => time().getAttribute("aria-valuenow")).not.toBe("0");
  });

  it("lists the console of parts that were never loaded, finds an error there and jumps to it", async () => {
    await open(KNOWN.hostile);
    await recorded().getByText("Order 88231").waitFor();
    const list = page.getByRole("region", { name: "Console and pages" });
    await list.getByText("7 lines").waitFor();
    await page.getByRole("combobox", { name: "Kind of lines" }).selectOption({ label: "Errors (1)" });
    await list.getByText("1 line", { exact: true }).waitFor();
    await page.getByRole("combobox", { name: "Kind of lines" }).selectOption({ label: "All lines (7)" });
    await page.keyboard.press("/");
    await page.keyboard.type("delete /ord");
    expect(await list.locator("mark").allTextContents()).toEqual(["DELETE /ord"]);
    await list.getByRole("button", { name: /DELETE \/orders/ }).click();
    await timeIs("18:43");
    await recorded().getByText("Three orders were deleted.").waitFor();
    const address = page
      .getByRole("figure")
      .getByText("https://orders.acme.example/orders/88231?view=history");
    await address.waitFor();
    expect(await list.locator("[aria-current='time']").count()).toBe(1);
  });

  it.each(["small", "zoomed"] as const)("shows page and controls at once in a %s window", async (size) => {
    await open(KNOWN.web, { size });
    await recorded().getByText("Order 88231").waitFor();
    const play = await page.getByRole("button", { name: "Play", exact: true }).boundingBox();
    const shown = await page.locator("iframe[title^='Replay of']").boundingBox();
    if (!play || !shown) throw new Error("the replay is not drawn");
    expect(play.y + play.height).toBeLessThan(SIZES[size].height - 26);
    expect(shown.height, "the page is not shrunk to nothing").toBeGreaterThan(20);
    expect(shown.y + shown.height, "and ends above the controls").toBeLessThanOrEqual(play.y);
  });

  it("shows the recordings of a session one at a time where they do not fit beside each other", async () => {
    await open(KNOWN.web, { size: "zoomed" });
    const tab = (name: RegExp) => page.getByRole("tab", { name });
    await recorded().getByText("Order 88231").waitFor();
    expect(await tab(/Order 88231/).getAttribute("aria-selected")).toBe("true");
    expect(await page.getByRole("treegrid", { name: "Events" }).count()).toBe(0);
    await tab(/Order 88231/).focus();
    const before = await time().getAttribute("aria-valuenow");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("ArrowRight");
    expect(await time().getAttribute("aria-valuenow"), "arrows move among tabs, not in time").toBe(before);
    await tab(/Refund assistant/).click();
    await page.getByRole("region", { name: "Agent run" }).waitFor();
    expect(await page.locator("iframe[title^='Replay of']").count()).toBe(0);
  });

  it("shows a recording's texts as text", async () => {
    await open(KNOWN.hostile);
    await recorded().getByText("Order 88231").waitFor();
    expect(await page.locator("h1 script, h1 img, h1 b").count()).toBe(0);
  });

  it("hears its keys after a click into the recorded page", async () => {
    await open(KNOWN.web);
    await recorded().getByText("Everything is in order.").waitFor();
    await page.locator("iframe[title^='Replay of']").click({ position: { x: 40, y: 60 } });
    for (let press = 0; press < 5; press += 1) await page.keyboard.press("ArrowRight");
    await timeIs("0:25");
    await recorded().getByText("Looking for duplicates…").waitFor();
    await page.keyboard.press("n");
    await page.getByRole("dialog", { name: "Note at 0:25.0" }).waitFor();
    await page.keyboard.type("look here");
    await page.getByRole("button", { name: "Pin note" }).click();
    await page.getByRole("region", { name: "Flags and notes" }).getByText("look here").waitFor();
  });

  it("plays, and stops where it is told", async () => {
    await open(KNOWN.web, { at: 18_500 });
    await recorded().getByText("Everything is in order.").waitFor();
    await page.keyboard.press("Space");
    await recorded().getByText("Looking for duplicates…").waitFor();
    await page.keyboard.press("Space");
    await page.getByRole("button", { name: "Play", exact: true }).waitFor();
  });

  it("says why a recording cannot be replayed, and the rest of the window lives", async () => {
    await open(KNOWN.broken);
    const alert = page.getByRole("alert").filter({ hasText: "cannot be shown" });
    await alert.getByText(/event 311 is not JSON/).waitFor();
    await page.keyboard.press("f");
    await page.getByRole("dialog", { name: "Flag for review" }).waitFor();
    await page.keyboard.press("Escape");
    await page
      .getByRole("link", { name: /Library/ })
      .first()
      .click();
    await page.waitForURL(/#\/library/);
  });

  it("offers the download of what is not here, and plays it once it came", async () => {
    await open(KNOWN.uncached, { options: { stepMs: 5 } });
    await page.getByRole("button", { name: "Download" }).click();
    await recorded().getByText("Order 88231").waitFor({ timeout: 15_000 });
    const calls = await page.evaluate(() =>
      (window as unknown as { fake: FakeHost }).fake.calls.map(({ name }) => name),
    );
    expect(calls).toContain("sync");
  });
});

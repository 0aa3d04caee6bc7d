// The library, its search and its imports in a real browser.

import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import type { FakeOptions } from "../../src/host/fake";
import { launch, type Opened, openWindow, type Size } from "./browser";
import { frameWork } from "./frameWork";

let browser: Browser;
let opened: Opened | undefined;
beforeAll(async () => {
  browser = await launch();
});
afterEach(async () => {
  expect(opened?.faults).toEqual([]);
  await opened?.context.close();
});
afterAll(() => browser.close());

async function open(route: string, options?: FakeOptions, size?: Size): Promise<Page> {
  opened = await openWindow(browser, { route, options, size });
  return opened.page;
}

const rows = (page: Page) => page.getByRole("grid", { name: "Recordings" }).locator("[role=row][data-index]");
const activeRow = (page: Page) =>
  page.evaluate(() => {
    const id = document.querySelector("[role=grid]")?.getAttribute("aria-activedescendant");
    return Number(id && document.getElementById(id)?.dataset.index);
  });

it("scrolls 100,000 rows, of which few exist, at a price that a frame can pay", async () => {
  const page = await open("/library", { recordings: 100_000 }, "large");
  await rows(page).first().waitFor();
  // Driven from within: a call from outside for each frame would cost more than the frame.
  const scroll = (frames: number) =>
    page.evaluate(async (times) => {
      const grid = document.querySelector("[role=grid]");
      for (let time = 0; grid && time < times; time += 1) {
        await new Promise((drawn) => requestAnimationFrame(drawn));
        grid.scrollTop += 60;
      }
    }, frames);
  await scroll(60);
  const figures = await frameWork(browser, () => scroll(300));
  process.stdout.write(
    `scroll of 100,000 rows, CPU ms of the main thread per frame: ${JSON.stringify(figures)}\n`,
  );
  expect(await rows(page).count()).toBeLessThan(60);
  expect(figures.frames).toBeGreaterThan(250);
  expect(figures.p95).toBeLessThan(50);
}, 120_000);

it("shows the last of 100,000 rows when asked for it", async () => {
  const page = await open("/library", { recordings: 100_000 });
  await rows(page).first().waitFor();
  await page.keyboard.press("End");
  const last = page.locator("[role=row][aria-rowindex='100001']");
  await last.locator("text=/\\d+:\\d\\d|\\d h/").waitFor();
  expect(await last.isVisible()).toBe(true);
}, 120_000);

it("narrows down by a facet, says so in a chip and in the address, and widens again", async () => {
  const page = await open("/library");
  const agents = page
    .getByRole("navigation", { name: "Filters" })
    .getByRole("button", { name: /Agent runs/ });
  await agents.click();
  await page.waitForURL(/kind=agent/);
  const total = Number(await agents.locator("span").last().textContent());
  await page.locator(`[role=grid][aria-rowcount="${total + 1}"]`).waitFor();
  expect(await rows(page).locator("text=Web session").count()).toBe(0);
  await page.getByRole("button", { name: "Remove filter Kind: Agent runs" }).click();
  await page.locator(`[role=grid][aria-rowcount="61"]`).waitFor();
  expect(page.url()).not.toContain("kind=");
});

it("filters by text once typing has stopped", async () => {
  const page = await open("/library");
  await rows(page).first().waitFor();
  await page.keyboard.press("/");
  await page.keyboard.type("refund");
  await page.waitForURL(/text=refund/);
  await page.getByRole("button", { name: "Clear all filters" }).or(rows(page).first()).first().waitFor();
  await page.getByLabel("Filter by text").fill("no such words");
  await page.getByText("No recording matches these filters").waitFor();
  await page.getByRole("button", { name: "Clear all filters" }).click();
  await rows(page).first().waitFor();
  expect(await page.getByLabel("Filter by text").inputValue()).toBe("");
});

it("is walked by keys: moves, selects a range, opens, and finds its place again", async () => {
  const page = await open("/library");
  await rows(page).first().waitFor();
  await page.keyboard.press("j");
  await page.keyboard.press("ArrowDown");
  await expect.poll(() => activeRow(page)).toBe(2);
  await page.keyboard.press("x");
  await page.keyboard.press("Shift+ArrowDown");
  await page.keyboard.press("Shift+ArrowDown");
  await page.getByText("3 selected").waitFor();
  expect(await page.locator("[role=row][aria-selected=true]").count()).toBe(3);
  await page.keyboard.press("Escape");
  await expect.poll(() => page.locator("[role=row][aria-selected=true]").count()).toBe(0);
  await page.keyboard.press("End");
  await page.keyboard.press("Enter");
  await page.waitForURL(/recordings\//);
  await page.goBack();
  await rows(page).first().waitFor();
  await expect.poll(() => activeRow(page)).toBe(59);
});

it("is found again as it was left, by the rail and by its key", async () => {
  const page = await open("/library?kind=web&order=longest");
  await rows(page).first().waitFor();
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  for (const back of [
    () => page.getByRole("link", { name: "Library" }).click(),
    () => page.keyboard.press("Control+1"),
  ]) {
    await page.keyboard.press("Control+3");
    await page.waitForURL(/outbox/);
    await back();
    await page.waitForURL(/library\?kind=web&order=longest/);
    await rows(page).first().waitFor();
    await expect.poll(() => activeRow(page)).toBe(2);
  }
});

it("does not say when a run began whose times were made up by its import", async () => {
  const page = await open("/library?text=airline");
  await rows(page).first().getByText("times not recorded").waitFor();
  await page.keyboard.press("v");
  await page.getByRole("gridcell").first().getByText("times not recorded").waitFor();
  await page.keyboard.press("Enter");
  await page.waitForURL(/recordings/);
  await page.locator("header p").getByText("times not recorded").waitFor();
});

it("is sorted by the heads of its columns", async () => {
  const page = await open("/library");
  await rows(page).first().waitFor();
  const head = (name: string) => page.getByRole("columnheader", { name });
  const sorted = (name: string) => head(name).getAttribute("aria-sort");
  expect([await sorted("Started"), await sorted("Length")]).toEqual(["descending", null]);
  await head("Started").getByRole("button").click();
  await page.waitForURL(/order=oldest/);
  await expect.poll(() => sorted("Started")).toBe("ascending");
  await head("Length").getByRole("button").click();
  await page.waitForURL(/order=longest/);
  await expect.poll(() => sorted("Length")).toBe("descending");
  expect(await sorted("Started")).toBeNull();
  await head("Started").getByRole("button").click();
  await expect.poll(() => sorted("Started")).toBe("descending");
  for (const [name, first, then] of [
    ["Recording", "title_ascending", "title_descending"],
    ["Who", "user_ascending", "user_descending"],
    ["Length", "longest", "shortest"],
    ["Events", "most_events", "fewest_events"],
  ] as const) {
    await head(name).getByRole("button").click();
    await page.waitForURL(new RegExp(`order=${first}`));
    const began = await rows(page).first().textContent();
    await head(name).getByRole("button").click();
    await page.waitForURL(new RegExp(`order=${then}`));
    await expect.poll(() => rows(page).first().textContent()).not.toBe(began);
  }
});

it.each(["usual", "zoomed"] as const)(
  "narrows down by more filters, which close by Escape, %s",
  async (size) => {
    const page = await open("/library", {}, size);
    await rows(page).first().waitFor();
    const opener = page.getByRole("button", { name: "+ Filter" });
    await opener.click();
    const menu = page.getByRole("dialog", { name: "More filters" });
    await menu.getByRole("radio", { name: "Last 7 days" }).check();
    await page.waitForURL(/range=7d/);
    await menu.getByLabel("Who").fill("M. Sample");
    await page.keyboard.press("Enter");
    await page.waitForURL(/user=M/);
    const box = await menu.boundingBox();
    const { width, height } = page.viewportSize() ?? { width: 0, height: 0 };
    expect(box && box.x >= 0 && box.x + box.width <= width && box.y + box.height <= height).toBe(true);
    await page.keyboard.press("Escape");
    await menu.waitFor({ state: "detached" });
    await expect.poll(() => opener.evaluate((button) => button === document.activeElement)).toBe(true);
  },
);

it("names its pictures on hover and on keyboard focus, also above a dialog", async () => {
  const page = await open("/library");
  await rows(page).first().waitFor();
  const tip = (text: string) => page.locator("[data-side]").filter({ hasText: text });
  await page.getByRole("link", { name: "Library" }).hover();
  await tip("Library").waitFor();
  await page.mouse.move(400, 400);
  await tip("Library").waitFor({ state: "detached" });
  await page.keyboard.press("?");
  const close = page.getByRole("dialog", { name: "Keys" }).getByRole("button", { name: "Close" });
  await page.keyboard.press("Shift+Tab");
  await expect.poll(() => close.evaluate((button) => button === document.activeElement)).toBe(true);
  await tip("Close").waitFor();
  const isOnTop = await tip("Close").evaluate((element) => element.closest("dialog")?.matches(":modal"));
  expect(isOnTop).toBe(true);
  await page.keyboard.press("Escape");
  await tip("Close").waitFor({ state: "detached" });
});

it("keeps a selection offline, and only what is not", async () => {
  const page = await open("/library?view=cards", { stepMs: 5 });
  await page.getByRole("gridcell").first().waitFor();
  const stored = (where: string) =>
    page.getByRole("gridcell").filter({ has: page.getByText(where, { exact: true }) });
  await stored("server").first().locator("[data-check]").click();
  await stored("offline").first().locator("[data-check]").click();
  await page.getByText("2 selected").waitFor();
  const before = await page.evaluate(() => window.fake.calls.length);
  await page.getByRole("button", { name: "Make 1 recording available offline" }).click();
  await page.getByRole("region", { name: "Jobs" }).getByText("Available offline").waitFor();
  const calls = await page.evaluate((from) => window.fake.calls.slice(from), before);
  const sync = calls.find((call) => call.name === "sync");
  expect(sync?.args).toEqual([{ ids: [expect.stringMatching(/^rec-/)] }]);
});

it("shows how far a download is at each of its recordings", async () => {
  const page = await open("/library");
  await rows(page).first().waitFor();
  const ids = ["rec-0001", "rec-0003"];
  await page.evaluate((recording_ids) => {
    const job = {
      id: "a",
      kind: "download",
      about: "",
      recording_ids,
      done: 3,
      of: 12,
      in_bytes: false,
    } as const;
    window.fake.emit({ what: "job", job });
  }, ids);
  await expect
    .poll(() => rows(page).getByRole("progressbar", { name: "Downloading" }).count())
    .toBe(ids.length);
});

it("says what a download of all that is listed takes, before it begins", async () => {
  const page = await open("/library?kind=web");
  await page.getByRole("button", { name: "Make available offline…" }).click();
  const dialog = page.getByRole("dialog", { name: "Make available offline" });
  await dialog.getByText(/recordings?, .* in all, will be kept in the vault/).waitFor();
  await dialog.getByRole("button", { name: "Download" }).click();
  await expect
    .poll(() => page.evaluate(() => window.fake.calls.filter((call) => call.name === "sync").length))
    .toBe(1);
});

it("imports files and names each event that was left out", async () => {
  const page = await open("/library", { choose: "files", stepMs: 5 });
  await page.getByRole("button", { name: "Import…" }).click();
  const dialog = page.getByRole("dialog", { name: "Imported 2 recordings" });
  await dialog.getByText("260 events taken, 3 left out").waitFor();
  await dialog.getByText("3 events were left out").click();
  expect(await dialog.getByRole("row").allInnerTexts()).toEqual([
    expect.stringContaining("Position"),
    expect.stringMatching(/17\s+`timestamp` is missing/),
    expect.stringMatching(/91\s+`type` is a string/),
    expect.stringMatching(/202\s+nests deeper/),
  ]);
  await dialog.getByRole("button", { name: "Done" }).click();
  await dialog.waitFor({ state: "detached" });
});

it("asks before it imports what was dropped, and shows a hostile name as text", async () => {
  const page = await open("/library", { stepMs: 5 });
  await rows(page).first().waitFor();
  await page.evaluate(() => window.fake.emit({ what: "dropped", names: ["run.jsonl", "a\u202egnp.exe"] }));
  const sheet = page.getByRole("dialog", { name: "Import 2 files" });
  await sheet.getByText("U+202E").waitFor();
  await sheet.getByRole("button", { name: "Import" }).click();
  await page.getByRole("dialog", { name: /^Imported/ }).waitFor();
});

it("shows a failure of an import beside the other jobs", async () => {
  const fail = { importChosen: { code: "unreadable", message: "notes.txt is no recording" } };
  const page = await open("/library", { fail });
  await page.getByRole("button", { name: "Import…" }).click();
  await page.getByRole("region", { name: "Jobs" }).getByText("Notes.txt is no recording.").waitFor();
});

it("goes from a search to the hit's time by keys alone", async () => {
  const page = await open("/search?q=order");
  await page.locator("[data-hit]").first().waitFor();
  expect(await page.locator("mark").first().textContent()).toMatch(/order/i);
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await page.waitForURL(/recordings\/.*at=\d+.*find=order/i);
  await page.locator("mark").first().waitFor();
});

it("says what was not searched when nothing is found", async () => {
  const page = await open("/search?q=zzzz");
  await page.getByText("Nothing found in what is offline").waitFor();
  await page.getByText(/recordings are not offline and can hold it/).waitFor();
  await page.getByRole("button", { name: "Make them available…" }).click();
  await page.getByRole("dialog", { name: "Make available offline" }).waitFor();
});

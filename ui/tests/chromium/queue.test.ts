// The queue in Chromium: from a flagged recording to a verdict with the keyboard alone.

import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type FakeOptions, KNOWN } from "../../src/host/fake";
import { launch, SIZES, type Size, withWindow } from "./browser";

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const within = (
  asked: { route: string; options?: FakeOptions; size?: Size },
  look: (page: Page) => Promise<void>,
) => withWindow(browser, { size: "large", ...asked }, look);

const selected = (page: Page) =>
  page.getByRole("listbox", { name: "Reviews" }).locator("[aria-selected=true]");
const column = (page: Page) => page.getByRole("complementary", { name: "Verdict" });
const verdicts = (page: Page) =>
  page.evaluate(() =>
    window.fake.calls.filter(({ name }) => name === "giveVerdict").map(({ args }) => args[0]),
  );
const review = KNOWN.run.replace("rec-", "review-");

describe("a reviewer at the keyboard", () => {
  it("goes through the queue, decides a review and comes to the next", () =>
    within({ route: "/queue" }, async (page) => {
      await column(page).getByRole("button", { name: "Submit and next" }).waitFor();
      // The most urgent one is open; further down waits one that can be played here.
      for (const title of ["Finance desktop", "Checkout, admin", "Refund assistant"]) {
        await page.keyboard.press("j");
        await selected(page).getByText(title).waitFor();
      }
      await column(page).getByText("Deleted 3 order records").waitFor();
      await page.keyboard.press("Space");
      const bar = column(page).getByRole("img", { name: /of the recording was watched/ });
      await expect.poll(() => bar.locator("span").count(), { timeout: 10_000 }).toBeGreaterThan(0);
      await page.keyboard.press("Space");
      await page.keyboard.press("2");
      await expect
        .poll(() =>
          column(page)
            .getByRole("radio", { name: /Violation/ })
            .isChecked(),
        )
        .toBe(true);
      await page.keyboard.press("r");
      await expect
        .poll(() =>
          column(page)
            .getByLabel("Reason")
            .evaluate((field) => field === document.activeElement),
        )
        .toBe(true);
      await page.keyboard.type("Unauth");
      await page.keyboard.press("Tab");
      await page.keyboard.type("Deleted after an explicit no.");
      await page.keyboard.press("Control+Enter");

      await column(page).getByText("Violation: the server has your verdict.").waitFor();
      const [given] = (await verdicts(page)) as { watched: unknown[] }[];
      expect(given).toMatchObject({
        review_id: review,
        verdict: "violation",
        reason: "unauthorised_action",
        note: "Deleted after an explicit no.",
      });
      expect(given?.watched.length, "what played was watched").toBeGreaterThan(0);
      expect(new URL(page.url()).hash).not.toContain(review);
      await expect.poll(() => selected(page).count()).toBe(1);
    }));

  it("is told what is missing, and nothing is sent", () =>
    within({ route: "/queue" }, async (page) => {
      await column(page).getByRole("button", { name: "Submit and next" }).waitFor();
      await page.keyboard.press("Control+Enter");
      await column(page).getByText("Choose a verdict.").waitFor();
      await page.keyboard.press("1");
      await column(page).getByLabel("Reason").selectOption("other");
      await page.keyboard.press("Control+Enter");
      await column(page).getByText("This reason needs a note.").waitFor();
      expect(await verdicts(page)).toEqual([]);
    }));

  it("moves with j and k", () =>
    within({ route: `/queue/${review}` }, async (page) => {
      await selected(page).getByText("Refund assistant").waitFor();
      const first = await selected(page).textContent();
      await page.keyboard.press("j");
      await expect.poll(() => selected(page).textContent()).not.toBe(first);
      await page.keyboard.press("k");
      await expect.poll(() => selected(page).textContent()).toBe(first);
    }));

  it("claims and releases with c", () =>
    within({ route: `/queue/${review}` }, async (page) => {
      await column(page).getByText("Nobody has claimed it.").waitFor();
      await page.keyboard.press("c");
      await column(page)
        .getByText(/Claimed by you until/)
        .waitFor();
      await page.keyboard.press("c");
      await column(page).getByText("Nobody has claimed it.").waitFor();
    }));
});

describe("a verdict", () => {
  it("waits in the outbox without a network, and says so before and after", () =>
    within({ route: `/queue/${review}`, options: { connection: "offline" } }, async (page) => {
      await column(page)
        .getByText(/It waits in the outbox until there is a network/)
        .waitFor();
      await page.keyboard.press("4");
      await column(page).getByLabel("Reason").selectOption("expected_behaviour");
      await page.keyboard.press("Control+Enter");
      await column(page).getByText("False positive: your verdict waits in the outbox").waitFor();
    }));

  it("that fails leaves what was written where it is", () =>
    within(
      {
        route: `/queue/${review}`,
        options: { fail: { giveVerdict: { code: "disk_full", message: "no space left" } } },
      },
      async (page) => {
        await page.getByRole("button", { name: "Submit and next" }).waitFor();
        await page.keyboard.press("5");
        await column(page).getByLabel("Reason").selectOption("low_quality");
        await column(page).getByLabel("Note").fill("Too dark to see.");
        await page.keyboard.press("Control+Enter");
        await column(page).getByText("No space left.").waitFor();
        expect(await column(page).getByLabel("Note").inputValue()).toBe("Too dark to see.");
      },
    ));

  it("is not for members, who are told why", () =>
    within({ route: `/queue/${review}`, options: { role: "member" } }, async (page) => {
      await column(page)
        .getByText(/You are a member/)
        .waitFor();
      expect(await column(page).getByRole("button", { name: "Submit and next" }).count()).toBe(0);
    }));

  it("that competes stands beside the other, with who and why", () =>
    within({ route: "/queue" }, async (page) => {
      await page.getByRole("listbox", { name: "Reviews" }).waitFor();
      await page.getByLabel("Show reviews").selectOption("escalated");
      await page.getByRole("listbox", { name: "Reviews" }).getByRole("option").first().click();
      const given = column(page).getByRole("region", { name: "Verdicts given" });
      await given.getByText(/2 verdicts compete/).waitFor();
      const cards = given.getByRole("listitem");
      const [one, other] = [await cards.nth(0).boundingBox(), await cards.nth(1).boundingBox()];
      expect(one?.y, "side by side").toBe(other?.y);
      expect(await cards.nth(0).textContent()).toContain("K. Lindqvist");
      expect(await cards.nth(1).textContent()).toContain("The mailing was planned");
    }));
});

describe("the stage of the queue", () => {
  it.each(["large", "laptop", "small", "zoomed"] as const)(
    "keeps what it says whole in a %s window",
    (size) =>
      within({ route: `/queue/${review}`, size }, async (page) => {
        const playback = page.getByRole("region", { name: "Playback" });
        await playback.getByRole("button", { name: "Next moment" }).waitFor();
        await page.getByRole("region", { name: "Agent run" }).waitFor();
        // The bar's; the timeline below it has its own.
        const bar = playback.locator("> div").first();
        // What a narrow bar leaves out has no box.
        const middles = await bar.locator("button, select").evaluateAll((controls) =>
          controls.flatMap((control) => {
            const { top, bottom } = control.getBoundingClientRect();
            return bottom > top ? [Math.round((top + bottom) / 2)] : [];
          }),
        );
        expect(Math.max(...middles) - Math.min(...middles), "controls stand in one line").toBeLessThan(4);
        expect(Math.max(...middles), "and in sight").toBeLessThan(SIZES[size].height - 26);
        const cut = await page.locator("[class*=fact]").evaluateAll((facts) =>
          facts.flatMap((fact) => {
            const room = fact.parentElement?.getBoundingClientRect();
            const box = fact.getBoundingClientRect();
            if (!room || box.width === 0) return [];
            const whole = box.right <= room.right + 1 && box.bottom <= room.bottom + 1;
            const dropped = box.top >= room.bottom - 1;
            return whole || dropped ? [] : [fact.textContent];
          }),
        );
        expect(cut, "facts are shown whole or not at all").toEqual([]);
      }),
  );
});

describe("a narrow window", () => {
  // It began anew with the recording in place of the list as soon as the first review was opened: what waited for a
  // row of the list passed only where it was quicker, else stood still until its time was up.
  it("stays at the list where a person came for the list", () =>
    within({ route: "/queue", size: "zoomed" }, async (page) => {
      await page.waitForURL(/queue\/review-/);
      await page
        .getByRole("region", { name: "Recording", includeHidden: true })
        .waitFor({ state: "attached" });
      expect(await page.getByRole("radio", { name: "Queue", exact: true }).isChecked()).toBe(true);
      await selected(page).waitFor();
    }));

  it("shows one part at a time, and a key of the verdict brings its part", () =>
    within({ route: `/queue/${review}`, size: "zoomed" }, async (page) => {
      const part = (name: string) => page.getByRole("radio", { name, exact: true });
      await part("Recording").waitFor();
      expect(await part("Recording").isChecked()).toBe(true);
      await page.getByRole("region", { name: "Agent run" }).waitFor();
      await page.keyboard.press("2");
      await expect.poll(() => part("Verdict").isChecked()).toBe(true);
      await column(page)
        .getByRole("radio", { name: /Violation/ })
        .waitFor();
      await column(page).getByRole("button", { name: /^at / }).click();
      await expect.poll(() => part("Recording").isChecked()).toBe(true);
    }));

  it("counts nothing as watched while the recording is put away", () =>
    within({ route: `/queue/${review}`, size: "zoomed" }, async (page) => {
      await page.getByRole("region", { name: "Agent run" }).waitFor();
      await page.keyboard.press("2");
      const watched = column(page).getByRole("img", { name: /of the recording was watched/ });
      await watched.waitFor();
      await page.keyboard.press("Space");
      // Longer than a replay in sight needs until something of it counts.
      await page.evaluate(async () => {
        for (let frame = 0; frame < 60; frame += 1)
          await new Promise((drawn) => requestAnimationFrame(drawn));
      });
      expect(await watched.locator("span").count()).toBe(0);
      await page.getByRole("radio", { name: "Recording", exact: true }).check();
      const time = page.getByRole("slider", { name: "Time" });
      const before = await time.getAttribute("aria-valuenow");
      await expect.poll(() => time.getAttribute("aria-valuenow")).not.toBe(before);
      await page.getByRole("radio", { name: "Verdict", exact: true }).check();
      await expect.poll(() => watched.locator("span").count()).toBeGreaterThan(0);
    }));
});

// The list of what others made, in Chromium.

import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { launch, withWindow } from "./browser";

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

it("lists hundreds of parts without drawing them all, and finds one by its licence", () =>
  withWindow(browser, { route: "/about" }, async (page) => {
    const list = page.getByRole("region", { name: "Licences of others" });
    await list.waitFor();
    expect(await list.getByRole("listitem").count()).toBeLessThan(60);
    await page.getByRole("searchbox", { name: "Find a part or a licence" }).fill("rrweb mit");
    await list.getByText("rrweb", { exact: true }).waitFor();
    await page.getByText(/^\d+ of \d+ parts$/).waitFor();
    await page.getByRole("searchbox", { name: "Find a part or a licence" }).fill("no such part");
    await page.getByText(/^0 of \d+ parts$/).waitFor();
  }));

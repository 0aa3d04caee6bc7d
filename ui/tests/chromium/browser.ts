// A window over the fake host in Chromium, for tests and pictures.

import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { expect, inject } from "vitest";
import type { FakeOptions } from "../../src/host/fake";

export type Theme = "light" | "dark";

/** Sizes that a window must work at. `zoomed` is 1280×720 at 200 %, `small` the smallest that a window can be made. */
export const SIZES = {
  large: { width: 1440, height: 900 },
  laptop: { width: 1280, height: 800 },
  small: { width: 700, height: 420 },
  usual: { width: 1280, height: 720 },
  zoomed: { width: 640, height: 360 },
} as const;

export type Size = keyof typeof SIZES;

export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-domain-reliability",
      "--disable-sync",
      "--no-first-run",
    ],
  });
}

export interface Opened {
  page: Page;
  context: BrowserContext;
  /** What broke in the page: exceptions, console errors, what the CSP forbade. */
  faults: string[];
}

interface Asked {
  route: string;
  options?: FakeOptions;
  theme?: Theme;
  size?: Size;
}

/**
 * Opens the window at a place. The page itself keeps the time of the fake world: Playwright's clock would put a script
 * into every frame, also where rrweb shows a page and none may run, and Chromium would say so as of a fault of ours.
 */
export async function openWindow(
  browser: Browser,
  { route, options = {}, theme = "light", size = "usual" }: Asked,
): Promise<Opened> {
  const context = await browser.newContext({
    viewport: SIZES[size],
    deviceScaleFactor: size === "zoomed" ? 2 : 1,
    colorScheme: theme,
    // What is measured or pictured must not be on its way from one look to the other.
    reducedMotion: "reduce",
    timezoneId: "UTC",
    locale: "en-GB",
  });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(`${error}`));
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(message.text());
  });
  const all: FakeOptions = { replayFrame: `${inject("frameOrigin")}/replay.html`, ...options };
  const query = encodeURIComponent(JSON.stringify(all));
  await page.goto(`${inject("windowOrigin")}/tests/fake.html?options=${query}#${route}`);
  return { page, context, faults };
}

/** Looks at a window of its own, in which nothing may go wrong meanwhile. */
export async function withWindow(
  browser: Browser,
  asked: Asked,
  look: (page: Page) => Promise<void>,
): Promise<void> {
  const { page, context, faults } = await openWindow(browser, asked);
  try {
    await look(page);
    expect(faults).toEqual([]);
  } finally {
    await context.close();
  }
}

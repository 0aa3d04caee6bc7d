// Every screen and state that is looked at: by axe-core, in both themes and at 200 % zoom. Add a row for a new one.

import type { Page } from "playwright-core";
import { type FakeHost, type FakeOptions, KNOWN } from "../../src/host/fake";

export interface ScreenCase {
  name: string;
  route: string;
  options?: FakeOptions;
  /** Text that is there once the screen has settled. */
  settled: string | RegExp;
  /** The one fault that belongs to it: a screen breaks loudly. */
  fault?: RegExp;
  /** What is done then, keys that are pressed, and what is there afterwards. */
  next?: { act?: (page: Page) => Promise<void>; press?: string[]; settled: string | RegExp };
}

const press = (name: string | RegExp) => (page: Page) => page.getByRole("button", { name }).first().click();

/** Says to the window what no call of it answers. */
const says = (page: Page, event: Parameters<FakeHost["emit"]>[0]) =>
  page.evaluate((heard) => (window as unknown as { fake: FakeHost }).fake.emit(heard), event);

const gone = { code: "vault", message: "vault.db went away: input/output error" };
const closed = (vault: FakeOptions["vault"] & string, settled: string): ScreenCase => ({
  name: `vault ${vault.replaceAll("_", " ")}`,
  route: "/library",
  options: { vault },
  settled,
});

export const SCREENS: ScreenCase[] = [
  closed("opening", "Opening the vault"),
  closed("passphrase_needed", "Unlock the vault"),
  closed("no_passphrase_yet", "Choose a passphrase for the vault"),
  closed("wrong_passphrase", "That is not the passphrase"),
  closed("keychain_locked", "The keychain is locked"),
  closed("keychain_absent", "No keychain answers"),
  closed("key_missing", "The keychain has no key for this vault"),
  closed("keychain_refused", "The keychain refused"),
  closed("newer", "A newer Hindsight wrote this vault"),
  closed("damaged", "The vault is damaged"),
  closed("busy", "The vault is in use"),
  closed("not_writable", "The vault's folder cannot be written"),
  closed("disk_full", "The disk is full"),
  closed("unreachable", "The vault's folder cannot be reached"),
  closed("gone", "The vault is not here"),
  closed("vault", "The vault did not open"),
  {
    name: "vault gone, another begun on purpose",
    route: "/library",
    options: { vault: "gone" },
    settled: "The vault is not here",
    next: { act: press("Begin a new vault here…"), settled: "Begin a new vault here?" },
  },
  {
    name: "library with files over it",
    route: "/library",
    settled: "Refund assistant",
    next: {
      act: (page) => says(page, { what: "hover", files: 3 }),
      settled: "Drop to import 3 files",
    },
  },
  {
    name: "vault damaged, with files over it",
    route: "/library",
    options: { vault: "damaged" },
    settled: "The vault is damaged",
    next: {
      act: (page) => says(page, { what: "hover", files: 1 }),
      settled: "Importing needs an open vault",
    },
  },
  {
    name: "vault damaged, with its checks",
    route: "/library",
    options: { vault: "damaged" },
    settled: "The vault is damaged",
    next: { act: press("Check now"), settled: "Check again" },
  },
  {
    name: "library whose vault cannot be read any more",
    route: "/library",
    options: { unreadable: "unreachable" },
    settled: "The vault's folder cannot be reached",
  },
  {
    name: "library whose sync fails",
    route: "/library",
    options: {
      trouble: {
        code: "forbidden",
        message: "review.acme.example does not allow this: members may not",
        hint: "Ask an administrator which role you have at the server.",
      },
    },
    settled: "Sync fails",
  },
  {
    name: "library with more filters",
    route: "/library?flagged=yes&offline=no",
    settled: "Not offline",
    next: { act: press("+ Filter"), settled: "Any time" },
  },
  {
    name: "library with a long filter unfolded",
    route: "/library",
    settled: "Refund assistant",
    next: { act: unfoldFilter, settled: "Fewer" },
  },
  {
    name: "what was dropped",
    route: "/library",
    settled: "Refund assistant",
    next: {
      act: (page) => says(page, { what: "dropped", names: ["runs.jsonl", "\u202efdp.exe"] }),
      settled: "Import 2 files",
    },
  },
  {
    name: "a screen that stopped working",
    route: "/settings",
    settled: "Appearance",
    fault: /reading 'map'/,
    next: { act: nonsense, settled: "This screen stopped working" },
  },
  {
    name: "first start",
    route: "/library",
    options: { connection: "none", recordings: 0 },
    settled: "Sign in to your server",
  },
  { name: "library", route: "/library", settled: "Refund assistant" },
  {
    name: "library offline",
    route: "/library",
    options: { connection: "offline" },
    settled: "Offline since 09:12",
  },
  {
    name: "library empty",
    route: "/library",
    options: { recordings: 0 },
    settled: "0 recordings",
  },
  { name: "library by title", route: "/library?order=title_descending", settled: "Support triage" },
  { name: "library failing", route: "/library", options: { fail: { list: gone } }, settled: /went away/ },
  { name: "library loading", route: "/library", options: { silent: ["list"] }, settled: "60 recordings" },
  {
    name: "library cards, filtered",
    route: "/library?view=cards&kind=agent",
    settled: "Refund assistant",
  },
  {
    name: "library with jobs",
    route: "/library",
    options: { jobs: true },
    settled: "Making available offline",
  },
  {
    name: "library with a selection",
    route: "/library",
    settled: "Refund assistant",
    next: { press: ["x", "j", "x"], settled: "2 selected" },
  },
  {
    name: "what an import made",
    route: "/library",
    options: { choose: "files", stepMs: 5 },
    settled: "Refund assistant",
    next: { press: ["Control+k", ..."import rec", "Enter"], settled: "3 events were left out" },
  },
  {
    name: "what a download takes",
    route: "/library",
    settled: "Refund assistant",
    next: { press: ["Control+k", ..."all that is listed", "Enter"], settled: /will be kept in the vault/ },
  },
  { name: "search", route: "/search?q=order", settled: /hits/ },
  { name: "search without hits", route: "/search?q=zzzz", settled: /nothing/i },
  { name: "web session", route: `/recordings/${KNOWN.web}`, settled: "Order 88231" },
  {
    name: "web session with its moments",
    route: `/recordings/${KNOWN.web}`,
    settled: "They clicked 4 times",
    next: { press: ["]"], settled: "4 clicks on" },
  },
  {
    name: "web session whose moments are loading",
    route: `/recordings/${KNOWN.web}`,
    options: { silent: ["insight"] },
    settled: "Order 88231",
  },
  {
    name: "web session whose moments cannot be read",
    route: `/recordings/${KNOWN.web}`,
    options: { fail: { insight: gone } },
    settled: "Summary and moments could not be read",
  },
  {
    name: "flag dialog",
    route: `/recordings/${KNOWN.web}`,
    settled: "They clicked 4 times",
    next: { press: ["f"], settled: "Flag for review" },
  },
  {
    name: "note dialog",
    route: `/recordings/${KNOWN.web}`,
    settled: "They clicked 4 times",
    next: { press: ["n"], settled: /^Note at / },
  },
  {
    name: "agent run with an open event and its tree",
    route: `/recordings/${KNOWN.run}`,
    settled: "Refund assistant",
    next: { act: unfoldEvent, settled: /^\d+ members?$/ },
  },
  {
    name: "agent run whose lanes are walked",
    route: `/recordings/${KNOWN.run}`,
    settled: "Refund assistant",
    next: { act: walkLanes, settled: / of \d+ in Requests/ },
  },
  { name: "agent run", route: `/recordings/${KNOWN.run}`, settled: "Refund assistant" },
  { name: "conversation", route: `/recordings/${KNOWN.conversation}`, settled: "Airline desk" },
  { name: "screen", route: `/recordings/${KNOWN.screen}`, settled: "Production server" },
  { name: "recording not offline", route: `/recordings/${KNOWN.uncached}`, settled: "Settings, admin" },
  { name: "hostile recording", route: `/recordings/${KNOWN.hostile}`, settled: "U+202E" },
  { name: "broken recording", route: `/recordings/${KNOWN.broken}`, settled: /segment 2/ },
  { name: "unknown recording", route: "/recordings/rec-9999", settled: /no recording rec-9999/ },
  { name: "queue", route: "/queue", settled: "Deleted 3 order records" },
  {
    name: "queue with competing verdicts",
    route: `/queue/${KNOWN.competing.replace("rec-", "review-")}`,
    settled: /2 verdicts compete/,
  },
  {
    name: "web session with 35 hours of nothing",
    route: `/recordings/${KNOWN.web}`,
    options: { awayMs: 35.5 * 3_600_000 },
    settled: /A stretch of 35 h .* is drawn small/,
    next: { press: ["]", "z", "z"], settled: "4×" },
  },
  {
    name: "queue empty",
    route: "/queue",
    options: { recordings: 0 },
    settled: "0 recordings",
  },
  {
    name: "queue as member",
    route: "/queue",
    options: { role: "member" },
    settled: "Deleted 3 order records",
  },
  {
    name: "queue with a verdict that lacks its reason",
    route: `/queue/${KNOWN.run.replace("rec-", "review-")}`,
    settled: "Submit and next",
    next: { press: ["2", "Control+Enter"], settled: "Choose a reason." },
  },
  { name: "queue failing", route: "/queue", options: { fail: { queue: gone } }, settled: /went away/ },
  { name: "queue with a review that is not there", route: "/queue/review-9999", settled: "no such review" },
  {
    name: "agent run of 100,000 events",
    route: `/recordings/${KNOWN.long}`,
    settled: "100,000 events",
  },
  { name: "analytics", route: "/analytics", settled: "Top pages" },
  {
    name: "analytics of the server",
    route: "/analytics?source=server",
    settled: "All recordings at review.acme.example",
  },
  {
    name: "analytics offline",
    route: "/analytics?source=server",
    options: { connection: "offline" },
    settled: "The server was not asked",
  },
  {
    name: "analytics signed out",
    route: "/analytics?source=server",
    options: { connection: "signed out" },
    settled: "Nobody is signed in to a server",
  },
  {
    name: "analytics empty",
    route: "/analytics",
    options: { recordings: 0 },
    settled: "There is nothing to count",
  },
  {
    name: "analytics failing",
    route: "/analytics",
    options: { fail: { numbers: gone } },
    settled: /went away/,
  },
  { name: "analytics loading", route: "/analytics", options: { silent: ["numbers"] }, settled: "Counting…" },
  { name: "outbox", route: "/outbox", options: { connection: "offline" }, settled: "in the order" },
  { name: "outbox parked", route: "/outbox", options: { outbox: "parked" }, settled: "Parked" },
  { name: "outbox empty", route: "/outbox", options: { outbox: "empty" }, settled: "Nothing waits" },
  { name: "outbox failing", route: "/outbox", options: { fail: { outbox: gone } }, settled: /went away/ },
  {
    name: "heatmap",
    route: "/heatmap",
    options: { connection: "offline" },
    settled: "main > button.restore",
  },
  { name: "heatmap of the server", route: "/heatmap", settled: "On the server: 40 recordings" },
  { name: "heatmap of a recording", route: `/heatmap?recording=${KNOWN.web}`, settled: "1 recording" },
  { name: "heatmap of scroll depth", route: "/heatmap?layer=scroll", settled: "61 % deep" },
  { name: "heatmap without data", route: "/heatmap?layer=dead", settled: "No data" },
  { name: "heatmap failing", route: "/heatmap", options: { fail: { heatmap: gone } }, settled: /went away/ },
  {
    name: "heatmap counting",
    route: "/heatmap",
    options: { silent: ["heatmap"] },
    settled: "Ask the server",
  },
  { name: "settings", route: "/settings", settled: "Appearance" },
  {
    name: "settings with checks",
    route: "/settings",
    settled: "Appearance",
    next: { act: press("Check now"), settled: "Check again" },
  },
  {
    name: "sign-in dialog",
    route: "/settings",
    options: { connection: "signed out" },
    settled: "Sign in again…",
    next: { act: press("Sign in again…"), settled: "An administrator makes it at the server." },
  },
  {
    name: "sign-out dialog",
    route: "/settings",
    settled: "Appearance",
    next: { act: press("Sign out…"), settled: "Stay signed in" },
  },
  {
    name: "sign-in to a server that does not encrypt",
    route: "/settings",
    options: {
      connection: "none",
      fail: { signIn: { code: "cleartext", message: "http://review.example is not encrypted" } },
    },
    settled: "Sign in…",
    next: { act: signIn, settled: "This server does not encrypt" },
  },
  {
    name: "settings signed out",
    route: "/settings",
    options: { connection: "signed out" },
    settled: "Sign in again…",
  },
  {
    name: "settings without a server",
    route: "/settings",
    options: { connection: "none" },
    settled: "Sign in…",
  },
  { name: "about", route: "/about", settled: /\d{3} parts made by others/ },
  { name: "nothing at this place", route: "/elsewhere", settled: "There is nothing at this place" },
  {
    name: "palette",
    route: "/outbox",
    settled: "in the order",
    next: { press: ["Control+k"], settled: "Go to the library" },
  },
  { name: "keys", route: "/outbox", settled: "in the order", next: { press: ["?"], settled: "Anywhere" } },
];

async function unfoldFilter(page: Page) {
  // At 200 % the filters are put away behind their button.
  const opener = page.getByRole("button", { name: "Filters", exact: true });
  if (await opener.isVisible()) await opener.click();
  await page
    .getByRole("navigation", { name: "Filters" })
    .getByRole("button", { name: /more…$/ })
    .first()
    .click();
}

/** Has the host answer nonsense, which no screen can draw. */
async function nonsense(page: Page) {
  await page.evaluate(() => {
    const { fake } = window as unknown as { fake: FakeHost };
    fake.doctor = (async () => ({ items: null, total: 0 })) as unknown as FakeHost["doctor"];
  });
  await page.getByRole("button", { name: "Check now" }).click();
}

async function unfoldEvent(page: Page) {
  const events = page.getByRole("radio", { name: "Events" });
  await events.focus();
  await page.keyboard.press("Space");
  await page.getByRole("treegrid", { name: "Events" }).focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.getByRole("tree").first().waitFor();
}

async function walkLanes(page: Page) {
  await page.getByRole("application", { name: /^Lanes:/ }).focus();
  await page.keyboard.press("ArrowRight");
}

async function signIn(page: Page) {
  await page.getByRole("button", { name: "Sign in…" }).first().click();
  await page.getByRole("textbox", { name: "Server", exact: true }).fill("http://review.example");
  await page.getByLabel("Token", { exact: true }).last().fill("not-a-real-token");
  await page.getByRole("button", { name: "Sign in", exact: true }).last().click();
}

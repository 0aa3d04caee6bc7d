// Records the web sessions: `npm ci && node record.mjs [sessionId…]` writes web/<sessionId>.json.gz.
// README.md says what each of them is.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { launch, open, SITE } from './recording/browser.mjs';
import customers from './recording/customers.mjs';
import { Hand, sleep } from './recording/hand.mjs';
import staff from './recording/staff.mjs';

const OUT = path.join(path.dirname(fileURLToPath(import.meta.url)), 'web');
const SESSIONS = [...staff, ...customers];
const EXPORTED_AFTER_MS = 5 * 60_000;
const META = 4;
const INCREMENTAL = 3;
const CUSTOM = 5;
const MOUSE_INTERACTION = 2;
const CLICK = 2;

/** The clock of a recording: real time, moved to the session's date, with the pauses that were not sat through. */
class Clock {
  #skips = [];

  skip(ms) { this.#skips.push({ from: Date.now(), ms }); }

  /** Moves every event so that the first one stands at `startMs`; returns them in the order of time. */
  settle(events, startMs) {
    const skipped = (at) => this.#skips.reduce((sum, skip) => sum + (at >= skip.from ? skip.ms : 0), 0);
    const first = Math.min(...events.map((event) => event.timestamp));
    return events
      .map((event) => ({ ...event, timestamp: event.timestamp - first + skipped(event.timestamp) + startMs }))
      .sort((a, b) => a.timestamp - b.timestamp);
  }
}

function summary(session, events) {
  const [start, end] = [events[0].timestamp, events.at(-1).timestamp];
  const views = events.filter((event) => event.type === CUSTOM && event.data.tag === 'pageview').map((event) => event.data.payload.path);
  const clicks = events.filter((event) => event.type === INCREMENTAL && event.data.source === MOUSE_INTERACTION && event.data.type === CLICK);
  const { deviceType, browser, os } = session.device;
  const { actorId, actorType, actorEmail, serviceSlug, countryCode } = session.who;
  return {
    sessionId: session.sessionId, actorId, actorType, actorEmail, serviceSlug,
    startedAt: new Date(start).toISOString(), endedAt: new Date(end).toISOString(), durationSeconds: Math.round((end - start) / 1000),
    totalEvents: events.length, pageViews: views.length, clicks: clicks.length, entryPage: views[0], exitPage: views.at(-1),
    browser, os, deviceType, countryCode, status: 'ended',
  };
}

async function record(browser, session) {
  const clock = new Clock();
  const taken = [];
  const { context, page } = await open(browser, { device: session.device, masks: session.masks, take: (event) => taken.push(event) });
  await session.play(page, new Hand(page, { seed: session.seed, clock }));
  await sleep(700);
  await context.close();

  const events = clock.settle(taken, Date.parse(session.start));
  const foreign = events.find((event) => event.type === META && !event.data.href.startsWith(SITE));
  if (foreign) throw new Error(`${session.sessionId}: recorded a page that is not ours, ${foreign.data.href}`);
  const metadata = summary(session, events);
  const exportedAt = new Date(events.at(-1).timestamp + EXPORTED_AFTER_MS).toISOString();
  return { version: '1.0', exportedAt, sessionId: session.sessionId, metadata, events };
}

const wanted = process.argv.slice(2);
await mkdir(OUT, { recursive: true });
const browser = await launch();
try {
  for (const session of SESSIONS.filter((s) => wanted.length === 0 || wanted.includes(s.sessionId))) {
    const exported = await record(browser, session);
    const text = JSON.stringify(exported);
    const packed = gzipSync(text, { level: 9 });
    await writeFile(path.join(OUT, `${session.sessionId}.json.gz`), packed);
    const { totalEvents, durationSeconds, pageViews, clicks } = exported.metadata;
    console.log(`${session.sessionId}: ${totalEvents} events, ${durationSeconds} s, ${pageViews} pages, ${clicks} clicks, ${text.length} bytes, ${packed.length} packed`);
  }
} finally {
  await browser.close();
}

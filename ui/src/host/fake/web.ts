// A web session made by hand: two pages, an order that gets deleted, a console that talks, thirteen idle minutes.

import type { Stretch, Track, WindowHead } from "../../contract";

export interface RrwebEvent {
  type: number;
  data: unknown;
  timestamp: number;
}

const WINDOW_MS = 30_000;
const MINUTE = 60_000;
const NEXT_PAGE_MS = 18 * MINUTE;

const CSS = `
  body { margin: 0; font: 15px/1.5 sans-serif; color: #222; background: #fff; }
  header { padding: 14px 24px; background: #14324f; color: #fff; }
  main { max-width: 760px; padding: 24px; }
  table { width: 100%; border-collapse: collapse; margin: 16px 0; }
  td { padding: 8px 4px; border-bottom: 1px solid #ddd; }
  button { padding: 8px 16px; border: 0; border-radius: 6px; background: #14324f; color: #fff; }
  .gone { color: #b3261e; font-weight: bold; }
`;

let id = 0;
const text = (textContent: string) => ({ type: 3, textContent, id: ++id });
const element = (tagName: string, childNodes: object[], attributes: Record<string, string> = {}) => ({
  type: 2,
  tagName,
  attributes,
  childNodes,
  id: ++id,
});

/** Ids that the mutations below speak of. */
interface Page {
  node: object;
  line: number;
  list: number;
  body: number;
}

function page(title: string, rows: readonly [string, string][], hostile: string | undefined): Page {
  id = 0;
  const line = text(hostile ?? "Everything is in order.");
  const list = element(
    "table",
    rows.map(([name, value]) => element("tr", [element("td", [text(name)]), element("td", [text(value)])])),
  );
  const body = element("body", [
    element("header", [text("Acme Orders")]),
    element("main", [
      element("h1", [text(title)]),
      element("p", [line], { class: "state" }),
      list,
      element("button", [text("Restore")], { type: "button" }),
    ]),
  ]);
  const style = element("style", [], { _cssText: CSS });
  const html = element("html", [element("head", [element("title", [text(title)]), style]), body], {
    lang: "en",
  });
  const node = {
    type: 0,
    childNodes: [{ type: 1, name: "html", publicId: "", systemId: "", id: ++id }, html],
    id: ++id,
  };
  return { node, line: line.id, list: list.id, body: body.id };
}

/** The events of a session of this length, each time in ms since 1970; its person is away for `awayMs` longer. */
export function webEvents(startedMs: number, durationMs: number, hostile?: string, awayMs = 0): RrwebEvent[] {
  const nextPageMs = NEXT_PAGE_MS + awayMs;
  const order = page(
    "Order 88231",
    [
      ["Customer", "••••• ••••••"],
      ["Total", "€ 412.00"],
    ],
    hostile,
  );
  const events: RrwebEvent[] = [];
  const tell = (atMs: number, type: number, data: unknown) => {
    if (atMs <= durationMs) events.push({ type, data, timestamp: startedMs + atMs });
  };
  const log = (atMs: number, level: string, words: string) =>
    tell(atMs, 6, {
      plugin: "rrweb/console@1",
      payload: { level, payload: [JSON.stringify(words)], trace: [] },
    });
  const say = (atMs: number, on: Page, value: string) =>
    tell(atMs, 3, { source: 0, texts: [{ id: on.line, value }], attributes: [], removes: [], adds: [] });
  const move = (atMs: number, x: number, y: number, on: Page) =>
    tell(atMs, 3, { source: 1, positions: [{ x, y, id: on.body, timeOffset: 0 }] });

  tell(0, 4, { href: "https://orders.acme.example/orders/88231", width: 1024, height: 640 });
  tell(0, 2, { node: order.node, initialOffset: { left: 0, top: 0 } });
  log(800, "info", "orders 4.12 started");
  for (let at = 1_000; at < 5 * MINUTE; at += 1_500)
    move(at, 200 + ((at / 40) % 500), 120 + ((at / 90) % 300), order);
  say(20_000, order, "Looking for duplicates…");
  log(31_000, "warn", "2 similar orders");
  for (let row = 0; row < 3; row += 1) {
    const td = { type: 2, tagName: "td", attributes: {}, childNodes: [], id: 1000 + row * 10 + 1 };
    const at = 40_000 + row * 8_000;
    tell(at, 3, {
      source: 0,
      texts: [],
      attributes: [],
      removes: [],
      adds: [
        {
          parentId: order.list,
          nextId: null,
          node: { type: 2, tagName: "tr", attributes: {}, childNodes: [], id: 1000 + row * 10 },
        },
        { parentId: 1000 + row * 10, nextId: null, node: td },
        {
          parentId: td.id,
          nextId: null,
          node: { type: 3, textContent: `Similar order ${88232 + row}`, id: td.id + 1 },
        },
      ],
    });
  }
  tell(4 * MINUTE, 5, { tag: "permission-asked", payload: { what: "delete 3 records" } });
  say(5 * MINUTE, order, "Waiting for a person.");

  const gone = page(
    "Order 88231",
    [
      ["Customer", "••••• ••••••"],
      ["State", "Deleted"],
    ],
    hostile,
  );
  tell(nextPageMs, 4, {
    href: "https://orders.acme.example/orders/88231?view=history",
    width: 1024,
    height: 640,
  });
  tell(nextPageMs, 2, { node: gone.node, initialOffset: { left: 0, top: 0 } });
  say(nextPageMs + 42_000, gone, "Three orders were deleted.");
  log(nextPageMs + 43_000, "error", "DELETE /orders 200 (3 rows)");
  for (let at = nextPageMs + 1_000; at < durationMs; at += 2_500)
    move(at, 300 + ((at / 30) % 400), 200 + ((at / 80) % 200), gone);
  if (durationMs > 0) tell(durationMs, 5, { tag: "end", payload: {} });
  return events.sort((one, other) => one.timestamp - other.timestamp);
}

/** The window around a time: from the last snapshot before it to its end. */
export function windowOf(
  events: readonly RrwebEvent[],
  startedMs: number,
  durationMs: number,
  atMs: number,
): { head: WindowHead; events: ArrayBuffer } {
  const from = Math.min(Math.max(0, Math.round(atMs)), durationMs);
  const to = Math.min(durationMs, (Math.floor(from / WINDOW_MS) + 1) * WINDOW_MS);
  const snapshot = events.findLastIndex((event) => event.type === 2 && event.timestamp <= startedMs + from);
  const first = Math.max(0, snapshot - 1);
  const part = events.slice(first).filter((event) => event.timestamp <= startedMs + to);
  const keyframe = (events[first]?.timestamp ?? startedMs) - startedMs;
  return {
    head: { from_ms: from, to_ms: to, keyframe_ms: keyframe, started_ms: startedMs, unreadable: 0 },
    events: new TextEncoder().encode(JSON.stringify(part)).buffer,
  };
}

const IDLE_MS = 10_000;
const CLOCK_JUMP_MS = 30 * 24 * 3_600_000;

/** Activity, as the host computes it for any kind. */
export function trackOf(timesMs: readonly number[], durationMs: number, idleMs = IDLE_MS): Track {
  const density = new Array<number>(240).fill(0);
  const idle: Stretch[] = [];
  let before = 0;
  for (const at of [...timesMs, durationMs]) {
    if (at - before >= idleMs) idle.push({ from_ms: before, to_ms: at });
    before = at;
  }
  for (const at of timesMs) {
    const part = durationMs > 0 ? Math.min(239, Math.floor((at / durationMs) * 240)) : 0;
    density[part] = (density[part] ?? 0) + 1;
  }
  const each = Math.max(1, Math.ceil(timesMs.length / 5_000));
  return {
    duration_ms: durationMs,
    density,
    ticks_ms: timesMs.filter((_, index) => index % each === 0),
    idle,
    idle_ms: idleMs,
    ...activeOf(timesMs, durationMs, idle),
    clock_jumps: idle.filter(({ from_ms, to_ms }) => to_ms - from_ms >= CLOCK_JUMP_MS),
  };
}

function activeOf(timesMs: readonly number[], durationMs: number, idle: readonly Stretch[]) {
  const before = (at: number) =>
    idle.reduce((sum, { from_ms, to_ms }) => sum + Math.max(0, Math.min(at, to_ms) - from_ms), 0);
  const active_ms = durationMs - before(durationMs);
  const active_density = new Array<number>(240).fill(0);
  for (const at of timesMs.filter((at) => !idle.some(({ from_ms, to_ms }) => from_ms < at && at < to_ms))) {
    const part = Math.min(239, Math.floor(((at - before(at)) / Math.max(1, active_ms)) * 240));
    active_density[part] = (active_density[part] ?? 0) + 1;
  }
  return { active_ms, active_density };
}

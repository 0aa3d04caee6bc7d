// What the host makes of the session in `web.ts`: its console, its addresses, its own events.

import type { Fact, Facts } from "../../contract";
import type { RrwebEvent } from "./web";

interface Told {
  href?: string;
  tag?: string;
  payload?: { level?: string; payload?: string[] };
}

export function factsOf(events: readonly RrwebEvent[], startedMs: number): Facts {
  const items = events.flatMap(({ type, data, timestamp }): Fact[] => {
    const at_ms = timestamp - startedMs;
    const { href, tag, payload } = data as Told;
    if (type === 4 && href) return [{ at_ms, kind: "page", text: href }];
    if (type === 5 && tag) return [{ at_ms, kind: "event", text: `${tag} ${JSON.stringify(payload)}` }];
    if (type !== 6 || !payload?.payload) return [];
    const text = payload.payload.map((word) => JSON.parse(word)).join(" ");
    return [{ at_ms, kind: "console", level: payload.level, text }];
  });
  return { items, total: items.length, left_out: 0 };
}

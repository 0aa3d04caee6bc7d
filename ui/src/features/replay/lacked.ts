// What the replay of a session lacks: what its recordings lack, put together.

import type { LackView } from "../../contract";
import type { Told } from "./useReplay";

/** One for each kind, on the clock of the opened recording, in the order in which they came. */
export function lacksOf(told: readonly Pick<Told, "offsetMs" | "insight">[]): LackView[] {
  const kinds = new Map<string, LackView>();
  for (const { offsetMs, insight } of told) {
    for (const lack of insight?.lacks ?? []) {
      const first_ms = Math.max(0, lack.first_ms + offsetMs);
      const known = kinds.get(lack.kind);
      kinds.set(lack.kind, {
        kind: lack.kind,
        count: lack.count + (known?.count ?? 0),
        first_ms: Math.min(first_ms, known?.first_ms ?? first_ms),
        examples: [...(known?.examples ?? []), ...lack.examples],
      });
    }
  }
  return [...kinds.values()];
}

import type { Tone } from "../../components";
import type { IconName } from "../../components/Icon";
import type { OutboxItem, OutboxState } from "../../contract";

const KINDS: Record<string, { word: string; icon: IconName }> = {
  flag: { word: "Flag", icon: "flag" },
  note: { word: "Note", icon: "note" },
  verdict: { word: "Verdict", icon: "verdict" },
  claim: { word: "Claim", icon: "person" },
  release: { word: "Release", icon: "person" },
  recording: { word: "Recording", icon: "upload" },
};

export function kindOf(item: Pick<OutboxItem, "kind">): { word: string; icon: IconName } {
  return KINDS[item.kind] ?? { word: item.kind, icon: "outbox" };
}

export const STATES: Record<OutboxState, { word: string; tone: Tone }> = {
  queued: { word: "Waiting", tone: "low" },
  sending: { word: "Sending", tone: "ok" },
  parked: { word: "Parked", tone: "critical" },
};

/** Parked ones first: they need a person. The rest in the order in which it goes up. */
export function inOrder(items: readonly OutboxItem[]): { parked: OutboxItem[]; waiting: OutboxItem[] } {
  return {
    parked: items.filter((item) => item.state === "parked"),
    waiting: items.filter((item) => item.state !== "parked"),
  };
}

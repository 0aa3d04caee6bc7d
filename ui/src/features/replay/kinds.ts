// The kinds of moments, in words and shapes. The table of what each means is Rust's: `moments/definitions.rs`.

import { counted } from "../../components/format";
import type { LackView } from "../../contract";

/** What a kind has in common with others: those of a group share a colour. */
export type KindGroup = "person" | "error" | "request" | "click" | "place";

/** What a kind is drawn as: see `KindShape`. Groups never share one, so that colour is never needed. */
export type Shape = "triangle" | "dot" | "cross" | "diamond" | "hollowDiamond" | "ring" | "square" | "tick";

export interface KindLook {
  word: string;
  many: string;
  group: KindGroup;
  shape: Shape;
  /** How much it is worth looking at, where no host says so. */
  score: number;
}

const look = (word: string, group: KindGroup, shape: Shape, score: number, many = `${word}s`): KindLook => ({
  word,
  many,
  group,
  shape,
  score,
});

export const KINDS = {
  flag: look("Flag", "person", "triangle", 100),
  note: look("Note", "person", "dot", 95),
  error: look("Error", "error", "cross", 85),
  failed_operation: look("Failed operation", "error", "cross", 80),
  javascript_error: look("JavaScript error", "error", "cross", 75),
  rage_click: look("Rage click", "click", "ring", 70),
  agent_request: look("Agent request", "request", "diamond", 65),
  form_abandon: look("Form abandon", "click", "square", 60),
  console_error: look("Console error", "error", "cross", 50),
  answer: look("Answer", "request", "hollowDiamond", 45),
  dead_click: look("Dead click", "click", "ring", 40),
  navigation: look("Navigation", "place", "tick", 10),
} as const satisfies Record<string, KindLook>;

export type MomentKind = keyof typeof KINDS;

/** How a kind looks; one that this window does not know yet is named by its own name. */
export function lookOf(kind: string): KindLook {
  if (Object.hasOwn(KINDS, kind)) return KINDS[kind as MomentKind];
  return look(asWords(kind), "place", "tick", 0, asWords(kind));
}

export const LACKS = {
  remote_image: ["picture from elsewhere", "pictures from elsewhere"],
  remote_font: ["font from elsewhere", "fonts from elsewhere"],
  remote_stylesheet: ["style sheet that could not be read", "style sheets that could not be read"],
  frame: ["frame of another site", "frames of other sites"],
  canvas: ["canvas without its picture", "canvases without their pictures"],
  media: ["video or sound", "videos or sounds"],
  masked_input: ["field with masked text", "fields with masked text"],
  blocked: ["part that the recorder left out", "parts that the recorder left out"],
  not_replayed: ["change that could not be replayed", "changes that could not be replayed"],
} as const satisfies Record<string, readonly [string, string]>;

/** Things that are told apart end here: `COUNTED` in `fidelity/mod.rs`. */
const COUNTED = 10_000;

/** `3 pictures from elsewhere` */
export function lackWords({ kind, count }: Pick<LackView, "kind" | "count">): string {
  const least = count >= COUNTED ? "at least " : "";
  if (!Object.hasOwn(LACKS, kind)) return `${least}${count} × ${asWords(kind).toLowerCase()}`;
  const [one, many] = LACKS[kind as keyof typeof LACKS];
  return `${least}${counted(count, one, many)}`;
}

function asWords(kind: string): string {
  const words = kind.replaceAll("_", " ").trim();
  return words === "" ? "Moment" : words.charAt(0).toUpperCase() + words.slice(1);
}

// Whether the recordings of a session fit beside each other. The figures are those of Stage.module.css.

import type { Kind } from "../../contract";

/** Narrower than this neither a run nor a page can be read. */
const LEAST = 300;
const GAP = 12;
/** A web page gets more than a run; a screen is a few words of this width. */
const WEB_GROWS = 1.4;
const SCREEN = 180;

/** `width` is the stage's in CSS pixels, its padding with it. */
export function fitsBeside(together: readonly { kind: Kind }[], width: number): boolean {
  if (together.length < 2) return true;
  const screens = together.filter(({ kind }) => kind === "screen").length;
  const webs = together.filter(({ kind }) => kind === "web").length;
  const agents = together.length - screens - webs;
  const room = width - GAP * (together.length + 1) - SCREEN * screens;
  const share = room / Math.max(1, agents + webs * WEB_GROWS);
  return room >= 0 && share * (agents > 0 ? 1 : WEB_GROWS) >= LEAST;
}

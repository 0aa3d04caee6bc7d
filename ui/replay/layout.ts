// How the recorded page is laid out: numbers and rrweb's ids, nothing of what it holds.

import type { Replayer } from "rrweb";
import { BOXES_MOST, type FrameBox } from "../src/features/replay/messages";

/** Elements that are looked at: a page of more is told without the rest. */
const ELEMENTS_MOST = 50_000;
/** As high as a page is shown. */
const HEIGHT_MOST = 16_000;

export interface Layout {
  height: number;
  frames: FrameBox[];
  fixed: number[];
}

/** Lays the page out in its whole height, and measures it. `viewport` is the height at which it was recorded. */
export function layOut(replayer: Replayer, viewport: number): Layout | null {
  const page = replayer.iframe.contentDocument;
  const view = replayer.iframe.contentWindow;
  if (!page?.documentElement || !view) return null;
  // Where the pointer was is no part of the page.
  replayer.wrapper.querySelector(".replayer-mouse")?.setAttribute("hidden", "");
  // At its recorded height: what is as high as the window would grow with it.
  replayer.iframe.setAttribute("height", String(viewport));
  view.scrollTo(0, 0);
  const height = Math.max(page.documentElement.scrollHeight, page.body?.scrollHeight ?? 0, viewport);
  const mirror = replayer.getMirror();
  const frames: FrameBox[] = [];
  const fixed: number[] = [];
  const all = page.getElementsByTagName("*");
  for (let at = 0; at < Math.min(all.length, ELEMENTS_MOST); at += 1) {
    const element = all[at];
    const id = element ? mirror.getId(element) : -1;
    if (!element || id < 0) continue;
    if (fixed.length < BOXES_MOST && view.getComputedStyle(element).position === "fixed") fixed.push(id);
    if (frames.length < BOXES_MOST && element.tagName === "IFRAME") {
      const box = element.getBoundingClientRect();
      frames.push({
        id,
        left: box.left + element.clientLeft,
        top: box.top + element.clientTop,
        isFixed: isWithin(element, view),
      });
    }
  }
  replayer.iframe.setAttribute("height", String(Math.min(height, HEIGHT_MOST)));
  return { height: Math.min(height, 100_000), frames, fixed };
}

/** Whether it, or anything around it, is fixed. */
function isWithin(element: Element, view: Window): boolean {
  for (let at: Element | null = element; at; at = at.parentElement) {
    if (view.getComputedStyle(at).position === "fixed") return true;
  }
  return false;
}

import { cleanup, configure } from "@testing-library/react";
import { afterEach } from "vitest";

afterEach(cleanup);
// How long a condition is awaited before it counts as missing; a busy machine must not decide a test.
configure({ asyncUtilTimeout: 10_000 });

// jsdom draws nothing: it knows neither modal dialogs nor what fits on a screen.
if (!HTMLDialogElement.prototype.showModal) {
  HTMLDialogElement.prototype.showModal = function showModal() {
    this.open = true;
  };
  HTMLDialogElement.prototype.close = function close() {
    this.open = false;
    this.dispatchEvent(new Event("close"));
  };
}
window.matchMedia ??= (media: string) => Object.assign(new EventTarget(), mediaList(media)) as MediaQueryList;

function mediaList(media: string) {
  return { matches: false, media, onchange: null };
}
Element.prototype.scrollIntoView ??= () => {};

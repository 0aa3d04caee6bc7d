// The window over the fake host: `fake.html?options={"connection":"offline"}#/library`.

import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "../src/app/App";
import { keepTheme } from "../src/app/appearance";
import { type FakeHost, type FakeOptions, fakeHost, NOW } from "../src/host/fake";
import "../src/styles/base.css";

declare global {
  interface Window {
    /** For tests that change the world while the window is open. */
    fake: FakeHost;
  }
}

const asked = new URLSearchParams(location.search).get("options");
const options: FakeOptions = asked ? JSON.parse(asked) : {};
// The router takes the rest of the address for the place's own.
history.replaceState(null, "", location.pathname + location.hash);
globalThis.Date = class extends Date {
  /** It is always now in the fake world. */
  constructor(...given: [] | [number | string | Date]) {
    super(...((given.length === 0 ? [NOW] : given) as [string]));
  }

  static override now = () => Date.parse(NOW);
} as DateConstructor;
window.fake = fakeHost(options);
keepTheme();
const place = document.getElementById("root");
if (!place) throw new Error("fake.html has no #root");
createRoot(place).render(
  <StrictMode>
    <App host={window.fake} />
  </StrictMode>,
);

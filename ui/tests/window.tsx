// The window over the fake host in jsdom.

import { createMemoryHistory } from "@tanstack/react-router";
import { render } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { App } from "../src/app/App";
import { type FakeOptions, fakeHost } from "../src/host/fake";

export function openAt(route: string, options: FakeOptions = {}) {
  const host = fakeHost({ stepMs: 5, ...options });
  const view = render(<App host={host} history={createMemoryHistory({ initialEntries: [route] })} />);
  const calls = (name: string) => host.calls.filter((call) => call.name === name).map((call) => call.args);
  return { ...view, host, calls, user: userEvent.setup() };
}

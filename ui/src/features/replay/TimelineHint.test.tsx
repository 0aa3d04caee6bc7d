import { render } from "@testing-library/react";
import { expect, it } from "vitest";
import type { Mark } from "./marks";
import { TimelineHint } from "./TimelineHint";

const lead: Mark = { atMs: 22_000, kind: "rage_click", score: 70, label: "4 clicks on \u202egpj <b>x</b>" };

function words(props: Partial<Parameters<typeof TimelineHint>[0]>): string {
  return render(<TimelineHint x={5} atMs={22_000} width={400} {...props} />).container.textContent ?? "";
}

it("gives the time alone where there is no mark", () => {
  expect(words({})).toBe("0:22.0");
});

it("names the moment, whose label is text", () => {
  expect(words({ cluster: { x: 5, lead, count: 1 } })).toBe(
    "0:22.0Rage click: 4 clicks on U+202Egpj <b>x</b>",
  );
});

it("says how many more stand at the same place", () => {
  expect(words({ cluster: { x: 5, lead, count: 1_205 } })).toContain("+ 1,204 more here");
});

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

it("tells what the page told there, whose text is text", () => {
  const fact = { at_ms: 22_000, kind: "console", level: "warn", text: "slow\nreply <i>" } as const;
  const facts = { lead: { atMs: 22_000, fact }, count: 3 };
  expect(words({ facts })).toBe("0:22.0Warning: slow↵reply <i>+ 2 more lines");
});

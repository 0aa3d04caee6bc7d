import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { createClock } from "./clock";
import { MomentList } from "./MomentList";
import type { Mark } from "./marks";
import { kindsIn, listedOf, placeOfKey } from "./momentList";

const MARKS: Mark[] = [
  { atMs: 1_000, kind: "navigation", score: 10, label: "/orders" },
  { atMs: 2_000, kind: "rage_click", score: 70, label: "4 clicks" },
  { atMs: 3_000, kind: "error", score: 85, label: "first <b>error</b> \u202egpj" },
  { atMs: 4_000, kind: "error", score: 85, label: "second error" },
];

beforeEach(() => {
  // jsdom lays nothing out: without a height nothing of a virtual list is in sight.
  vi.spyOn(Element.prototype, "clientHeight", "get").mockReturnValue(300);
  vi.spyOn(Element.prototype, "clientWidth", "get").mockReturnValue(260);
});

function shown(props: Partial<Parameters<typeof MomentList>[0]> = {}) {
  const clock = createClock({ durationMs: 10_000 }, { next: () => () => {} });
  render(<MomentList marks={MARKS} clock={clock} loading={false} leftOut={0} untold={0} {...props} />);
  return { clock, user: userEvent.setup() };
}

const list = () => within(screen.getByRole("listbox", { name: "Moments" }));
const words = () =>
  list()
    .getAllByRole("option")
    .map((option) => option.textContent);
const current = () => list().getByRole("option", { selected: true }).textContent;

describe("the list of moments", () => {
  it("is in order of time, with the time, a word and the moment's own words", () => {
    shown();
    expect(words()[0]).toBe("Navigation0:01.0/orders");
    expect(words()).toHaveLength(4);
    expect(words()[2], "what is hostile is shown as text").toContain("<b>error</b>");
    expect(words()[2]).not.toContain("\u202e");
  });

  it("is sorted by score where that is asked for, of one score by time", async () => {
    const { user } = shown();
    await user.click(screen.getByRole("radio", { name: "Score" }));
    expect(words().map((line) => line?.slice(0, 5))).toEqual(["Error", "Error", "Rage ", "Navig"]);
    expect(words()[0]).toContain("0:03.0");
  });

  it("shows one kind where that is asked for", async () => {
    const { user } = shown();
    const kinds = screen.getByRole("combobox", { name: "Kind of moments" });
    expect(
      within(kinds)
        .getAllByRole("option")
        .map((option) => option.textContent),
    ).toEqual(["All kinds (4)", "Error (2)", "Rage click (1)", "Navigation (1)"]);
    await user.selectOptions(kinds, "Error (2)");
    expect(words()).toHaveLength(2);
  });

  it("jumps by a click", async () => {
    const { clock, user } = shown();
    await user.click(screen.getByText("second error"));
    expect(clock.get().atMs).toBe(4_000);
    expect(current()).toContain("second error");
  });

  it("jumps by Enter to what the arrows chose", async () => {
    const { clock, user } = shown();
    screen.getByRole("listbox", { name: "Moments" }).focus();
    await user.keyboard("{ArrowDown}{ArrowDown}");
    expect(clock.get().atMs, "choosing alone moves nothing").toBe(0);
    await user.keyboard("{Enter}");
    expect(clock.get().atMs).toBe(3_000);
    await user.keyboard("{End}{Enter}");
    expect(clock.get().atMs).toBe(4_000);
  });

  it("names what was not kept, and whose moments are not here", () => {
    shown({ leftOut: 1_204, untold: 1 });
    expect(screen.getByText("1,204 more of low score are not kept.")).toBeDefined();
    expect(screen.getByText("Those of 1 other recording of this session are not here.")).toBeDefined();
  });

  it("says when there is nothing", () => {
    shown({ marks: [] });
    expect(screen.getByText("Nothing stands out in it.")).toBeDefined();
    expect(screen.queryByRole("listbox")).toBeNull();
  });

  it("waits with a skeleton that comes after a moment", () => {
    shown({ loading: true });
    expect(screen.getByRole("status", { name: "Loading the moments" }).childElementCount).toBe(0);
  });
});

describe("what it shows", () => {
  it("keeps a chosen kind of which nothing is left", () => {
    expect(kindsIn([], "error")).toEqual([{ kind: "error", count: 0 }]);
    expect(listedOf(MARKS, "error", "time")).toHaveLength(2);
  });

  it.each([
    ["ArrowDown", 0, 1],
    ["ArrowUp", 0, 0],
    ["PageDown", 1, 3],
    ["Home", 3, 0],
    ["x", 0, null],
  ])("goes by %s from %i to %s", (key, from, to) => {
    expect(placeOfKey(key, from, 4)).toBe(to);
  });
});

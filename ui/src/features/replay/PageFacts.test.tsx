import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Fact, Facts } from "../../contract";
import { createClock } from "./clock";
import { PageFacts } from "./PageFacts";

const ITEMS: Fact[] = [
  { at_ms: 0, kind: "page", text: "https://a.example/orders" },
  { at_ms: 1_000, kind: "console", level: "info", text: "started" },
  { at_ms: 2_000, kind: "console", level: "warn", text: "slow <b>\u202egpj" },
  { at_ms: 3_600_000, kind: "error", text: "TypeError: rows is undefined\n    at show (orders.js:7)" },
];
const FACTS: Facts = { items: ITEMS, total: 4, left_out: 0 };

beforeEach(() => {
  // jsdom lays nothing out: without a height nothing of a virtual list is in sight.
  vi.spyOn(Element.prototype, "clientHeight", "get").mockReturnValue(300);
  vi.spyOn(HTMLElement.prototype, "offsetHeight", "get").mockReturnValue(300);
  vi.spyOn(HTMLElement.prototype, "offsetWidth", "get").mockReturnValue(260);
});

function shown(props: Partial<Parameters<typeof PageFacts>[0]> = {}) {
  const clock = createClock({ durationMs: 7_200_000 }, { next: () => () => {} });
  const onRetry = vi.fn();
  const view = (more = {}) => (
    <PageFacts clock={clock} facts={FACTS} onRetry={onRetry} asked={0} {...props} {...more} />
  );
  const { rerender } = render(view());
  return { clock, onRetry, user: userEvent.setup(), again: (more: object) => rerender(view(more)) };
}

const lines = () => screen.queryAllByRole("listitem").map((line) => line.textContent ?? "");

describe("console and pages", () => {
  it("lists all of a recording, with time, word and text, and nothing hostile works", () => {
    shown();
    expect(lines()).toHaveLength(4);
    expect(lines()[0]).toBe("0:00.0Pagehttps://a.example/orders");
    expect(lines()[2]).toContain("slow <b>");
    expect(lines()[2]).not.toContain("\u202e");
    expect(lines()[3]).toMatch(/^1:00:00.*JavaScript error.*rows is undefined/s);
    expect(screen.getByText("4 lines")).toBeDefined();
  });

  it("jumps by a click, and marks the line where the clock stands", async () => {
    const { clock, user } = shown();
    const current = () => screen.getAllByRole("button", { current: "time" }).map((line) => line.textContent);
    expect(current()[0]).toContain("https://a.example/orders");
    await user.click(screen.getByText(/rows is undefined/));
    expect(clock.get().atMs).toBe(3_600_000);
    expect(current()).toHaveLength(1);
    expect(current()[0]).toContain("rows is undefined");
  });

  it("finds words in all lines and marks them, and Escape shows all again", async () => {
    const { user } = shown();
    await user.type(screen.getByRole("searchbox", { name: "Find in console and pages" }), "ORDERS");
    expect(lines()).toHaveLength(2);
    expect(screen.getAllByText("orders").every((found) => found.tagName === "MARK")).toBe(true);
    await user.keyboard(" nobody said this");
    expect(screen.getByText("No line is of this kind and has these words.")).toBeDefined();
    await user.keyboard("{Escape}");
    expect(lines()).toHaveLength(4);
  });

  it("is narrowed to a kind, with how many there are of each", async () => {
    const { user } = shown();
    const kinds = screen.getByRole("combobox", { name: "Kind of lines" });
    expect(
      within(kinds)
        .getAllByRole("option")
        .map((option) => option.textContent),
    ).toEqual(["All lines (4)", "Errors (1)", "Warnings (1)", "Log (1)", "Pages (1)", "Events (0)"]);
    await user.selectOptions(kinds, "Errors (1)");
    expect(lines()).toHaveLength(1);
    expect(lines()[0]).toContain("TypeError");
    await user.selectOptions(kinds, "Events (0)");
    expect(lines()).toHaveLength(0);
  });

  it("unfolds a long stack by the keyboard to its last line, and folds it again", async () => {
    const frames = Array.from({ length: 40 }, (_, at) => `    at deep${at} (orders.js:${at})`);
    const stack = ["TypeError: rows is undefined", ...frames].join("\n");
    const items: Fact[] = [...ITEMS.slice(0, 2), { at_ms: 3_000, kind: "error", text: stack }];
    const { clock, user } = shown({ facts: { items, total: 3, left_out: 0 } });
    expect(screen.queryByText(/deep39/)).toBeNull();
    // What is short has nothing to unfold.
    const more = screen.getByRole("button", { name: "Show all" });
    more.focus();
    await user.keyboard("{Enter}");
    expect(screen.getByText(/deep39/)).toBeDefined();
    expect(screen.getByRole("button", { name: "Show less" }).getAttribute("aria-expanded")).toBe("true");
    expect(clock.get().atMs).toBe(0);
    await user.keyboard(" ");
    expect(screen.queryByText(/deep39/)).toBeNull();
  });

  it("says how many lines are not kept", () => {
    shown({ facts: { ...FACTS, total: 1_238, left_out: 1_234 } });
    expect(screen.getByText("1,234 more that say less are not kept.")).toBeDefined();
  });

  it("says that it is loading, that there is nothing, and why there is none", async () => {
    const { again, onRetry, user } = shown({ facts: undefined });
    expect(screen.getByRole("status", { name: "Loading console and pages" })).toBeDefined();
    again({ facts: { items: [], total: 0, left_out: 0 } });
    expect(screen.getByText("The page told nothing.")).toBeDefined();
    again({ facts: undefined, failure: { code: "vault", message: "the vault is closed" } });
    expect(within(screen.getByRole("alert")).getByText("The vault is closed.")).toBeDefined();
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(onRetry).toHaveBeenCalledOnce();
  });

  it("takes the focus into its field when it is asked to", () => {
    const { again } = shown();
    again({ asked: 1 });
    expect(document.activeElement).toBe(screen.getByRole("searchbox"));
  });
});

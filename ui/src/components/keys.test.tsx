import { render } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Dialog } from "./Dialog";
import { type Command, keyNames, listCommands, listenToKeys, listKeys, press, useLayer } from "./keys";

interface Offered {
  group?: string;
  commands: Command[];
  below?: boolean;
  ofPart?: boolean;
}

function Offers({ group = "Screen", ...offered }: Offered) {
  useLayer({ group, ...offered });
  return null;
}

let stop: () => void;
beforeEach(() => {
  stop = listenToKeys(window);
});
afterEach(() => stop());

describe("a key press", () => {
  it.each([
    ["j", { key: "j" }, true],
    ["j", { key: "J", shiftKey: true }, false],
    ["j", { key: "j", ctrlKey: true }, false],
    ["mod+k", { key: "k", ctrlKey: true }, true],
    ["mod+k", { key: "k", metaKey: true }, true],
    ["mod+k", { key: "k" }, false],
    ["mod+shift+s", { key: "S", ctrlKey: true, shiftKey: true }, true],
    ["mod+,", { key: ",", ctrlKey: true }, true],
    ["?", { key: "?", shiftKey: true }, true],
    ["?", { key: "?" }, true],
    ["+", { key: "+", shiftKey: true }, true],
    ["-", { key: "-" }, true],
    ["Space", { key: " " }, true],
    ["shift+ArrowRight", { key: "ArrowRight", shiftKey: true }, true],
    ["ArrowRight", { key: "ArrowRight", shiftKey: true }, false],
    ["alt+1", { key: "1", altKey: true }, true],
    ["1", { key: "1", altKey: true }, false],
  ])("%s is meant by %o: %s", (keys, event, meant) => {
    const run = vi.fn();
    render(<Offers commands={[{ keys, label: "It", run }]} />);
    expect(press(event)).toBe(meant);
    expect(run).toHaveBeenCalledTimes(meant ? 1 : 0);
  });

  it("runs the command of the screen before the one that works anywhere", async () => {
    const ran: string[] = [];
    const command = (name: string) => [{ keys: "f", label: name, run: () => ran.push(name) }];
    render(
      <>
        <Offers below commands={command("anywhere")} />
        <Offers commands={command("screen")} />
        <Offers below commands={command("anywhere, later")} />
      </>,
    );
    await userEvent.keyboard("f");
    expect(ran).toEqual(["screen"]);
  });

  it("leaves a command out that cannot be done now", async () => {
    const run = vi.fn();
    const other = vi.fn();
    render(
      <>
        <Offers commands={[{ keys: "x", label: "Other", run: other }]} />
        <Offers commands={[{ keys: "x", label: "It", when: () => false, run }]} />
      </>,
    );
    await userEvent.keyboard("x");
    expect(run).not.toHaveBeenCalled();
    expect(other).toHaveBeenCalledOnce();
  });

  it("is text while somebody types, unless Ctrl is held", async () => {
    const letter = vi.fn();
    const control = vi.fn();
    const { getByRole } = render(
      <>
        <input type="text" />
        <Offers
          commands={[
            { keys: "n", label: "Note", run: letter },
            { keys: "mod+Enter", label: "Submit", run: control },
          ]}
        />
      </>,
    );
    await userEvent.type(getByRole("textbox"), "no");
    await userEvent.keyboard("{Control>}{Enter}{/Control}");
    expect(letter).not.toHaveBeenCalled();
    expect(control).toHaveBeenCalledOnce();
  });

  it("presses a focused button and nothing else", async () => {
    const play = vi.fn();
    const pressed = vi.fn();
    const { getByRole } = render(
      <>
        <button type="button" onClick={pressed}>
          Export
        </button>
        <Offers commands={[{ keys: "Space", label: "Play", run: play }]} />
      </>,
    );
    getByRole("button").focus();
    await userEvent.keyboard(" ");
    expect(pressed).toHaveBeenCalledOnce();
    expect(play).not.toHaveBeenCalled();
  });

  it("does not reach behind an open dialog, and does again when it is closed", async () => {
    const behind = vi.fn();
    const within = vi.fn();
    const page = (open: boolean) => (
      <>
        <Offers commands={[{ keys: "x", label: "Behind", run: behind }]} />
        {open && (
          <Dialog title="Flag" onClose={() => {}}>
            <Offers commands={[{ keys: "y", label: "Within", run: within }]} />
          </Dialog>
        )}
      </>
    );
    const { rerender } = render(page(true));
    await userEvent.keyboard("xy");
    expect(behind).not.toHaveBeenCalled();
    expect(within).toHaveBeenCalledOnce();
    rerender(page(false));
    await userEvent.keyboard("xy");
    expect(behind).toHaveBeenCalledOnce();
    expect(within).toHaveBeenCalledOnce();
  });
});

it("lists what a screen brings, and no more when it is gone", () => {
  const commands = [{ keys: ["j", "ArrowDown"], label: "Next", run: () => {} }];
  const { unmount } = render(<Offers group="Queue" commands={commands} />);
  expect(listCommands()).toMatchObject([{ group: "Queue", label: "Next" }]);
  unmount();
  expect(listCommands()).toEqual([]);
});

it("lists the label that a command has now", () => {
  const page = (label: string) => <Offers commands={[{ keys: "p", label, run: () => {} }]} />;
  const { rerender } = render(page("Play"));
  rerender(page("Pause"));
  expect(listCommands()[0]?.label).toBe("Pause");
});

it("lists the keys of a part behind the screen's, and does not run them by itself", () => {
  const run = vi.fn();
  render(
    <>
      <Offers group="Lanes" ofPart commands={[{ keys: "0", label: "The whole run", run }]} />
      <Offers commands={[{ keys: "j", label: "Next", run: () => {} }]} />
      <Offers commands={[{ label: "Without a key", run: () => {} }]} />
    </>,
  );
  expect(listKeys().map(({ label, focused }) => [label, focused])).toEqual([
    ["Next", false],
    ["The whole run", true],
  ]);
  expect(listCommands().map(({ label }) => label)).toEqual(["Next", "Without a key"]);
  expect(press({ key: "0" })).toBe(false);
  expect(run).not.toHaveBeenCalled();
});

it.each([
  ["mod+k", ["Ctrl", "K"]],
  ["j", ["j"]],
  ["+", ["+"]],
  ["shift+ArrowRight", ["Shift", "→"]],
  ["mod+,", ["Ctrl", ","]],
])("%s is written %o", (keys, names) => {
  expect(keyNames(keys)).toEqual(names);
});

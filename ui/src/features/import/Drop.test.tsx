import { act, screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { openAt } from "../../../tests/window";

const hover = (files: number) => ({ what: "hover", files }) as const;

describe("files over the window", () => {
  it("are told what a drop would do, until they leave or are dropped", async () => {
    const { host } = openAt("/about");
    await screen.findByText("What it never does");
    act(() => host.emit(hover(3)));
    expect(await screen.findByText("Drop to import 3 files")).toBeDefined();
    act(() => host.emit(hover(0)));
    expect(screen.queryByText("Drop to import 3 files")).toBeNull();
    act(() => host.emit(hover(1)));
    act(() => host.emit({ what: "dropped", names: ["runs.jsonl"] }));
    expect(screen.queryByText(/Drop to import/)).toBeNull();
    expect(await screen.findByRole("dialog", { name: "Import 1 file" })).toBeDefined();
  });

  it.each(["damaged", "passphrase_needed", "opening"] as const)(
    "learn that importing needs an open vault where it is %s, before and after the drop",
    async (vault) => {
      const { host, user, calls } = openAt("/about", { vault });
      await screen.findByRole("heading", { level: 1 });
      act(() => host.emit(hover(1)));
      expect(await screen.findByText("Importing needs an open vault")).toBeDefined();
      act(() => host.emit({ what: "dropped", names: ["runs.jsonl"] }));
      const told = await screen.findByRole("dialog", { name: "Importing needs an open vault" });
      expect(told.textContent).toContain("runs.jsonl");
      expect(screen.queryByRole("button", { name: "Import" })).toBeNull();
      const close = screen.getAllByRole("button", { name: "Close" });
      await user.click(close[close.length - 1] as HTMLElement);
      expect(screen.queryByRole("dialog")).toBeNull();
      expect(calls("importDropped")).toEqual([]);
    },
  );

  it("can be imported before there is a server, and lead into the window", async () => {
    const { host, user, calls } = openAt("/about", { connection: "none", recordings: 0 });
    await screen.findByRole("heading", { name: "Sign in to your server" });
    act(() => host.emit({ what: "dropped", names: ["runs.jsonl"] }));
    await user.click(await screen.findByRole("button", { name: "Import" }));
    expect(await screen.findByText("What it never does")).toBeDefined();
    await waitFor(() => expect(calls("importDropped")).toHaveLength(1));
  });
});

import { act, screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { openAt } from "../../tests/window";
import { ALL_KEYS } from "../components";
import { KNOWN } from "../host/fake";
import { entriesFor } from "./Palette";

describe("the frame", () => {
  it("says where the person is, how the connection is and what the vault holds", async () => {
    openAt("/about", { connection: "offline" });
    expect(await screen.findByRole("heading", { level: 1, name: "About" })).toBeDefined();
    expect(screen.getByRole("link", { name: /^Offline since .* · 3 waiting$/ })).toBeDefined();
    expect(screen.getByRole("contentinfo").textContent).toContain("60 recordings, 39 offline");
    expect(screen.getByRole("contentinfo").textContent).toContain("A. Okafor, reviewer");
  });

  it("says that a sync fails and why, also where it was offline before, until that is dismissed", async () => {
    const trouble = {
      code: "disk_full",
      message: "the disk is full: 3 pieces (12 bytes) are not downloaded",
      hint: "Free some space on the vault's disk, then sync again.",
    };
    const { user, host } = openAt("/about", { connection: "offline", trouble });
    expect(await screen.findByRole("link", { name: "Sync fails · 3 waiting" })).toBeDefined();
    const jobs = screen.getByRole("region", { name: "Jobs" });
    expect(jobs.textContent).toContain("The disk is full: 3 pieces (12 bytes) are not downloaded.");
    expect(jobs.textContent).toContain("Free some space on the vault's disk");
    await user.click(within(jobs).getByRole("button", { name: "Dismiss" }));
    expect(screen.queryByRole("region", { name: "Jobs" })).toBeNull();
    const message = "https://x.example does not allow this: members may not";
    act(() => host.change({ trouble: { code: "forbidden", message, hint: "Ask an administrator." } }));
    expect(await screen.findByText("Ask an administrator.")).toBeDefined();
  });

  it("shows how a job goes on, cancels it, and says so until it is dismissed", async () => {
    const { user, calls } = openAt("/about", { jobs: true });
    const jobs = await screen.findByRole("region", { name: "Jobs" });
    expect(within(jobs).getByText("12.1 MB of 48.0 MB")).toBeDefined();
    expect(await within(jobs).findByText("Settings, admin.acme.example")).toBeDefined();
    await user.click(within(jobs).getAllByRole("button", { name: "Cancel" })[0] as HTMLElement);
    expect(calls("cancel")).toEqual([["held-1"]]);
    expect(await within(jobs).findByText("Cancelled")).toBeDefined();
    await user.click(within(jobs).getByRole("button", { name: "Dismiss" }));
    expect(within(jobs).queryByText("Cancelled")).toBeNull();
  });

  it("calls recordings by their title, several by their number, and none by an id", async () => {
    const { host } = openAt("/about", { stepMs: 10_000 });
    await screen.findByText("What it never does");
    await host.sync({ ids: ["rec-0001", "rec-0002", "rec-0003"] });
    await host.upload(KNOWN.conversation);
    const jobs = await screen.findByRole("region", { name: "Jobs" });
    expect(await within(jobs).findByText("Airline desk, change of a booking")).toBeDefined();
    expect(jobs.textContent).toContain("Making available offline 3 recordings");
    expect(jobs.textContent).not.toContain("rec-0");
  });

  it("asks about what was dropped and shows what was left out of it, on whichever screen", async () => {
    const { host, user } = openAt("/about");
    await screen.findByText("What it never does");
    act(() => host.emit({ what: "dropped", names: ["runs.jsonl"] }));
    await user.click(await screen.findByRole("button", { name: "Import" }));
    const result = await screen.findByRole("dialog", { name: "Imported 2 recordings" });
    expect(within(result).getByText("3 events were left out")).toBeDefined();
    expect(screen.getByRole("heading", { level: 1, name: "About" })).toBeDefined();
  });

  it("lives on when a screen breaks", async () => {
    // A host that answers nonsense: the screen cannot draw it, the window must.
    const { host, user } = openAt("/about");
    await screen.findByText("What it never does");
    host.doctor = (async () => ({ items: null, total: 0 })) as unknown as typeof host.doctor;
    await user.click(screen.getByRole("link", { name: "Settings" }));
    await user.click(await screen.findByRole("button", { name: "Check now" }));
    expect(await screen.findByText("This screen stopped working")).toBeDefined();
    await user.click(screen.getByRole("link", { name: "About" }));
    expect(await screen.findByText("What it never does")).toBeDefined();
  });
});

describe("the palette", () => {
  it("opens by Ctrl K, finds by a few letters and runs by Enter", async () => {
    const { user } = openAt("/about");
    await screen.findByText("What it never does");
    await user.keyboard("{Control>}k{/Control}");
    await user.type(screen.getByRole("combobox"), "outb{Enter}");
    expect(await screen.findByRole("heading", { level: 1, name: "Outbox" })).toBeDefined();
    expect(screen.queryByRole("combobox")).toBeNull();
  });

  it("moves with the arrows, around the ends", async () => {
    const { user } = openAt("/about");
    await screen.findByText("What it never does");
    await user.keyboard("{Control>}k{/Control}");
    const chosen = () =>
      screen.getAllByRole("option", { selected: true }).map((option) => option.textContent);
    const [first] = chosen();
    await user.keyboard("{ArrowUp}");
    expect(chosen()).not.toEqual([first]);
    await user.keyboard("{ArrowDown}");
    expect(chosen()).toEqual([first]);
  });

  it("offers what the screen can do before what works anywhere, and a search last", () => {
    const command = (group: string, label: string) => ({ group, label, run: () => {} });
    const commands = [command("Anywhere", "Go to the queue"), command("Outbox", "Go on")];
    const labels = (asked: string) => entriesFor(commands, asked, () => {}).map((entry) => entry.label);
    expect(labels("")).toEqual(["Go on", "Go to the queue"]);
    expect(labels("zzz")).toEqual(["Search recordings for “zzz”"]);
  });
});

it("lists all keys by ?, those of the screen among them", async () => {
  const { user } = openAt("/outbox", { outbox: "parked" });
  await screen.findByRole("table", { name: "Parked" });
  await user.keyboard("?");
  const dialog = screen.getByRole("dialog", { name: "Keys" });
  expect(within(dialog).getByText("All commands")).toBeDefined();
  expect(within(dialog).getByText("Try parked ones again")).toBeDefined();
});

it("lists the keys of all screens in the settings, one row each", async () => {
  openAt("/settings");
  const keys = within(
    (await screen.findByRole("heading", { name: "Keys" })).closest("section") as HTMLElement,
  );
  for (const { label } of ALL_KEYS) expect(keys.getAllByText(label).length, label).toBeGreaterThan(0);
});

import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { openAt } from "../../../tests/window";

describe("a closed vault", () => {
  const TROUBLES = [
    ["keychain_locked", "The keychain is locked"],
    ["keychain_absent", "No keychain answers"],
    ["key_missing", "The keychain has no key for this vault"],
    ["keychain_refused", "The keychain refused"],
    ["newer", "A newer Hindsight wrote this vault"],
    ["damaged", "The vault is damaged"],
    ["busy", "The vault is in use"],
    ["not_writable", "The vault's folder cannot be written"],
    ["disk_full", "The disk is full"],
    ["unreachable", "The vault's folder cannot be reached"],
    ["gone", "The vault is not here"],
    ["vault", "The vault did not open"],
  ] as const;

  it.each(TROUBLES)("says for %s: %s, and opens by another try once it is gone", async (vault, title) => {
    // Nothing is heard of it: only the answer to the button tells.
    const { user, calls } = openAt("/about", { vault, opensAt: 2 });
    expect(await screen.findByRole("heading", { name: title })).toBeDefined();
    expect(screen.getByText(vault)).toBeDefined();
    await user.click(screen.getByRole("button", { name: "Try again" }));
    await waitFor(() => expect(calls("open")).toHaveLength(1));
    expect(screen.getByRole("heading", { name: title })).toBeDefined();
    await user.click(await screen.findByRole("button", { name: "Try again" }));
    expect(await screen.findByText("What it never does")).toBeDefined();
    expect(calls("open")).toHaveLength(2);
  });

  it("opens by itself when the host says that something changed", async () => {
    const { host, calls } = openAt("/about", { vault: "busy" });
    expect(await screen.findByRole("heading", { name: "The vault is in use" })).toBeDefined();
    act(() => host.change({ vault: undefined }));
    expect(await screen.findByText("What it never does")).toBeDefined();
    expect(calls("open")).toEqual([]);
  });

  it.each(["damaged", "passphrase_needed"] as const)(
    "lets the checks be run where it is %s",
    async (vault) => {
      const { user, calls } = openAt("/about", { vault });
      const checks = within(await screen.findByRole("region", { name: "Checks" }));
      await user.click(checks.getByRole("button", { name: "Check now" }));
      expect((await checks.findAllByRole("listitem")).length).toBeGreaterThan(3);
      expect(calls("doctor")).toHaveLength(1);
    },
  );

  it("says what is wrong now when another try fails differently", async () => {
    const failure = { code: "disk_full", message: "no space left on device" };
    const { user } = openAt("/about", { vault: "busy", fail: { open: failure } });
    await user.click(await screen.findByRole("button", { name: "Try again" }));
    expect(await screen.findByRole("heading", { name: "The disk is full" })).toBeDefined();
    expect(screen.getByText(/No space left on device/)).toBeDefined();
  });

  it("opens with its passphrase, after a wrong one", async () => {
    const { user } = openAt("/about", { vault: "passphrase_needed", passphrase: "correct horse" });
    const field = await screen.findByLabelText("Passphrase");
    expect(screen.getByRole("button", { name: "Unlock" }).hasAttribute("disabled")).toBe(true);
    await user.type(field, "wrong{Enter}");
    expect(await screen.findByRole("alert")).toHaveProperty(
      "textContent",
      "The vault did not open with this passphrase.",
    );
    await user.clear(field);
    await user.type(field, "correct horse{Enter}");
    expect(await screen.findByText("What it never does")).toBeDefined();
  });

  it("makes a vault only by a passphrase that was given twice", async () => {
    const { user, calls } = openAt("/about", { vault: "no_passphrase_yet", passphrase: "correct horse" });
    expect(await screen.findByRole("heading", { name: "Choose a passphrase for the vault" })).toBeDefined();
    const make = screen.getByRole("button", { name: "Make the vault" });
    await user.type(screen.getByLabelText("Passphrase"), "correct horse");
    await user.type(screen.getByLabelText("The same again"), "correct hose{Enter}");
    expect(screen.getByText("This is not the same passphrase.")).toBeDefined();
    expect(make.hasAttribute("disabled")).toBe(true);
    expect(calls("unlock")).toEqual([]);
    await user.clear(screen.getByLabelText("The same again"));
    await user.type(screen.getByLabelText("The same again"), "correct horse{Enter}");
    expect(await screen.findByText("What it never does")).toBeDefined();
  });

  it("names the folder of one that is gone, and begins another in it only on purpose", async () => {
    const { user, calls } = openAt("/about", { vault: "gone" });
    expect(await screen.findByText("/home/okafor/.local/share/hindsight")).toBeDefined();
    const ask = screen.getByRole("button", { name: "Begin a new vault here…" });
    await user.click(ask);
    await user.click(screen.getByRole("button", { name: "Cancel" }));
    expect(calls("beginAnew")).toEqual([]);
    await user.click(ask);
    await user.click(screen.getByRole("button", { name: "Begin a new vault" }));
    expect(await screen.findByText("What it never does")).toBeDefined();
    expect(calls("beginAnew")).toHaveLength(1);
  });

  it("keeps the passphrase out of the page's text", async () => {
    const { user, container } = openAt("/about", { vault: "passphrase_needed" });
    const field = await screen.findByLabelText("Passphrase");
    await user.type(field, "tr0ub4dor");
    expect(field.getAttribute("type")).toBe("password");
    expect(container.textContent).not.toContain("tr0ub4dor");
  });

  it("says so when the host does not answer for its state", async () => {
    const failure = { code: "host", message: "the host went away" };
    openAt("/about", { fail: { state: failure } });
    expect(await screen.findByRole("heading", { name: "The vault did not open" })).toBeDefined();
  });
});

describe("an open vault that cannot be read any more", () => {
  it("says so beside the screen, and no more once it can be read", async () => {
    const { host } = openAt("/about");
    await screen.findByText("What it never does");
    act(() => host.change({ unreadable: "unreachable" }));
    const told = await screen.findByText("The vault's folder cannot be reached");
    expect(screen.getByText("What it never does")).toBeDefined();
    act(() => host.change({ unreadable: undefined }));
    await waitFor(() => expect(told.isConnected).toBe(false));
  });

  it("is not taken for closed when the host fails to say how it stands", async () => {
    const { host } = openAt("/about");
    await screen.findByText("What it never does");
    act(() => host.change({ fail: { state: { code: "host", message: "the host went away" } } }));
    expect(await screen.findByText("The vault cannot be read just now")).toBeDefined();
    expect(screen.getByText("The host went away.")).toBeDefined();
    expect(screen.getByText("What it never does")).toBeDefined();
  });
});

import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { openAt } from "../../../tests/window";

describe("a closed vault", () => {
  it.each([
    ["keychain_locked", "The keychain is locked"],
    ["newer", "A newer Hindsight wrote this vault"],
    ["damaged", "The vault is damaged"],
    ["busy", "The vault is in use"],
    ["not_writable", "The vault's folder cannot be written"],
    ["disk_full", "The disk is full"],
    ["vault", "The vault did not open"],
  ] as const)("says for %s: %s, and can be tried again", async (vault, title) => {
    const { user, host, calls } = openAt("/about", { vault });
    expect(await screen.findByRole("heading", { name: title })).toBeDefined();
    expect(screen.getByText(vault)).toBeDefined();
    host.change({ vault: undefined });
    await user.click(await screen.findByRole("button", { name: "Try again" }).catch(() => document.body));
    expect(await screen.findByText("What it never does")).toBeDefined();
    expect(calls("list")).toEqual([]);
  });

  it("opens by the button when nothing is heard", async () => {
    const { user, calls } = openAt("/about", { vault: "busy" });
    await user.click(await screen.findByRole("button", { name: "Try again" }));
    expect(calls("open")).toHaveLength(1);
    expect(screen.getByRole("heading", { name: "The vault is in use" })).toBeDefined();
  });

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

import { screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { openAt } from "../../../tests/window";

describe("the outbox", () => {
  it("says what waits, about which recording, how often it was tried and what was answered", async () => {
    openAt("/outbox", { connection: "offline" });
    const table = await screen.findByRole("table", { name: "Waiting" });
    const [, verdict] = within(table).getAllByRole("row");
    await within(verdict as HTMLElement).findByText("Refund assistant · run 9f2c");
    expect((verdict as HTMLElement).textContent).toContain("Verdict");
    expect((verdict as HTMLElement).textContent).toContain("4×");
    expect((verdict as HTMLElement).textContent).toContain("cannot be reached");
    expect(screen.getByText(/goes up by itself when the server can be reached/)).toBeDefined();
  });

  it("shows parked ones with their reason and tries them again", async () => {
    const { user, calls } = openAt("/outbox", { outbox: "parked" });
    const parked = await screen.findByRole("table", { name: "Parked" });
    expect(parked.textContent).toContain("a recording of 14 events was announced, 13 arrived");
    expect(parked.querySelector("b, img")).toBeNull();
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(calls("retryParked")).toHaveLength(1);
    await expect.poll(() => screen.queryByRole("table", { name: "Parked" })).toBeNull();
  });

  it("says so when trying again fails", async () => {
    const fail = { retryParked: { code: "vault", message: "the vault is busy" } };
    const { user } = openAt("/outbox", { outbox: "parked", fail });
    await user.click(await screen.findByRole("button", { name: "Try again" }));
    expect(await screen.findByText("The parked ones were not tried again")).toBeDefined();
    expect(screen.getByText("The vault is busy.")).toBeDefined();
  });

  it("is empty, and says what that means", async () => {
    openAt("/outbox", { outbox: "empty" });
    expect(await screen.findByText("Nothing waits")).toBeDefined();
    expect(screen.getByText(/The server has every flag, note and verdict/)).toBeDefined();
  });

  it("does not claim that a server has it where there is none", async () => {
    openAt("/outbox", { outbox: "empty", connection: "none" });
    expect(await screen.findByText(/Nothing was flagged, noted or decided here/)).toBeDefined();
  });

  it("says what failed and can be asked again", async () => {
    const fail = { outbox: { code: "vault", message: "vault.db went away" } };
    const { user, host } = openAt("/outbox", { fail });
    expect(await screen.findByText("The outbox could not be read")).toBeDefined();
    host.change({ fail: {} });
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByRole("table", { name: "Waiting" })).toBeDefined();
  });

  it("empties as a sync sends it", async () => {
    const { user } = openAt("/outbox");
    await user.click(await screen.findByRole("button", { name: "Sync now" }));
    expect(await screen.findByText("Nothing waits")).toBeDefined();
  });
});

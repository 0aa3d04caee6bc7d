import { screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { openAt } from "../../../tests/window";
import { fakeHost, KNOWN } from "../../host/fake";

/** The value under a name in a list of figures. */
async function figure(list: string, name: string): Promise<string> {
  const figures = await screen.findByLabelText(list);
  const card = within(figures).getByText(name).closest("div");
  return card?.querySelector("dd")?.textContent ?? "";
}

describe("the analytics", () => {
  it("counts what this laptop lists, and says of how much the events are here", async () => {
    openAt("/analytics");
    const told = await fakeHost().numbers({ source: "here" });
    expect(await figure("Web sessions", "Sessions")).toBe(String(told.sessions.sessions));
    expect(await figure("Web sessions", "Users")).toBe(String(told.sessions.users));
    expect(await figure("Web sessions", "Page views")).toBe(String(told.sessions.page_views));
    expect(await figure("Web sessions", "Clicks")).toBe(String(told.sessions.clicks));
    const { read } = told;
    expect(read && read.sessions_read < read.sessions).toBe(true);
    const status = screen.getByText(/Recordings that this laptop lists/).closest("p");
    expect(status?.textContent).toContain(
      `Page views and clicks are of ${read?.sessions_counted} of ${read?.sessions} sessions.`,
    );
    expect(status?.textContent).toContain("as of the sync of 14 Nov 09:11");
  });

  it("shows the whole server to the governance role, and their own to a member", async () => {
    const { user, calls } = openAt("/analytics");
    await user.click(await screen.findByRole("radio", { name: "Server" }));
    expect(await screen.findByText("All recordings at review.acme.example")).toBeDefined();
    expect(calls("numbers").at(-1)).toEqual([{ source: "server" }]);
    expect(screen.queryByText(/whose events are here/)).toBeNull();
    openAt("/analytics?source=server", { role: "member" });
    expect(await screen.findByText("Your recordings at review.acme.example")).toBeDefined();
  });

  it("is narrowed by days and by service, also by keys", async () => {
    const { user, calls } = openAt("/analytics?from=2026-11-13&to=2026-11-14");
    await screen.findByLabelText("Web sessions");
    const ask = { source: "here", from: "2026-11-13T00:00:00.000Z", to: "2026-11-15T00:00:00.000Z" };
    expect(calls("numbers").at(-1)).toEqual([ask]);
    await user.selectOptions(screen.getByLabelText("Service"), "claims");
    await expect.poll(() => calls("numbers").at(-1)).toEqual([{ ...ask, service: "claims" }]);
    const told = await fakeHost().numbers({ ...ask, source: "here", service: "claims" });
    await expect.poll(() => figure("Web sessions", "Sessions")).toBe(String(told.sessions.sessions));
    // A letter that is typed into a field is no command.
    await user.click(document.body);
    await user.keyboard("v");
    await expect
      .poll(() => calls("numbers").at(-1))
      .toEqual([{ ...ask, source: "server", service: "claims" }]);
  });

  it("has a table behind each chart", async () => {
    const { user } = openAt("/analytics");
    const told = await fakeHost().numbers({ source: "here" });
    for (const title of ["Sessions by day", "Top pages", "Devices", "Services", "By agent"]) {
      const panel = await screen.findByRole("region", { name: title });
      expect(within(panel).getByRole("img").getAttribute("aria-label")).toMatch(/\d/);
      await user.click(within(panel).getByRole("button", { name: `${title}: As a table` }));
      const rows = within(within(panel).getByRole("table")).getAllByRole("row");
      expect(rows.length).toBeGreaterThan(1);
      expect(within(panel).queryByRole("img")).toBeNull();
    }
    const [, all] = within(screen.getByRole("table", { name: "Agent recordings by agent" })).getAllByRole(
      "row",
    );
    const cells = within(all as HTMLElement)
      .getAllByRole("cell")
      .map((cell) => cell.textContent);
    const { completed, failed, cancelled, recording, errors } = told.runs;
    const total = completed + failed + cancelled + recording;
    expect(cells.slice(0, 7)).toEqual(
      ["All agents", total, completed, failed, cancelled, recording, errors].map(String),
    );
  });

  it("shows names that recordings chose as text and nothing else", async () => {
    const { user, container } = openAt("/analytics");
    const panel = await screen.findByRole("region", { name: "Top pages" });
    await user.click(within(panel).getByRole("button", { name: "Top pages: As a table" }));
    expect(panel.textContent).toContain("<img src=x onerror=alert(1)>");
    expect(panel.textContent).not.toContain("\u202e");
    expect(container.querySelector("img, script")).toBeNull();
    expect(KNOWN.hostile).toBeDefined();
  });

  it("says that the server cannot be reached, and offers what is here", async () => {
    const { user } = openAt("/analytics?source=server", { connection: "offline" });
    expect(await screen.findByText("The server was not asked")).toBeDefined();
    await user.click(screen.getByRole("button", { name: "Show this laptop's" }));
    expect(await screen.findByText("Recordings that this laptop lists")).toBeDefined();
  });

  it("asks no server where nobody is signed in", async () => {
    const { calls } = openAt("/analytics?source=server", { connection: "none" });
    expect(await screen.findByText("Nobody is signed in to a server")).toBeDefined();
    expect(calls("numbers")).toEqual([]);
  });

  it("says what failed and counts again", async () => {
    const fail = { numbers: { code: "vault", message: "vault.db went away" } };
    const { user, host } = openAt("/analytics", { fail });
    expect(await screen.findByText("Nothing could be counted")).toBeDefined();
    host.change({ fail: {} });
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByLabelText("Web sessions")).toBeDefined();
  });

  it("is empty, and says why", async () => {
    openAt("/analytics", { recordings: 0 });
    expect(await screen.findByText("Import a file, or sign in and sync.")).toBeDefined();
    openAt("/analytics?from=2030-01-01");
    expect(await screen.findByText(/began in this time, of this service/)).toBeDefined();
  });
});

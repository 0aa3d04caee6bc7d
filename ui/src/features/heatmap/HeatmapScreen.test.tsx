import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { openAt } from "../../../tests/window";
import type { HeatmapAsk } from "../../contract";
import { KNOWN } from "../../host/fake";

/** Without a server nothing but what is here is counted. */
const HERE = { connection: "offline" } as const;

const asks = (calls: (name: string) => unknown[][]) => calls("heatmap").map(([ask]) => ask as HeatmapAsk);
const last = (calls: (name: string) => unknown[][]) => asks(calls).at(-1);

describe("the heatmap screen", () => {
  it("says of what it is, how much, and what is not in the picture", async () => {
    openAt("/heatmap", HERE);
    const side = await screen.findByRole("region", { name: "Heatmap" });
    await within(side).findByText("1,840 clicks");
    for (const words of [
      "On this laptop: 40 recordings",
      "184 clicks",
      "2.4 clicks",
      "2 recordings not read yet.",
      "118 clicks on what is fixed to the window: kept apart.",
      "3 clicks with coordinates out of range: not drawn.",
      "7 clicks unplaced: in iframes whose place nobody measured.",
    ]) {
      expect(within(side).getByText(words)).toBeDefined();
    }
    expect(within(side).getByRole("list", { name: "Legend" }).children).toHaveLength(5);
    expect(screen.getByText(/Addresses: Numbers become :id; UUIDs become :id/)).toBeDefined();
  });

  it("lists what was clicked at the hottest points, and text of the page stays text", async () => {
    openAt("/heatmap", HERE);
    expect(await screen.findByText("main > button.restore")).toBeDefined();
    expect(screen.getByText("*** ****")).toBeDefined();
    expect(screen.getByText("U+202E")).toBeDefined();
  });

  it("asks anew for what is chosen, and never mixes widths", async () => {
    const { user, calls } = openAt("/heatmap", HERE);
    await screen.findByText("1,840 clicks");
    await user.selectOptions(screen.getByRole("combobox", { name: "Layer" }), "Attention");
    await waitFor(() => expect(last(calls)?.layer).toBe("attention"));
    await user.selectOptions(await screen.findByRole("combobox", { name: "Width" }), "Phone (to 599 px)");
    await waitFor(() => expect(last(calls)?.width).toBe("phone"));
    await user.selectOptions(screen.getByRole("combobox", { name: "Colours" }), "Cividis");
    await waitFor(() => expect(last(calls)?.style.palette).toBe("cividis"));
    await user.type(screen.getByRole("textbox", { name: "Percentile" }), "95");
    await waitFor(() => expect(last(calls)?.style.percentile).toBe(95));
    expect(await screen.findByText("The hottest places share the last colour.")).toBeDefined();
    await user.type(screen.getByRole("textbox", { name: "Percentile" }), "0");
    expect(await screen.findByText("Between 0 and 100")).toBeDefined();
    await waitFor(() => expect(screen.queryByText("The hottest places share the last colour.")).toBeNull());
    await user.clear(screen.getByRole("textbox", { name: "Radius in px" }));
    expect(await screen.findByText("Between 2 and 100")).toBeDefined();
    await user.type(screen.getByRole("textbox", { name: "Radius in px" }), "30");
    await waitFor(() => expect(last(calls)?.style.radius_px).toBe(30));
    await user.click(screen.getByRole("checkbox", { name: "Fixed elements" }));
    await waitFor(() => expect(last(calls)?.is_fixed).toBe(true));
  });

  it("shows scroll depth in twenty parts, says that it is an estimate, and tells each in words", async () => {
    openAt("/heatmap?layer=scroll", HERE);
    const depth = await screen.findByRole("region", { name: "Scroll depth" });
    expect(within(depth).getAllByRole("button")).toHaveLength(20);
    expect(within(depth).getByText(/An estimate/)).toBeDefined();
    expect(
      within(depth).getByRole("button", { name: "0–5 %: 40 sessions (100 %), 2 s each, 1 min in all" }),
    ).toBeDefined();
  });

  it("compares two filters on one scale", async () => {
    const { user, calls } = openAt("/heatmap", HERE);
    await screen.findByText("1,840 clicks");
    await user.click(screen.getByRole("checkbox", { name: "Compare two filters" }));
    const right = screen.getByRole("group", { name: "Right" });
    await user.selectOptions(within(right).getByRole("combobox", { name: "Actor" }), "admin");
    await within(screen.getByRole("region", { name: "Right" })).findByText("700 clicks");
    expect(within(screen.getByRole("region", { name: "Left" })).getByText("1,840 clicks")).toBeDefined();
    await waitFor(() => {
      const same = asks(calls).filter(({ style }) => style.full === 460);
      expect(same.map(({ filter }) => filter.actor_type)).toEqual(
        expect.arrayContaining([undefined, "ADMIN"]),
      );
    });
    const other = asks(calls).find(({ filter }) => filter.actor_type === "ADMIN");
    expect(other).toMatchObject({ page: "https://orders.acme.example/orders/:id", width: "laptop" });
  });

  it("exports what is shown, says the file's name, and says when nothing was written", async () => {
    const { user, calls, host } = openAt("/heatmap", HERE);
    await screen.findByText("1,840 clicks");
    await user.click(screen.getByRole("button", { name: "CSV…" }));
    expect(await screen.findByText("Written to heatmap-click.csv.")).toBeDefined();
    expect(calls("exportHeatmap")[0]?.slice(0, 2)).toMatchObject([{ width: "laptop" }, "csv"]);
    host.change({ fail: { exportHeatmap: { code: "output", message: "it could not be written" } } });
    await user.click(screen.getByRole("button", { name: "PNG…" }));
    expect(await screen.findByText("It could not be written.")).toBeDefined();
  });

  it("writes the colours and says so where the recorded page cannot be had for the file", async () => {
    const { user, calls } = openAt("/heatmap", HERE);
    await screen.findByText("1,840 clicks");
    await user.click(screen.getByRole("button", { name: "PNG…" }));
    const said = "Written to heatmap-click.png, without the recorded page: it is not shown here.";
    expect(await screen.findByText(said)).toBeDefined();
    expect(calls("exportHeatmap")[0]?.[2]).toBeUndefined();
  });

  it("draws on a picture once one was chosen, and says before that there is none", async () => {
    const { user, calls } = openAt("/heatmap", HERE);
    await screen.findByText("1,840 clicks");
    await user.click(screen.getByRole("radio", { name: "Picture" }));
    expect(await screen.findByText("There is no picture to draw on: choose one.")).toBeDefined();
    await user.click(screen.getByRole("button", { name: "Choose picture…" }));
    expect(await screen.findByRole("button", { name: "orders.png…" })).toBeDefined();
    await waitFor(() => expect(screen.queryByText(/There is no picture/)).toBeNull());
    expect(last(calls)?.style.on_picture).toBe(true);
  });

  it("asks the server by itself where it has more than is here, and what is here when it is told to", async () => {
    const { user } = openAt("/heatmap");
    expect(await screen.findByText("On the server: 40 recordings")).toBeDefined();
    expect(screen.getByText(/told by recordings on this laptop only/)).toBeDefined();
    expect(screen.getByText(/No recording on this laptop shows this page/)).toBeDefined();
    await user.click(screen.getByRole("checkbox", { name: "Ask the server" }));
    expect(await screen.findByText("On this laptop: 40 recordings")).toBeDefined();
  });

  it("shows what is here, and says so, where a server that was asked by itself does not answer", async () => {
    const { user, calls } = openAt("/heatmap", { olderServer: true });
    expect(await screen.findByText("On this laptop: 40 recordings")).toBeDefined();
    expect(screen.getByText(/The server did not answer/)).toBeDefined();
    expect(asks(calls).map((ask) => ask.from_server)).toContain(true);
    await user.click(screen.getByRole("checkbox", { name: "Ask the server" }));
    expect(await screen.findByText("The heatmap could not be made")).toBeDefined();
  });

  it("asks no server where nobody is signed in", async () => {
    openAt("/heatmap", { connection: "signed out" });
    expect(await screen.findByText("On this laptop: 40 recordings")).toBeDefined();
    expect(screen.getByRole("checkbox", { name: "Ask the server" })).toHaveProperty("disabled", true);
  });

  it("says that there is no data, and what failed", async () => {
    const { host } = openAt("/heatmap?layer=dead", HERE);
    expect(await screen.findByText("No data")).toBeDefined();
    expect(screen.getByText("Nothing was counted for dead clicks on this page.")).toBeDefined();
    expect(screen.getByRole("button", { name: "PNG…" })).toHaveProperty("disabled", true);
    host.change({ fail: { heatmap: { code: "vault", message: "vault.db went away" } } });
    expect(await screen.findByText("The heatmap could not be made")).toBeDefined();
  });

  it("is of one recording where the address names it, without filters", async () => {
    const { calls } = openAt(`/heatmap?recording=${KNOWN.web}`);
    expect(await screen.findByText("On this laptop: 1 recording")).toBeDefined();
    expect(last(calls)?.recording).toBe(KNOWN.web);
    expect(screen.queryByRole("combobox", { name: "Service" })).toBeNull();
    expect(screen.queryByRole("checkbox", { name: "Ask the server" })).toBeNull();
  });
});

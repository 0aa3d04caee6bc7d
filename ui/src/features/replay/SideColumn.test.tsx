import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import type { Insight, RecordingDetail } from "../../contract";
import { createClock } from "./clock";
import { SideColumn } from "./SideColumn";
import type { Replay, Told } from "./useReplay";

const INSIGHT: Insight = {
  moments: [],
  left_out: 0,
  summary: [{ text: "A person looked at 2 pages <img src=x>." }, { text: "A script failed.", at_ms: 4_000 }],
  lacks: [{ kind: "remote_image", count: 3, first_ms: 1_000, examples: ["https://a.example/logo.svg"] }],
};
const detail = { recording: { id: "a" }, notes: [], beside: [] } as unknown as RecordingDetail;

function shown(...told: Partial<Told>[]) {
  const clock = createClock({ durationMs: 10_000 }, { next: () => () => {} });
  const all = told.map((one, at) => ({ id: `${at}`, offsetMs: 0, retry: () => {}, ...one }));
  const replay: Replay = {
    clock,
    setIdleMs: () => undefined,
    told: all,
    marks: [],
    lanes: [],
    facts: [],
    askForFacts: () => {},
    clockJumps: [],
  };
  render(<SideColumn detail={detail} replay={replay} />);
  return { clock, user: userEvent.setup() };
}

describe("the column beside a replay", () => {
  it("sums up, and a sentence that is about a time goes there", async () => {
    const { clock, user } = shown({ insight: INSIGHT });
    expect(screen.getByText("A person looked at 2 pages <img src=x>.").closest("button")).toBeNull();
    await user.click(screen.getByRole("button", { name: /A script failed/ }));
    expect(clock.get().atMs).toBe(4_000);
  });

  it("says what the replay lacks, of all recordings together, and where that begins", async () => {
    const { clock, user } = shown({ insight: INSIGHT }, { insight: INSIGHT, offsetMs: 500 });
    expect(screen.getByText("6 pictures from elsewhere")).toBeDefined();
    await user.click(screen.getByText("2 examples"));
    expect(screen.getAllByText("https://a.example/logo.svg")).toHaveLength(2);
    expect(screen.getByText("and 4 more")).toBeDefined();
    await user.click(screen.getByRole("button", { name: /The first at/ }));
    expect(clock.get().atMs).toBe(1_000);
  });

  it("says when there is nothing to tell", () => {
    shown({ insight: { moments: [], left_out: 0, summary: [], lacks: [] } });
    expect(screen.getByText("There is nothing to sum up.")).toBeDefined();
    expect(screen.getByText("Nothing stands out in it.")).toBeDefined();
    expect(screen.getByText("Nothing is known to be missing.")).toBeDefined();
  });

  it("waits for each of its parts", () => {
    shown({});
    expect(screen.getByRole("status", { name: "Loading the summary" })).toBeDefined();
    expect(screen.getByRole("status", { name: "Loading the moments" })).toBeDefined();
  });

  it("says once that it could not be read, and tries again", async () => {
    const retry = vi.fn();
    const { user } = shown({ failure: { code: "unplayable", message: "segment 2 is not JSON" }, retry });
    expect(screen.getAllByRole("alert")).toHaveLength(1);
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(retry).toHaveBeenCalledOnce();
    expect(screen.getByText("Flags and notes")).toBeDefined();
  });

  it("makes no fault of a recording that is not here", () => {
    shown({ failure: { code: "not_cached", message: "the segments are not in this vault" } });
    expect(screen.queryByRole("alert")).toBeNull();
    expect(screen.getByText(/come with the recording/)).toBeDefined();
  });
});

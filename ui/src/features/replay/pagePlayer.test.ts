import { describe, expect, it, vi } from "vitest";
import type { LoadedWindow } from "../../host/host";
import { createClock, type Ticker } from "./clock";
import type { ToFrame } from "./messages";
import { createPagePlayer } from "./pagePlayer";
import { createWatched } from "./watched";

function windowAt(from_ms: number, span = 10_000, keyframe_ms = from_ms, unreadable = 0): LoadedWindow {
  return {
    head: { from_ms, to_ms: from_ms + span, keyframe_ms, started_ms: 1_000_000, unreadable },
    events: new TextEncoder().encode("[]").buffer as ArrayBuffer,
  };
}

/** A player whose frame, time and host are played by the test. */
function rig({
  durationMs = 60_000,
  load = vi.fn(async (at: number, _lead?: boolean) => windowAt(at)),
} = {}) {
  let frame: ((now: number) => void) | null = null;
  let now = 0;
  const ticker: Ticker = {
    next(call) {
      frame = call;
      return () => {
        frame = null;
      };
    },
  };
  const clock = createClock({ durationMs }, ticker);
  const sent: ToFrame[] = [];
  const timers = new Set<() => void>();
  const watched = createWatched();
  const player = createPagePlayer({
    clock,
    load,
    watched,
    post: (message) => sent.push(message),
    later: (_, call) => {
      timers.add(call);
      return () => void timers.delete(call);
    },
  });
  const last = () => sent.at(-1);
  return {
    clock,
    player,
    sent,
    last,
    load,
    watched,
    /** The frame's answer to the last load. */
    shows: () => player.heard({ type: "shown", generation: generationOf(last()), atMs: clock.get().atMs }),
    pass(ms: number) {
      for (let left = ms; left > 0; left -= 100) {
        now += 100;
        const due = frame;
        frame = null;
        due?.(now);
      }
    },
    impatience: () => {
      for (const call of [...timers]) call();
    },
    isLoading: () => vi.waitFor(() => expect(last()?.type).toBe("load")),
  };
}

function generationOf(message: ToFrame | undefined): number {
  return message?.generation ?? 0;
}

/** Lets promises that are answered already be heard. */
async function settled() {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

async function started(options: Parameters<typeof rig>[0] = {}) {
  const made = rig(options);
  made.player.heard({ type: "ready" });
  await made.isLoading();
  made.shows();
  return made;
}

describe("a page player", () => {
  it("holds the clock until the page is there, then plays", async () => {
    const { clock, player, shows, last, isLoading } = rig();
    clock.play();
    expect(clock.get().waiting).toBe(true);
    player.heard({ type: "ready" });
    await isLoading();
    expect(player.get().phase).toBe("loading");
    shows();
    expect(clock.get().waiting).toBe(false);
    expect(last()).toMatchObject({ type: "play", atMs: 0, speed: 1 });
  });

  it("asks for the window while the frame still loads, and loads it once the frame is ready", async () => {
    const { player, load, sent, isLoading } = rig();
    expect(load).toHaveBeenCalledWith(0, false);
    await settled();
    expect(sent).toHaveLength(0);
    player.heard({ type: "ready" });
    await isLoading();
    expect(load).toHaveBeenCalledTimes(1);
  });

  it("is told a time between two milliseconds once", async () => {
    const { clock, sent, shows, isLoading } = await started();
    clock.seek(30_000.4);
    await isLoading();
    shows();
    await settled();
    expect(sent.slice(1)).toMatchObject([{ type: "load", atMs: 30_000.4 }]);
  });

  it("shows another time of the same window without loading again", async () => {
    const { clock, last, load } = await started();
    clock.seek(4_000);
    expect(last()).toMatchObject({ type: "show", atMs: 4_000 });
    expect(load).toHaveBeenCalledTimes(1);
  });

  it("asks the frame for one picture at a time, and then for the latest", async () => {
    const { clock, sent, last, shows } = await started();
    for (const at of [1_000, 2_000, 3_000]) clock.seek(at);
    expect(sent.filter((message) => message.type === "show")).toHaveLength(1);
    shows();
    expect(last()).toMatchObject({ type: "show", atMs: 3_000 });
  });

  it("loads the window of a time outside, and the last one asked for wins", async () => {
    const { clock, load, last, player } = await started();
    clock.seek(20_000);
    clock.seek(45_000);
    await vi.waitFor(() => expect(last()).toMatchObject({ type: "load", atMs: 45_000 }));
    expect(load.mock.calls.map(([at]) => at)).toEqual([0, 20_000, 45_000]);
    expect(player.get().phase).toBe("loading");
  });

  it("adds the next window before it is needed, without a new load", async () => {
    const { clock, sent, pass, load } = await started();
    clock.play();
    pass(6_000);
    await vi.waitFor(() => expect(sent.some((message) => message.type === "more")).toBe(true));
    expect(load).toHaveBeenLastCalledWith(10_000, false);
    expect(sent.find((message) => message.type === "more")).toMatchObject({ afterMs: 10_000 });
    pass(6_000);
    expect(clock.get().atMs).toBeGreaterThan(11_000);
    expect(sent.filter((message) => message.type === "load")).toHaveLength(1);
  });

  it("adds the window after a gap before it is jumped over", async () => {
    const load = vi.fn(async (at: number) => windowAt(at, at === 0 ? 40_000 : 10_000));
    const { clock, sent, pass } = await started({ load });
    clock.setIdle([{ from_ms: 2_000, to_ms: 40_001 }]);
    clock.play();
    pass(500);
    await vi.waitFor(() => expect(sent.some((message) => message.type === "more")).toBe(true));
    expect(sent.find((message) => message.type === "more")).toMatchObject({ afterMs: 40_000 });
    pass(3_000);
    expect(clock.get().atMs).toBeGreaterThan(40_001);
    expect(sent.filter((message) => message.type === "load")).toHaveLength(1);
  });

  it("asks for what leads to a time when somebody steps back, and only then", async () => {
    const { clock, load, last, shows } = await started();
    const seeks = async (atMs: number) => {
      clock.seek(atMs);
      await vi.waitFor(() => expect(last()).toMatchObject({ type: "load", atMs }));
      shows();
    };
    await seeks(40_000);
    await seeks(39_500);
    await seeks(20_000);
    expect(load.mock.calls).toEqual([
      [0, false],
      [40_000, false],
      [39_500, true],
      [20_000, false],
    ]);
  });

  it("plays on to the end where the last window does not reach it", async () => {
    const load = vi.fn(async (at: number) => windowAt(Math.min(at, 1_000), Math.max(0, 2_000 - at)));
    const { clock, sent, pass } = await started({ durationMs: 5_000, load });
    clock.play();
    pass(1_000);
    await vi.waitFor(() => expect(load.mock.calls.length).toBeGreaterThan(1));
    await settled();
    pass(6_000);
    expect(clock.get()).toMatchObject({ atMs: 5_000, playing: false });
    expect(sent.filter((message) => message.type === "load")).toHaveLength(1);
  });

  it("tells the frame again when it has drifted", async () => {
    const { clock, player, sent, pass, last } = await started();
    clock.play();
    pass(1_000);
    const before = sent.length;
    const generation = generationOf(last());
    player.heard({ type: "shown", generation, atMs: clock.get().atMs + 100 });
    expect(sent).toHaveLength(before);
    player.heard({ type: "shown", generation, atMs: clock.get().atMs + 900 });
    expect(last()).toMatchObject({ type: "play", atMs: clock.get().atMs });
  });

  it("tells the frame of a new speed", async () => {
    const { clock, last } = await started();
    clock.play();
    clock.setSpeed(4);
    expect(last()).toMatchObject({ type: "play", speed: 4 });
  });

  it("counts as watched what played while it was shown, and nothing else", async () => {
    const { clock, pass, watched, player, sent } = await started();
    clock.play();
    pass(1_100);
    clock.seek(30_000);
    pass(5_000);
    expect(player.get().phase).toBe("loading");
    expect(watched.get()).toEqual([{ from_ms: 0, to_ms: 1_000 }]);
    expect(sent.length).toBeGreaterThan(0);
  });

  it("says why and where a part failed, stops, and shows other parts", async () => {
    const load = vi.fn(async (at: number) => windowAt(at));
    const { clock, player, isLoading, shows, last } = await started({ load });
    load.mockRejectedValueOnce({ code: "unplayable", message: "segment 3 is damaged" });
    clock.play();
    clock.seek(20_000);
    await vi.waitFor(() => expect(player.get().phase).toBe("failed"));
    expect(player.get().failure).toMatchObject({ code: "unplayable", atMs: 20_000 });
    expect(clock.get()).toMatchObject({ playing: false, waiting: false });
    clock.seek(40_000);
    await isLoading();
    await vi.waitFor(() => expect(last()).toMatchObject({ type: "load", atMs: 40_000 }));
    shows();
    expect(player.get()).toMatchObject({ phase: "showing", failure: undefined });
  });

  it("does not ask again and again for what failed, but does when told to", async () => {
    const load = vi.fn(async (at: number) => windowAt(at));
    load.mockRejectedValueOnce({ code: "not_cached", message: "it is not here" });
    const { player, isLoading, clock } = rig({ load });
    player.heard({ type: "ready" });
    await vi.waitFor(() => expect(player.get().phase).toBe("failed"));
    clock.setSpeed(2);
    expect(load).toHaveBeenCalledTimes(1);
    player.retry();
    await isLoading();
  });

  it("says what the frame says of a broken window", async () => {
    const { player, last, clock } = await started();
    player.heard({ type: "failed", generation: generationOf(last()), message: "no snapshot" });
    expect(player.get()).toMatchObject({
      phase: "failed",
      failure: { code: "page", message: "no snapshot" },
    });
    expect(clock.get().waiting).toBe(false);
  });

  it("says how much of the part that it holds could not be shown, and forgets it with that part", async () => {
    const load = vi.fn(async (at: number) => windowAt(at, 10_000, at, at === 0 ? 2 : at === 10_000 ? 5 : 0));
    const { clock, player, pass, last, sent } = await started({ load });
    expect(player.get().unshown).toEqual({ changes: 0, unreadable: 2 });
    const generation = generationOf(last());
    player.heard({ type: "unshown", generation, changes: 3, unreadable: 1 });
    expect(player.get().unshown).toEqual({ changes: 3, unreadable: 3 });
    player.heard({ type: "unshown", generation: generation + 1, changes: 9, unreadable: 9 });
    expect(player.get().unshown).toEqual({ changes: 3, unreadable: 3 });
    clock.play();
    pass(6_000);
    await vi.waitFor(() => expect(sent.some((message) => message.type === "more")).toBe(true));
    // Both windows may speak of the same lines: the larger number counts, not their sum.
    expect(player.get().unshown).toEqual({ changes: 3, unreadable: 6 });
    clock.seek(40_000);
    await vi.waitFor(() => expect(last()).toMatchObject({ type: "load", atMs: 40_000 }));
    expect(player.get().unshown).toEqual({ changes: 0, unreadable: 0 });
  });

  it("does not mind what the frame says of an older load", async () => {
    const { player, last } = await started();
    player.heard({ type: "failed", generation: generationOf(last()) - 1, message: "old" });
    expect(player.get().phase).toBe("showing");
  });

  it("does not wait for ever for a frame that never speaks", () => {
    const { player, impatience, clock } = rig();
    impatience();
    expect(player.get()).toMatchObject({ phase: "failed", failure: { code: "frame" } });
    expect(clock.get().waiting).toBe(false);
  });

  it("lets the clock go when it is closed", async () => {
    const { player, clock, sent } = rig();
    player.close();
    expect(clock.get().waiting).toBe(false);
    player.heard({ type: "ready" });
    clock.seek(500);
    expect(sent).toHaveLength(0);
  });

  it("does not copy what it keeps away: the same window can be sent twice", async () => {
    const { clock, sent, shows, last } = await started();
    clock.seek(30_000);
    await vi.waitFor(() => expect(last()).toMatchObject({ type: "load", atMs: 30_000 }));
    shows();
    clock.seek(1_000);
    await vi.waitFor(() => expect(last()).toMatchObject({ type: "load", atMs: 1_000 }));
    const loads = sent.flatMap((message) => (message.type === "load" ? [message.buf] : []));
    expect(new Set(loads).size).toBe(3);
    expect(loads[2]?.byteLength).toBe(2);
  });
});

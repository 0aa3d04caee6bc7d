import { describe, expect, it, vi } from "vitest";
import type { LoadedWindow } from "../../host/host";
import { BYTES_MOST, createWindows, WINDOWS_MOST } from "./windows";

function windowAt(from_ms: number, { span = 10_000, keyframe = from_ms, bytes = 8 } = {}): LoadedWindow {
  return {
    head: { from_ms, to_ms: from_ms + span, keyframe_ms: keyframe, started_ms: 0, unreadable: 0 },
    events: new ArrayBuffer(bytes),
  };
}

describe("windows that were loaded", () => {
  it("are not asked for again for any time that they show", async () => {
    const load = vi.fn(async (at: number) => windowAt(at, { keyframe: at - 3_000 }));
    const windows = createWindows(load);
    const first = await windows.at(5_000);
    expect(await windows.at(2_000)).toBe(first);
    expect(await windows.at(15_000)).toBe(first);
    expect(load).toHaveBeenCalledTimes(1);
    await windows.at(1_999);
    expect(load).toHaveBeenCalledTimes(2);
  });

  it("go on where one ends: the next is asked for there, once", async () => {
    const load = vi.fn(async (at: number) => windowAt(at));
    const windows = createWindows(load);
    await windows.at(0);
    const next = await windows.after(10_000);
    expect(next.head.to_ms).toBe(20_000);
    expect(await windows.after(10_000)).toBe(next);
    expect(load.mock.calls).toEqual([
      [0, false],
      [10_000, false],
    ]);
  });

  it("are asked for once by two that want the same at the same time", async () => {
    const load = vi.fn(async (at: number) => windowAt(at));
    const windows = createWindows(load);
    const [one, other] = await Promise.all([windows.at(7), windows.at(7)]);
    expect(one).toBe(other);
    expect(load).toHaveBeenCalledTimes(1);
  });

  it("are kept in a bounded number, the least recently used gone first", async () => {
    const windows = createWindows(async (at) => windowAt(at));
    for (let i = 0; i < WINDOWS_MOST; i += 1) await windows.at(i * 20_000);
    await windows.at(0);
    await windows.at(1_000_000);
    expect(windows.size).toBe(WINDOWS_MOST);
    expect(windows.known(0)).toBeDefined();
    expect(windows.known(20_000)).toBeUndefined();
  });

  it("are kept in bounded memory, but the one that is shown always stays", async () => {
    const windows = createWindows(async (at) => windowAt(at, { bytes: BYTES_MOST / 2 + 1 }));
    await windows.at(0);
    await windows.at(50_000);
    expect(windows.size).toBe(1);
    expect(windows.known(50_000)).toBeDefined();
  });

  it("take the place of a shorter one from the same snapshot", async () => {
    const windows = createWindows(async (at) => windowAt(at, { keyframe: 0 }));
    await windows.at(0);
    await windows.after(10_000);
    expect(windows.size).toBe(1);
    expect(windows.known(5_000)?.head.to_ms).toBe(20_000);
  });

  it("are asked for again after a failure", async () => {
    const load = vi.fn(async (at: number) => windowAt(at));
    load.mockRejectedValueOnce({ code: "not_cached", message: "not here" });
    const windows = createWindows(load);
    await expect(windows.at(0)).rejects.toMatchObject({ code: "not_cached" });
    await expect(windows.at(0)).resolves.toBeDefined();
  });
});

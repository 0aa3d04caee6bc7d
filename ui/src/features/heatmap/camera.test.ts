import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createShutter } from "./camera";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const photograph = { png: new ArrayBuffer(4), without: 0 };

it("gives the next picture to all who asked, and asks anew for whoever asks later", async () => {
  const ask = vi.fn();
  const shutter = createShutter(ask);
  const both = [shutter.photograph(), shutter.photograph()];
  shutter.taken(photograph);
  expect(await Promise.all(both)).toEqual([photograph, photograph]);
  const later = shutter.photograph();
  shutter.failed("It is too large to be drawn.");
  await expect(later).rejects.toThrow("too large");
  expect(ask).toHaveBeenCalledTimes(3);
});

it("does not wait for ever", async () => {
  const waits = createShutter(() => undefined).photograph();
  const refused = expect(waits).rejects.toThrow("did not answer");
  await vi.advanceTimersByTimeAsync(20_000);
  await refused;
});

import { expect, it } from "vitest";
import { extended, NOTHING, offers, toggled } from "./selection";

const row = (id: string, cached = false, localOnly = false) => ({ id, cached, localOnly });

it("selects a row, and at a second time no longer", () => {
  const once = toggled(NOTHING, 4, row("a"));
  expect([...once.picked.keys()]).toEqual(["a"]);
  expect(toggled(once, 4, row("a")).picked.size).toBe(0);
});

it("draws a range out from the row that was selected by itself", () => {
  const one = toggled(NOTHING, 2, row("a"));
  const range = extended(one, [row("a"), row("b"), row("c")]);
  expect(range.anchor).toBe(2);
  expect(extended(range, [row("d")]).picked.size).toBe(4);
});

it("leaves the selection before as it was", () => {
  const before = toggled(NOTHING, 0, row("a"));
  toggled(before, 1, row("b"));
  expect(before.picked.size).toBe(1);
});

it("offers to download what is not offline, and to upload what is only here", () => {
  const selection = extended(NOTHING, [row("offline", true), row("server"), row("mine", true, true)]);
  expect(offers(selection)).toEqual({ toDownload: ["server"], toUpload: ["mine"] });
});

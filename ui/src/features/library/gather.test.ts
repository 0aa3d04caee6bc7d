import { expect, it } from "vitest";
import type { LibraryRow, ListAsk } from "../../contract";
import { gatherMissing } from "./gather";

const row = (n: number) => ({ id: `rec_${n}`, bytes: 10, cached: n % 4 === 0 }) as LibraryRow;

function hostWith(total: number) {
  const asked: ListAsk[] = [];
  const list = async (ask: ListAsk) => {
    asked.push(ask);
    const items = Array.from({ length: Math.min(ask.limit, total - ask.offset) }, (_, n) =>
      row(ask.offset + n),
    );
    return { items, total };
  };
  return { asked, list };
}

it("gathers what is not offline, in batches, and says how far it is", async () => {
  const host = hostWith(2_400);
  const told: string[] = [];
  const found = await gatherMissing(host, { kind: "web" }, new AbortController().signal, (done, of) => {
    told.push(`${done}/${of}`);
  });
  expect(found.ids).toHaveLength(1_800);
  expect(found.bytes).toBe(18_000);
  expect(told).toEqual(["1000/2400", "2000/2400", "2400/2400"]);
  expect(host.asked.every((ask) => ask.filter.kind === "web")).toBe(true);
});

it("has nothing to gather where only offline recordings are listed", async () => {
  const host = hostWith(5);
  const found = await gatherMissing(host, { cached: true }, new AbortController().signal, () => {});
  expect(found.ids).toEqual([]);
  expect(host.asked).toEqual([]);
});

it("stops between two batches when nobody wants it any more", async () => {
  const host = hostWith(5_000);
  const stop = new AbortController();
  const gathering = gatherMissing(host, {}, stop.signal, () => stop.abort());
  await expect(gathering).rejects.toThrow(/abort/i);
  expect(host.asked).toHaveLength(1);
});

import { describe, expect, it, vi } from "vitest";
import type { RunEvent } from "../../contract";
import { fakeHost, KNOWN } from "../../host/fake";
import { EventPages, PAGE } from "./pages";

function event(row: number): RunEvent {
  return { row, at_ms: row, event_type: "note", data: { row } };
}

function pagesOf(total: number) {
  const load = vi.fn(async (from: number, limit: number) =>
    Array.from({ length: Math.min(limit, total - from) }, (_, index) => event(from + index)),
  );
  return { load, pages: new EventPages(load, total) };
}

/** Resolves at the next change. */
function changed(pages: EventPages): Promise<void> {
  return new Promise((resolve) => {
    const stop = pages.subscribe(() => {
      stop();
      resolve();
    });
  });
}

describe("the events of a run", () => {
  it("come in whole pages, each asked for once", async () => {
    const { load, pages } = pagesOf(1_000);
    pages.want(190, 210);
    pages.want(150, 160);
    expect(load.mock.calls).toEqual([
      [0, PAGE],
      [PAGE, PAGE],
    ]);
    await changed(pages);
    await vi.waitFor(() => expect(pages.event(210)?.data).toEqual({ row: 210 }));
    expect(pages.event(600)).toBeUndefined();
  });

  it("come whole, however short the host cuts its answers", async () => {
    const host = fakeHost({ eventsAtMost: 3 });
    const { at_ms } = await host.outline(KNOWN.run);
    const pages = new EventPages((from, limit) => host.events(KNOWN.run, from, limit), at_ms.length);
    pages.want(0, at_ms.length);
    await changed(pages);
    const rows = at_ms.map((_, row) => row);
    expect(rows.map((row) => pages.event(row)?.row)).toEqual(rows);
  });

  it("that the host does not have are said to be missing, beside those that came", async () => {
    const load = vi.fn(async (from: number) => (from < 2 ? [event(from)] : []));
    const pages = new EventPages(load, 5);
    pages.want(0, 4);
    await changed(pages);
    expect([pages.event(1), pages.event(2)]).toEqual([event(1), undefined]);
    expect(pages.failure(2)).toMatchObject({ code: "incomplete" });
    pages.retry(2);
    expect(load).toHaveBeenLastCalledWith(0, PAGE);
  });

  it("are never asked for beyond the end", () => {
    const { load, pages } = pagesOf(300);
    pages.want(280, 900);
    expect(load.mock.calls).toEqual([[PAGE, PAGE]]);
  });

  it("are forgotten where they were not used for long", async () => {
    const { load, pages } = pagesOf(100_000);
    pages.want(0, 0);
    await changed(pages);
    for (let page = 1; page <= 30; page += 1) {
      pages.want(0, 0);
      pages.want(page * PAGE, page * PAGE);
      await changed(pages);
    }
    expect(pages.event(0), "what is used all the time stays").toBeDefined();
    expect(pages.event(PAGE), "what was used once is gone").toBeUndefined();
    expect(load).toHaveBeenCalledTimes(31);
  });

  it("say why they did not come, and are asked for again only by a person", async () => {
    const failure = { code: "not_cached", message: "It is not here." };
    const load = vi.fn<(from: number, limit: number) => Promise<RunEvent[]>>();
    load.mockRejectedValueOnce(failure).mockResolvedValueOnce([event(0)]);
    const pages = new EventPages(load, 1);
    pages.want(0, 5);
    await changed(pages);
    expect(pages.failure(0)).toEqual(failure);
    pages.want(0, 5);
    expect(load).toHaveBeenCalledTimes(1);
    pages.retry(0);
    await vi.waitFor(() => expect(pages.event(0)).toEqual(event(0)));
    expect(pages.failure(0)).toBeUndefined();
  });
});

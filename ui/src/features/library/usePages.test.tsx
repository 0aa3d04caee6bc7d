import { QueryClientProvider } from "@tanstack/react-query";
import { act, renderHook, waitFor } from "@testing-library/react";
import type { ReactNode } from "react";
import { expect, it, vi } from "vitest";
import { LIVE, newQueryClient } from "../../app/queries";
import type { LibraryRow, ListAsk } from "../../contract";
import { HostProvider } from "../../host/context";
import type { Host } from "../../host/host";
import type { Listing } from "./filter";
import { usePages } from "./usePages";

const TOTAL = 1_000;
const all: Listing = { filter: {}, order: "newest" };

function rig(list = answer) {
  const asked = vi.fn(list);
  const client = newQueryClient();
  const wrapper = ({ children }: { children: ReactNode }) => (
    <HostProvider host={{ list: asked } as unknown as Host}>
      <QueryClientProvider client={client}>{children}</QueryClientProvider>
    </HostProvider>
  );
  const hook = renderHook(
    (listing: Listing) => {
      const pages = usePages(listing);
      return { ...pages, drawn: [0, 510, 999].map((index) => pages.row(index)?.id) };
    },
    { wrapper, initialProps: all },
  );
  const offsets = () => asked.mock.calls.map(([ask]) => ask.offset);
  return { ...hook, asked, client, offsets };
}

async function answer({ filter, limit, offset }: ListAsk) {
  const items = Array.from(
    { length: Math.max(0, Math.min(limit, TOTAL - offset)) },
    (_, n) => ({ id: `${filter.kind ?? "any"} ${offset + n}` }) as LibraryRow,
  );
  return { items, total: TOTAL };
}

it("asks for the first page, and for no more than is in view", async () => {
  const { result, offsets } = rig();
  await waitFor(() => expect(result.current.total).toBe(TOTAL));
  expect(result.current.row(3)?.id).toBe("any 3");
  expect(result.current.row(200)).toBeUndefined();
  expect(offsets()).toEqual([0]);
});

it("loads the page that comes into view, and keeps it", async () => {
  const { result, offsets } = rig();
  await waitFor(() => expect(result.current.total).toBe(TOTAL));
  act(() => result.current.see(500, 520));
  await waitFor(() => expect(result.current.drawn).toEqual(["any 0", "any 510", undefined]));
  act(() => result.current.see(0, 20));
  act(() => result.current.see(500, 520));
  await waitFor(() => expect(result.current.row(510)?.id).toBe("any 510"));
  expect(offsets()).toEqual([0, 400]);
});

it("asks for no page past the end", async () => {
  const { result, offsets } = rig();
  await waitFor(() => expect(result.current.total).toBe(TOTAL));
  act(() => result.current.see(980, 999));
  await waitFor(() => expect(result.current.row(999)?.id).toBe("any 999"));
  expect(offsets()).toEqual([0, 800]);
});

it("shows what was listed until what is asked for now is here", async () => {
  const { result, rerender } = rig();
  await waitFor(() => expect(result.current.total).toBe(TOTAL));
  rerender({ filter: { kind: "web" }, order: "newest" });
  expect(result.current.behind).toBe(true);
  expect(result.current.row(0)?.id).toBe("any 0");
  await waitFor(() => expect(result.current.behind).toBe(false));
  expect(result.current.row(0)?.id).toBe("web 0");
});

it("fetches the pages of a range that are not here", async () => {
  const { result } = rig();
  await waitFor(() => expect(result.current.total).toBe(TOTAL));
  const rows = await result.current.rows(190, 410);
  expect(rows).toHaveLength(221);
  expect([rows[0]?.id, rows.at(-1)?.id]).toEqual(["any 190", "any 410"]);
});

it("asks again for what is in view when something changed", async () => {
  const { result, client, asked } = rig();
  await waitFor(() => expect(result.current.total).toBe(TOTAL));
  asked.mockImplementation(async (ask) => ({ ...(await answer(ask)), total: 7 }));
  await act(() => client.invalidateQueries({ queryKey: [LIVE] }));
  await waitFor(() => expect(result.current.total).toBe(7));
});

it("says why a list cannot be had, and tries again when asked", async () => {
  const { result, asked } = rig(async () => {
    throw { code: "vault", message: "the disk is gone" };
  });
  await waitFor(() => expect(result.current.failure?.code).toBe("vault"));
  asked.mockImplementation(answer);
  act(() => result.current.retry());
  await waitFor(() => expect(result.current.total).toBe(TOTAL));
  expect(result.current.failure).toBeUndefined();
});

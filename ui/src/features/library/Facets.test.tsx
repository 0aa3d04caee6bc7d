import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { openAt } from "../../../tests/window";
import { FacetGroup } from "./FacetGroup";

const tags = Array.from({ length: 30 }, (_, at) => ({
  value: `tag ${at}`,
  label: `tag ${at}`,
  total: 40 - at,
  active: at === 7,
}));

function shown(unlisted: number) {
  const onToggle = vi.fn();
  render(<FacetGroup name="Tag" items={tags} unlisted={unlisted} untrusted onToggle={onToggle} />);
  return { onToggle, user: userEvent.setup() };
}

describe("a facet", () => {
  it("takes a value that is not listed, and says that there are more", async () => {
    const { onToggle, user } = shown(112);
    await user.click(screen.getByRole("button", { name: /more…/ }));
    expect(screen.getByText("112 rarer ones are not listed: type the whole word.")).toBeDefined();
    await user.type(screen.getByLabelText("Find in tag"), "chargeback");
    await user.click(screen.getByRole("button", { name: "Filter by “chargeback”" }));
    expect(onToggle.mock.calls).toEqual([["chargeback"]]);
  });

  it("says nothing of more where all are listed", async () => {
    const { user } = shown(0);
    await user.click(screen.getByRole("button", { name: /more…/ }));
    expect(screen.queryByText(/not listed/)).toBeNull();
  });

  it("takes the typed value by Enter, and does not take the one in force away", async () => {
    const { onToggle, user } = shown(0);
    await user.click(screen.getByRole("button", { name: /more…/ }));
    const find = screen.getByLabelText("Find in tag");
    await user.type(find, "tag 7{Enter}");
    expect(onToggle).not.toHaveBeenCalled();
    await user.type(find, "tag 9{Enter}");
    expect(onToggle.mock.calls).toEqual([["tag 9"]]);
  });
});

it("asks what is flagged and not offline yet, the question before a journey", async () => {
  const { user, calls } = openAt("/library");
  const facets = within(await screen.findByRole("navigation", { name: "Filters" }));
  const notOffline = await facets.findByRole("button", { name: /^Not offline/ });
  const total = (name: RegExp) =>
    Number(within(facets.getByRole("button", { name })).getByText(/^\d+$/).textContent);
  await facets.findByRole("button", { name: /^Not offline ?\d+/ });
  expect(total(/^Offline/) + total(/^Not offline/)).toBe(60);
  await user.click(facets.getByRole("button", { name: /^Flagged/ }));
  await user.click(notOffline);
  expect(await screen.findByRole("button", { name: "Remove filter State: Flagged" })).toBeDefined();
  const chip = await screen.findByRole("button", { name: "Remove filter State: Not offline" });
  const filter = () => (calls("list").at(-1)?.[0] as { filter: unknown } | undefined)?.filter;
  await vi.waitFor(() => expect(filter()).toEqual({ flagged: true, cached: false }));
  await user.click(chip);
  await vi.waitFor(() => expect(chip.isConnected).toBe(false));
  expect(screen.getByRole("button", { name: "Remove filter State: Flagged" })).toBeDefined();
});

import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { FilterMenu } from "./FilterMenu";

const users = Array.from({ length: 200 }, (_, at) => ({ value: `user-${at}`, total: 300 - at }));

async function opened(unlisted: number) {
  const onSearch = vi.fn();
  const user = userEvent.setup();
  render(<FilterMenu search={{}} users={users} unlisted={unlisted} onSearch={onSearch} />);
  await user.click(screen.getByRole("button", { name: "+ Filter" }));
  return { onSearch, user, who: screen.getByRole("combobox", { name: "Who" }) };
}

describe("the list of people", () => {
  it("says that it is cut, and takes a name that is not in it", async () => {
    const { onSearch, user, who } = await opened(1_234);
    const cut = document.getElementById(who.getAttribute("aria-describedby") ?? "");
    expect(cut?.textContent).toContain("200 people are offered");
    expect(cut?.textContent).toContain("1,234 others are found by typing the whole name.");
    await user.type(who, "z.nowak{Enter}");
    expect(onSearch.mock.calls).toEqual([[{ user: "z.nowak" }]]);
  });

  it("says nothing of it where all are offered", async () => {
    const { who } = await opened(0);
    expect(who.getAttribute("aria-describedby")).toBeNull();
    expect(screen.queryByText(/are offered/)).toBeNull();
  });
});

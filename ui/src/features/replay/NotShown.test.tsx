import { render, screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { NotShown } from "./NotShown";

describe("what of a page could not be shown", () => {
  it.each([
    [1, 0, "Some of what was recorded here could not be shown: 1 change."],
    [0, 2, "Some of what was recorded here could not be shown: 2 unreadable events."],
    [1_200, 1, "Some of what was recorded here could not be shown: 1,200 changes, 1 unreadable event."],
  ])("is said in numbers: %i changes, %i events", (changes, unreadable, words) => {
    render(<NotShown changes={changes} unreadable={unreadable} />);
    expect(screen.getByText(words)).toBeDefined();
  });

  it("is not spoken of where all is shown", () => {
    const { container } = render(<NotShown changes={0} unreadable={0} />);
    expect(container.innerHTML).toBe("");
  });
});

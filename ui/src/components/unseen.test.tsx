import { render } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { Untrusted } from "./Untrusted";
import { plainText } from "./unseen";

describe("text from elsewhere", () => {
  it.each([
    ["a right-to-left override", "a\u202eb", "aU+202Eb"],
    ["an isolate", "\u2067x\u2069", "U+2067xU+2069"],
    ["a null and a bell", "a\u0000b\u0007", "aU+0000bU+0007"],
    ["an escape sequence", "\u001b[31m", "U+001B[31m"],
    ["a zero-width space", "pass\u200bword", "passU+200Bword"],
    ["a byte order mark", "\ufeffx", "U+FEFFx"],
    ["a hidden tag", "a\u{e0041}", "aU+E0041"],
    ["half of a character", "a\ud800b", "aU+D800b"],
    ["a line break where one line is expected", "a\nb\tc", "a↵b⇥c"],
  ])("shows %s", (_, text, shown) => {
    expect(plainText(text)).toBe(shown);
  });

  it.each([
    ["letters of any script", "Łódź 東京 مرحبا"],
    ["a family, joined", "👨‍👩‍👧"],
    ["a Persian word with its joiner", "می‌خواهم"],
    ["markup", "<img src=x onerror=alert(1)>"],
  ])("leaves %s as it is", (_, text) => {
    expect(plainText(text)).toBe(text);
  });

  it("is text, whatever it says", () => {
    const { container } = render(<Untrusted text={'<img src="x" onerror="alert(1)"> & <b>bold</b>'} />);
    expect(container.textContent).toBe('<img src="x" onerror="alert(1)"> & <b>bold</b>');
    expect(container.querySelector("img, b")).toBeNull();
  });

  it("stands in an isolate of its own, and its marks are no part of it", () => {
    const { container } = render(<Untrusted text={"a\u202eb"} />);
    expect(container.querySelector("bdi")?.querySelectorAll("span")).toHaveLength(1);
  });

  it("marks what was looked for, whatever the case, and stays text", () => {
    const { container } = render(<Untrusted text="<b>Order</b>, then order 2" needle="order" />);
    expect([...container.querySelectorAll("mark")].map((mark) => mark.textContent)).toEqual([
      "Order",
      "order",
    ]);
    expect(container.textContent).toBe("<b>Order</b>, then order 2");
  });

  it("keeps lines where lines are wanted", () => {
    const { container } = render(<Untrusted text={"a\nb\u0007"} lines />);
    expect(container.textContent).toBe("a\nbU+0007");
  });

  it("is cut where it is too long, never inside of a character", () => {
    const { container } = render(<Untrusted text="abcdef" max={3} />);
    expect(container.textContent).toBe("abc…");
    expect(plainText("ab😀", 3)).toBe("ab…");
  });
});

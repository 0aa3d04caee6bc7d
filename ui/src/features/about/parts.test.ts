import { expect, it } from "vitest";
import licences from "./licences.json";
import { type Part, partsWith } from "./parts";

const PARTS: Part[] = [
  { name: "serde", version: "1.0.0", from: "crate", licence: "MIT OR Apache-2.0" },
  { name: "React", version: "19.0.0", from: "npm", licence: "MIT" },
];
const names = (wanted: string) => partsWith(PARTS, wanted).map(({ name }) => name);

it("finds parts by all of some words, in any case", () => {
  expect(names(" ")).toEqual(["serde", "React"]);
  expect(names("react")).toEqual(["React"]);
  expect(names("mit npm")).toEqual(["React"]);
  expect(names("apache react")).toEqual([]);
});

it("has what the window is made of, each with a licence", () => {
  const listed = new Map(licences.map((part) => [part.name, part]));
  for (const name of ["tauri", "serde", "react", "rrweb", "radix-ui", "libsqlite3-sys"]) {
    expect(listed.get(name)?.licence, name).toMatch(/MIT|Apache/);
  }
  expect(licences.filter(({ licence }) => licence.trim() === "")).toEqual([]);
  expect(listed.has("vitest"), "what only tests is not carried").toBe(false);
});

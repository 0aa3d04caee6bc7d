import { describe, expect, it } from "vitest";
import { sentence } from "./ErrorNote";

describe("a message of the host as a sentence", () => {
  it.each([
    ["the vault is busy", "The vault is busy."],
    ["cancelled; what had come is kept", "cancelled; what had come is kept."],
    ["cancelled, and nothing is lost", "Cancelled, and nothing is lost."],
    ["https://review.acme.example cannot be reached", "https://review.acme.example cannot be reached."],
    ["http://10.0.0.7:8080 failed (status 503).", "http://10.0.0.7:8080 failed (status 503)."],
    ["home/okafor/run.json cannot be read", "home/okafor/run.json cannot be read."],
    ["run.jsonl is no recording", "run.jsonl is no recording."],
    ["is that so?", "Is that so?"],
  ])("%s", (message, said) => {
    expect(sentence(message)).toBe(said);
  });
});

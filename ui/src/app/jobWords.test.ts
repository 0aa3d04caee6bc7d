import { describe, expect, it } from "vitest";
import type { JobKind } from "../contract";
import type { EndedJob } from "./jobs";
import { endedWords } from "./jobWords";

const ended = (kind: JobKind, code?: string): EndedJob => ({
  id: "a",
  kind,
  about: "",
  recordingIds: [],
  imported: [],
  ...(code ? { failure: { code, message: "because" } } : {}),
});

describe("what is said of a job that ended", () => {
  it.each(["sync", "download", "upload"] as const)(
    "a %s without a network never says what is offline",
    (kind) => {
      expect(endedWords(ended(kind, "offline"))).toBe("The server cannot be reached");
    },
  );

  it("names what did not come, and what was cancelled", () => {
    expect(endedWords(ended("download", "incomplete"))).toBe("Not everything was downloaded");
    expect(endedWords(ended("download", "cancelled"))).toBe("Cancelled");
    expect(endedWords(ended("sync"))).toBe("Synced");
  });
});

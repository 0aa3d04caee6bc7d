import { describe, expect, it } from "vitest";
import type { Insight, Outline, RecordingDetail, RecordingView } from "../../contract";
import { clustersOf, currentOf, type Mark, marksOf, momentsOf, nearest } from "./marks";

const opened = { id: "a", kind: "web", duration_ms: 60_000 } as RecordingView;

const flag = (id: string, reason: string, at_ms?: number) => ({
  id,
  recording_id: "a",
  reason,
  severity: "high" as const,
  by: "x",
  source: "rule" as const,
  at: "",
  ...(at_ms === undefined ? {} : { at_ms }),
});

const detail: RecordingDetail = {
  recording: opened,
  beside: [],
  clock: { from_ms: 0, to_ms: 60_000 },
  notes: [{ id: "n", recording_id: "a", at_ms: 300, text: "look", by: "x", at: "" }],
  review: {
    id: "r",
    aliases: [],
    recording_id: "a",
    state: "open",
    severity: "high",
    verdicts: [],
    version: 1,
    created_at: "",
    updated_at: "",
    flags: [flag("1", "here", 300), flag("2", "all of it")],
  },
};

const outline: Outline = {
  duration_ms: 1_000,
  at_ms: [100, 200],
  type_of: [0, 0],
  types: ["x"],
  lane_of: [0, 0],
  lanes: [""],
  labels: ["failed", "asked"],
  bars: [],
  requests: [{ row: 1, at_ms: 200, label: "may I?" }],
  errors: [0],
  conversation: false,
};

const insight = (...moments: [number, string, number][]): Insight => ({
  moments: moments.map(([at_ms, kind, score]) => ({
    recording_id: "a",
    at_ms,
    kind,
    score,
    label: `${kind} at ${at_ms}`,
  })),
  left_out: 0,
  summary: [],
  lacks: [],
});

const ofAll = (...told: [number, string, number][]): Insight => {
  const { moments, ...rest } = insight(...told);
  return { ...rest, moments: moments.map((one) => ({ ...one, whole: true })) };
};

const inShort = (marks: readonly Mark[]) => marks.map(({ kind, atMs }) => [kind, atMs]);

describe("marks without an insight", () => {
  it("are flags and notes with a time, errors and requests, in order", () => {
    const marks = marksOf(detail, [{ outline, offsetMs: 0, opened: true }]);
    expect(inShort(marks)).toEqual([
      ["error", 100],
      ["agent_request", 200],
      ["flag", 300],
      ["note", 300],
    ]);
    expect(marks[2]).toMatchObject({ severity: "high", label: "here", score: 100 });
  });

  it("leave out what another recording had before this one began", () => {
    const marks = marksOf(detail, [{ outline, offsetMs: -150, opened: false }]);
    expect(inShort(marks)).toEqual([
      ["agent_request", 50],
      ["flag", 300],
      ["note", 300],
    ]);
  });
});

describe("marks with insights", () => {
  it("come from the insight instead of the outline, each once", () => {
    const told = insight(
      [0, "flag", 100],
      [100, "error", 85],
      [200, "agent_request", 65],
      [300, "flag", 100],
    );
    const marks = marksOf(detail, [{ outline, insight: told, offsetMs: 0, opened: true }]);
    expect(inShort(marks), "the flag about the whole recording points at no time").toEqual([
      ["error", 100],
      ["agent_request", 200],
      ["flag", 300],
      ["note", 300],
    ]);
    expect(marks[2]?.severity, "a flag keeps its severity").toBe("high");
  });

  it("have no place for a flag on another recording as a whole", () => {
    const marks = marksOf(detail, [{ insight: ofAll([0, "flag", 100]), offsetMs: 5_000, opened: false }]);
    expect(inShort(marks)).toEqual([
      ["flag", 300],
      ["note", 300],
    ]);
  });

  it("merge the recordings of the session, each shifted by its offset", () => {
    const web = insight([500, "rage_click", 70]);
    const run = insight([100, "error", 85], [400, "note", 95], [900, "answer", 45]);
    const marks = marksOf({ ...detail, notes: [], review: undefined }, [
      { insight: web, offsetMs: 0, opened: true },
      { insight: run, outline, offsetMs: -200, opened: false },
    ]);
    expect(inShort(marks)).toEqual([
      ["note", 200],
      ["rage_click", 500],
      ["answer", 700],
    ]);
    expect(
      marks.map(({ beside }) => beside ?? false),
      "whose they are is known",
    ).toEqual([true, false, true]);
  });

  it("wait for one recording without hiding another's", () => {
    const marks = marksOf({ ...detail, notes: [], review: undefined }, [
      { offsetMs: 0, opened: true },
      { outline, offsetMs: 10, opened: false },
    ]);
    expect(inShort(marks)).toEqual([
      ["error", 110],
      ["agent_request", 210],
    ]);
  });
});

describe("stepping", () => {
  const marks = (...kinds: [string, number][]) =>
    kinds.map(([kind, atMs]): Mark => ({ kind, atMs, score: 1, label: "" }));

  it("goes to each time once, and passes navigations by", () => {
    const all = marks(["error", 1], ["navigation", 2], ["note", 3], ["flag", 3]);
    expect(momentsOf(all)).toEqual([1, 3]);
  });

  it("goes to navigations where there is nothing else", () => {
    expect(momentsOf(marks(["navigation", 2], ["navigation", 5]))).toEqual([2, 5]);
  });

  it("knows the last moment that was reached", () => {
    expect([0, 1, 2, 3, 9].map((at) => currentOf([1, 3, 3], at))).toEqual([-1, 0, 0, 2, 2]);
  });
});

describe("marks at one pixel", () => {
  const marks: Mark[] = [
    { kind: "navigation", atMs: 1_000, score: 10, label: "page" },
    { kind: "error", atMs: 1_010, score: 85, label: "first" },
    { kind: "error", atMs: 1_020, score: 85, label: "second" },
    { kind: "note", atMs: 9_000, score: 95, label: "far" },
  ];
  const clusters = clustersOf(marks, (atMs) => atMs / 100);

  it("are drawn once, as what is most worth looking at, with their number", () => {
    expect(clusters).toMatchObject([
      { x: 10.1, count: 3, lead: { label: "first" } },
      { x: 90, count: 1, lead: { label: "far" } },
    ]);
  });

  it("are meant by a pointer that is near", () => {
    expect(nearest(clusters, 14, 6)?.lead.label).toBe("first");
    expect(nearest(clusters, 40, 6)).toBeUndefined();
  });
});

import { describe, expect, it } from "vitest";
import type { RunEvent } from "../../contract";
import { join, read, turnAt, turnsOf } from "./conversation";

function event(event_type: string, data: unknown): RunEvent {
  return { row: 0, at_ms: 0, event_type, data };
}

describe("turns", () => {
  const types = ["user_input", "operation_start", "operation_complete", "error", "agent_message"];
  const cut = (...words: string[]) =>
    turnsOf({ types, type_of: words.map((word) => types.indexOf(word)) }).map(({ first, last }) => [
      first,
      last,
    ]);

  it("join a call with the results that follow it", () => {
    expect(
      cut(
        "user_input",
        "operation_start",
        "operation_complete",
        "error",
        "agent_message",
        "operation_complete",
      ),
    ).toEqual([
      [0, 0],
      [1, 3],
      [4, 4],
      [5, 5],
    ]);
  });

  it("do not join an error that follows no call", () => {
    expect(cut("agent_message", "error", "operation_start", "operation_start")).toEqual([
      [0, 0],
      [1, 1],
      [2, 2],
      [3, 3],
    ]);
  });

  it("stay readable when a call has thousands of results", () => {
    const turns = cut("operation_start", ...Array.from({ length: 1_000 }, () => "operation_complete"));
    expect(turns[0]).toEqual([0, 50]);
    expect(turns.at(-1)).toEqual([1_000, 1_000]);
  });

  it("are found by any of their rows", () => {
    const turns = [
      { first: 0, last: 0 },
      { first: 1, last: 3 },
      { first: 4, last: 4 },
    ];
    expect([0, 1, 2, 3, 4, 9].map((row) => turnAt(turns, row))).toEqual([0, 1, 1, 1, 2, 2]);
  });
});

describe("a message of a chat", () => {
  it.each([
    ["user_input", { role: "user", content: "  Hi\n there" }, "user", "  Hi\n there"],
    ["system_prompt", { role: "developer", content: "Be kind" }, "system", "Be kind"],
    [
      "agent_message",
      { role: "assistant", content: [{ type: "text", text: "a" }, { type: "image_url" }] },
      "agent",
      "a\n[image_url]",
    ],
    ["critic", { role: "critic", content: "hm" }, "other", "hm"],
    ["user_input", { text: "from a live run" }, "user", "from a live run"],
    ["agent_message", null, "agent", ""],
  ])("of type %s says who and what", (type, data, who, text) => {
    expect(read(event(type, data))).toMatchObject({ who, text });
  });

  it("reads the arguments of its calls, also where they are no JSON", () => {
    const said = read(
      event("operation_start", {
        role: "assistant",
        content: null,
        tool_calls: [
          { id: "c1", function: { name: "find", arguments: '{"id": 7}' } },
          { id: "c2", function: { name: "book", arguments: "{broken" } },
        ],
      }),
    );
    expect(said.calls).toEqual([
      { id: "c1", name: "find", arguments: { id: 7 } },
      { id: "c2", name: "book", arguments: "{broken" },
    ]);
  });

  it("is a result where a tool says it", () => {
    const said = read(
      event("error", { role: "tool", tool_call_id: "c1", operation: "find", content: "Error: no" }),
    );
    expect(said).toMatchObject({
      who: "tool",
      text: "",
      results: [{ callId: "c1", name: "find", text: "Error: no", failed: true }],
    });
  });
});

describe("a step of ATIF", () => {
  it("holds its calls and what was observed", () => {
    const said = read(
      event("error", {
        source: "agent",
        message: "Looking",
        reasoning_content: "I should look",
        tool_calls: [{ tool_call_id: "a", function_name: "ls", arguments: { path: "/" } }],
        observation: {
          results: [
            { source_call_id: "a", content: "Error: denied" },
            { content: [{ type: "text", text: "x" }] },
          ],
        },
      }),
    );
    expect(said).toEqual({
      who: "agent",
      role: "agent",
      text: "Looking",
      reasoning: "I should look",
      calls: [{ id: "a", name: "ls", arguments: { path: "/" } }],
      results: [
        { callId: "a", text: "Error: denied", failed: true },
        { text: "x", failed: false },
      ],
    });
  });
});

describe("results", () => {
  const calls = [
    { id: "a", name: "find", arguments: null },
    { id: "b", name: "book", arguments: null },
  ];
  const result = (text: string, more: object = {}) => ({ text, failed: false, ...more });

  it("go to their calls by id, in whichever order they came", () => {
    const joined = join(calls, [result("2", { callId: "b" }), result("1", { callId: "a" })]);
    expect(joined.calls.map(({ results }) => results.map(({ text }) => text))).toEqual([["1"], ["2"]]);
  });

  it("go to calls in order where there are no ids, and by name where there is one", () => {
    const joined = join(calls, [result("2", { name: "book" }), result("1")]);
    expect(joined.calls.map(({ results }) => results.map(({ text }) => text))).toEqual([["1"], ["2"]]);
  });

  it("stand for themselves where their call is not there", () => {
    expect(join(calls, [result("x", { callId: "z" })]).rest).toHaveLength(1);
  });
});

it("an event is read once, so that what was opened of its arguments stays open", () => {
  const call = event("operation_start", {
    role: "assistant",
    tool_calls: [{ id: "c1", function: { name: "find", arguments: '{"id": 7}' } }],
  });
  expect(read(call).calls[0]?.arguments).toBe(read(call).calls[0]?.arguments);
});

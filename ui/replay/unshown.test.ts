import { describe, expect, it, vi } from "vitest";
import { countUnshown } from "./unshown";

const change = (source = 0) => ({ source, adds: [], removes: [] });

describe("what rrweb could not apply", () => {
  it("counts each change once, however often it fails and whatever is said of it", () => {
    const unshown = countUnshown(() => {});
    const [one, other] = [change(), change(2)];
    for (let seek = 0; seek < 3; seek += 1) {
      unshown.logger.warn("[replayer]", "Node with id '7' not found. ", one);
      unshown.logger.warn("[replayer]", "Exception in mutation: a secret", one);
      unshown.logger.warn("[replayer]", "parent could not remove child", {}, {}, other);
    }
    expect(unshown.changes).toBe(2);
  });

  it("counts all that is warned of without a change as one", () => {
    const unshown = countUnshown(() => {});
    for (const said of [new Error("no"), "words", undefined, null]) unshown.logger.warn("[replayer]", said);
    expect(unshown.changes).toBe(1);
  });

  it("hears of added nodes that nobody is the parent of, and of no other debugging", () => {
    const unshown = countUnshown(() => {});
    unshown.logger.log("[replayer]", "Node with id '7' not found. ", change());
    expect(unshown.changes).toBe(0);
    const added = { parentId: 9, nextId: null, node: { type: 2, id: 10 } };
    unshown.logger.log("[replayer]", "Drop resolve tree", { value: added, parent: null, children: [] });
    unshown.logger.log("[replayer]", "Drop resolve tree", { value: added, parent: null, children: [] });
    expect(unshown.changes).toBe(1);
  });

  it("tells once for all of one go", async () => {
    const more = vi.fn();
    const unshown = countUnshown(more);
    for (let at = 0; at < 5; at += 1) unshown.logger.warn("[replayer]", change());
    expect(more).not.toHaveBeenCalled();
    await Promise.resolve();
    expect(more).toHaveBeenCalledTimes(1);
    unshown.logger.warn("[replayer]", change());
    await Promise.resolve();
    expect(more).toHaveBeenCalledTimes(2);
  });

  it("writes nothing anywhere", () => {
    const written = (["log", "warn", "error", "debug", "info"] as const).map((name) =>
      vi.spyOn(console, name),
    );
    const unshown = countUnshown(() => {});
    unshown.logger.warn("[replayer]", "a secret", change());
    unshown.logger.log("[replayer]", "a secret", change());
    for (const spy of written) expect(spy).not.toHaveBeenCalled();
  });
});

// Counts the recorded changes that rrweb could not apply. It tells of them by warnings alone; what a warning says is
// recorded text, of which nothing is kept and nothing written.

interface Logger {
  log: (...said: unknown[]) => void;
  warn: (...said: unknown[]) => void;
}

export interface Unshown {
  /** For rrweb, which tells it both warnings and what it calls debugging. */
  logger: Logger;
  /** Different changes so far: one that fails at each seek counts once. */
  readonly changes: number;
}

/** Calls `more` soon after the count has grown, once for all of one go. */
export function countUnshown(more: () => void): Unshown {
  const known = new WeakSet<object>();
  // Stands for all that rrweb warns of without saying which change it was.
  const unnamed = {};
  let changes = 0;
  let willTell = false;

  function count(change: object) {
    if (known.has(change)) return;
    known.add(change);
    changes += 1;
    if (willTell) return;
    willTell = true;
    queueMicrotask(() => {
      willTell = false;
      more();
    });
  }

  return {
    logger: {
      warn: (...said) => count(said.findLast(isChange) ?? unnamed),
      // Nodes without a parent are dropped under the name of debugging; all else there is in order.
      log: (...said) => {
        const tree = said.find(isTree);
        if (tree) count(tree.value);
      },
    },
    get changes() {
      return changes;
    },
  };
}

/** The data of a recorded change. */
function isChange(said: unknown): said is object {
  return isRecord(said) && typeof said.source === "number";
}

/** What rrweb calls a resolve tree: added nodes that wait for their parent. */
function isTree(said: unknown): said is { value: object } {
  return isRecord(said) && isRecord(said.value) && isRecord(said.value.node);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

import { isContainer, sizeOf, type TreeRow } from "./tree";

/** What a key does in a tree. */
export type TreeAct = { do: "go"; to: number } | { do: "toggle"; open: boolean };

/** Whether a row can be opened. */
export function opens(row: TreeRow): boolean {
  return row.kind === "group" || (isContainer(row.value) && sizeOf(row.value) > 0);
}

/** As trees are used everywhere: up and down move, right opens or goes in, left closes or goes out. */
export function treeAct(key: string, rows: readonly TreeRow[], at: number): TreeAct | null {
  const row = rows[at];
  if (!row) return null;
  const last = rows.length - 1;
  switch (key) {
    case "ArrowDown":
      return { do: "go", to: Math.min(at + 1, last) };
    case "ArrowUp":
      return { do: "go", to: Math.max(at - 1, 0) };
    case "ArrowRight":
      return opens(row) && !row.open
        ? { do: "toggle", open: true }
        : { do: "go", to: row.open ? Math.min(at + 1, last) : at };
    case "ArrowLeft":
      return opens(row) && row.open
        ? { do: "toggle", open: false }
        : { do: "go", to: Math.max(row.parent, 0) };
    case "Home":
      return { do: "go", to: 0 };
    case "End":
      return { do: "go", to: last };
    case "Enter":
    case " ":
      return { do: "toggle", open: !row.open };
    default:
      return null;
  }
}

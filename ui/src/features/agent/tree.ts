// A JSON value as the rows of a tree. Payloads come from recordings: they may be 32 MB, 2,000 deep, or hold
// millions of members, so nothing here recurses and nothing is walked that is not open.

/** Members of one container that are listed at once; more of them stand in groups that open like containers. */
export const GROUP = 1_000;

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type Container = Json[] | { [key: string]: Json };

/** The way from the root to a container, shared by all that is found in it. */
export interface Step {
  up: Step | null;
  container: Container;
  /** Its key in the container above; absent at the root. */
  key?: string | number;
}

/** What is open. Containers of a parsed JSON are distinct objects, so identity names them without a path. */
export interface Opened {
  containers: ReadonlySet<Container>;
  groups: ReadonlyMap<Container, ReadonlySet<number>>;
}

export const NOTHING_OPEN: Opened = { containers: new Set(), groups: new Map() };

interface RowBase {
  /** Where it stands; absent at the root. */
  in: Step | null;
  depth: number;
  /** The row that holds it; -1 at the root. */
  parent: number;
  /** From 1, among `size` siblings. */
  position: number;
  size: number;
}

export interface ValueRow extends RowBase {
  kind: "value";
  key?: string | number;
  value: Json;
  open: boolean;
}

export interface GroupRow extends RowBase {
  kind: "group";
  in: Step;
  group: number;
  from: number;
  to: number;
  open: boolean;
}

export type TreeRow = ValueRow | GroupRow;

export function isContainer(value: Json): value is Container {
  return typeof value === "object" && value !== null;
}

export function keysOf(container: Container): (string | number)[] {
  return Array.isArray(container) ? Array.from(container.keys()) : Object.keys(container);
}

export function sizeOf(container: Container): number {
  return Array.isArray(container) ? container.length : Object.keys(container).length;
}

export function member(container: Container, key: string | number): Json {
  return (container as Record<string | number, Json>)[key] as Json;
}

/** A container whose members are being listed. */
interface Frame {
  step: Step;
  keys: (string | number)[];
  row: number;
  depth: number;
  next: number;
  end: number;
  /** What is listed: the groups of a large container, or members. */
  groups: boolean;
}

/** The rows that show when `opened` is open. */
export function flatten(root: Json, opened: Opened): TreeRow[] {
  const rows: TreeRow[] = [];
  const stack: Frame[] = [];
  const open = (step: Step, row: number, depth: number) => {
    const keys = keysOf(step.container);
    const groups = keys.length > GROUP;
    const end = groups ? Math.ceil(keys.length / GROUP) : keys.length;
    stack.push({ step, keys, row, depth, next: 0, end, groups });
  };
  const rootOpen = isContainer(root) && opened.containers.has(root);
  rows.push({
    kind: "value",
    in: null,
    depth: 0,
    parent: -1,
    position: 1,
    size: 1,
    value: root,
    open: rootOpen,
  });
  if (isContainer(root) && rootOpen) {
    open({ up: null, container: root }, 0, 1);
  }
  for (let frame = stack.at(-1); frame; frame = stack.at(-1)) {
    if (frame.next >= frame.end) {
      stack.pop();
      continue;
    }
    const { step, keys, depth, row: parent } = frame;
    const at = frame.next++;
    if (frame.groups) {
      const from = at * GROUP;
      const to = Math.min(from + GROUP, keys.length);
      const isOpen = opened.groups.get(step.container)?.has(at) ?? false;
      const base = { in: step, depth, parent, position: at + 1, size: frame.end };
      rows.push({ kind: "group", ...base, group: at, from, to, open: isOpen });
      if (isOpen) {
        const row = rows.length - 1;
        stack.push({ step, keys, row, depth: depth + 1, next: from, end: to, groups: false });
      }
      continue;
    }
    const key = keys[at] as string | number;
    const value = member(step.container, key);
    const isOpen = isContainer(value) && opened.containers.has(value);
    const first = keys.length > GROUP ? Math.floor(at / GROUP) * GROUP : 0;
    const size = Math.min(GROUP, keys.length - first);
    const base = { in: step, depth, parent, position: at - first + 1, size };
    rows.push({ kind: "value", ...base, key, value, open: isOpen });
    if (isContainer(value) && isOpen) {
      open({ up: step, container: value, key }, rows.length - 1, depth + 1);
    }
  }
  return rows;
}

/** What is open at first: containers from the top down, level by level, while they come to `budget` rows. */
export function openedAtFirst(root: Json, budget: number): Opened {
  const containers = new Set<Container>();
  let level: Container[] = isContainer(root) ? [root] : [];
  let rows = 1;
  while (level.length > 0) {
    const below: Container[] = [];
    for (const container of level) {
      const size = sizeOf(container);
      if (rows + size > budget && containers.size > 0) {
        continue;
      }
      containers.add(container);
      rows += Math.min(size, GROUP);
      if (size <= GROUP) {
        for (const key of keysOf(container)) {
          const value = member(container, key);
          if (isContainer(value) && sizeOf(value) > 0) {
            below.push(value);
          }
        }
      }
    }
    level = rows < budget ? below : [];
  }
  return { containers, groups: new Map() };
}

/** `row` opened or closed. */
export function toggled(opened: Opened, row: TreeRow, open: boolean): Opened {
  if (row.kind === "group") {
    return { ...opened, groups: withGroup(opened.groups, row.in.container, row.group, open) };
  }
  if (!isContainer(row.value)) {
    return opened;
  }
  const containers = new Set(opened.containers);
  if (open) {
    containers.add(row.value);
  } else {
    containers.delete(row.value);
  }
  return { ...opened, containers };
}

function withGroup(groups: Opened["groups"], container: Container, group: number, open: boolean) {
  const next = new Map(groups);
  const of = new Set(next.get(container));
  if (open) {
    of.add(group);
  } else {
    of.delete(group);
  }
  return next.set(container, of);
}

/** Everything open that leads to `found`. */
export function revealed(opened: Opened, found: Found): Opened {
  const containers = new Set(opened.containers);
  let groups = opened.groups;
  let key: string | number | undefined = found.key;
  for (let step = found.in; step; step = step.up) {
    containers.add(step.container);
    const size = sizeOf(step.container);
    if (size > GROUP && key !== undefined) {
      const at = typeof key === "number" ? key : keysOf(step.container).indexOf(key);
      groups = withGroup(groups, step.container, Math.floor(at / GROUP), true);
    }
    key = step.key;
  }
  return { containers, groups };
}

/** A member whose key or value holds what was searched. */
export interface Found {
  in: Step | null;
  key?: string | number;
}

export function isRowOf(row: TreeRow, found: Found): boolean {
  return row.kind === "value" && row.key === found.key && row.in?.container === found.in?.container;
}

/** Members that `find` looks at between two chances to stop. */
const SLICE = 20_000;

/**
 * Finds `needle` in keys and in values that are not containers, whatever the case, in the order of the rows.
 * Yields what it found since it last yielded, at least every 20,000 members, so that its caller can let the
 * window breathe.
 */
export function* find(root: Json, needle: string): Generator<Found[], void> {
  const wanted = needle.toLowerCase();
  if (wanted === "") {
    return;
  }
  let found: Found[] = [];
  if (!isContainer(root)) {
    yield holds(root, wanted) ? [{ in: null }] : [];
    return;
  }
  const stack: { step: Step; keys: (string | number)[]; next: number }[] = [
    { step: { up: null, container: root }, keys: keysOf(root), next: 0 },
  ];
  let seen = 0;
  for (let frame = stack.at(-1); frame; frame = stack.at(-1)) {
    const key = frame.keys[frame.next++];
    if (key === undefined) {
      stack.pop();
      continue;
    }
    const value = member(frame.step.container, key);
    const named = typeof key === "string" && key.toLowerCase().includes(wanted);
    if (named || (!isContainer(value) && holds(value, wanted))) {
      found.push({ in: frame.step, key });
    }
    if (isContainer(value)) {
      stack.push({ step: { up: frame.step, container: value, key }, keys: keysOf(value), next: 0 });
    }
    seen += 1;
    if (seen % SLICE === 0) {
      yield found;
      found = [];
    }
  }
  yield found;
}

function holds(value: Exclude<Json, Container>, wanted: string): boolean {
  return String(value).toLowerCase().includes(wanted);
}

const PLAIN_KEY = /^[A-Za-z_$][\w$]*$/;

/** The path of a row as JSONPath writes it: `$.rows[3]["first name"]`. */
export function pathOf(row: { in: Step | null; key?: string | number }): string {
  const parts: string[] = [];
  const add = (key: string | number | undefined) => {
    if (typeof key === "number") {
      parts.push(`[${key}]`);
    } else if (key !== undefined) {
      parts.push(PLAIN_KEY.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`);
    }
  };
  add(row.key);
  for (let step = row.in; step; step = step.up) {
    add(step.key);
  }
  return `$${parts.reverse().join("")}`;
}

/** A value as text to copy: a string as it is, else JSON; null where it is too deep to be written. */
export function textOf(value: Json): string | null {
  if (typeof value === "string") {
    return value;
  }
  try {
    return JSON.stringify(value, null, 2);
  } catch (failure) {
    // JSON.stringify recurses; 2,000 levels may be more than the engine's stack.
    if (failure instanceof RangeError) {
      return null;
    }
    throw failure;
  }
}

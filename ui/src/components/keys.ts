// One registry for what the keyboard can do. What is registered here works, stands in the palette and in the
// list of keys: nothing has to be written down twice.

import { createContext, useContext, useEffect, useLayoutEffect, useRef, useSyncExternalStore } from "react";

export interface Command {
  /** As in `mod+k`, `j`, `?`, `Space`, `shift+ArrowRight`; several where all of them work, the first is shown.
      Absent: only the palette offers it. */
  keys?: string | string[];
  /** What it does, for the palette and the list of keys. */
  label: string;
  run: () => void;
  /** Whether it can be done now; absent: always. */
  when?: () => boolean;
  /** The palette leaves it out: it makes sense as a key only. */
  onlyKey?: boolean;
}

export interface Listed extends Command {
  group: string;
}

/** What of a key press matters here. A frame that holds the focus hands these on. */
export interface Press {
  key: string;
  ctrlKey?: boolean;
  metaKey?: boolean;
  altKey?: boolean;
  shiftKey?: boolean;
}

/** Commands of one component, or without a group a dialog: what lies on a lower level does not work while it is open. */
interface Layer {
  group?: string;
  level: number;
  commands: () => Command[];
}

/** How many dialogs a component stands in. */
export const DialogLevel = createContext(0);

let layers: readonly Layer[] = [];
const watchers = new Set<() => void>();

function change(next: readonly Layer[]) {
  layers = next;
  for (const watcher of watchers) watcher();
}

function add(layer: Layer, below = false): () => void {
  change(below ? [layer, ...layers] : [...layers, layer]);
  return () => change(layers.filter((other) => other !== layer));
}

/** Offers these commands while the component is mounted. What came later wins where keys are the same. */
export function useKeys(group: string, commands: Command[]): void {
  const latest = useRef(commands);
  useLayoutEffect(() => {
    latest.current = commands;
  });
  const level = useContext(DialogLevel);
  useEffect(() => add({ group, level, commands: () => latest.current }, group === ANYWHERE), [group, level]);
}

/** The group of what works on every screen. A screen's own commands win over these. */
export const ANYWHERE = "Anywhere";

/** While it is mounted only what stands within it can be done; returns the level of what does. */
export function useDialogLevel(): number {
  const level = useContext(DialogLevel) + 1;
  useEffect(() => add({ level, commands: () => [] }), [level]);
  return level;
}

/** All that can be done now, innermost group last. `behind` also lists what lies behind dialogs. */
export function listCommands(behind = false): Listed[] {
  const open = layers.filter((layer) => layer.group === undefined).map((layer) => layer.level);
  const least = behind ? 0 : Math.max(0, ...open);
  return layers
    .filter((layer) => layer.level >= least)
    .flatMap(({ group, commands }) => (group ? commands().map((command) => ({ ...command, group })) : []));
}

/** Lists commands, again whenever a screen brings or takes some. */
export function useCommands(behind = false): Listed[] {
  useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => layers,
  );
  return listCommands(behind);
}

/** Runs what belongs to a key press; whether there was anything. */
export function press(event: Press, inField = false): boolean {
  for (const command of listCommands().reverse()) {
    const specs = specsOf(command);
    if (!specs.some((spec) => matches(spec, event) && (!inField || spec.startsWith("mod+")))) continue;
    if (command.when && !command.when()) continue;
    command.run();
    return true;
  }
  return false;
}

/** Listens to a window's key presses; returns how to stop. */
export function listenToKeys(target: Window): () => void {
  const onKey = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing) return;
    if (belongsToControl(event)) return;
    if (press(event, isField(event.target))) event.preventDefault();
  };
  target.addEventListener("keydown", onKey);
  return () => target.removeEventListener("keydown", onKey);
}

function specsOf(command: Command): string[] {
  if (command.keys === undefined) return [];
  return typeof command.keys === "string" ? [command.keys] : command.keys;
}

/** The keys that stand for a command where only one can be shown. */
export function shownKeys(command: Command): string | undefined {
  return specsOf(command)[0];
}

function matches(spec: string, event: Press): boolean {
  const { key, mod, shift, alt } = parse(spec);
  const pressed = event.key === " " ? "Space" : event.key;
  if (Boolean(event.ctrlKey || event.metaKey) !== mod || Boolean(event.altKey) !== alt) return false;
  if (pressed.toLowerCase() !== key.toLowerCase()) return false;
  // Which of `?`, `+` or `/` needs shift depends on the keyboard; letters and named keys do not.
  const isSign = key.length === 1 && key.toLowerCase() === key.toUpperCase();
  return isSign || Boolean(event.shiftKey) === shift;
}

function parse(spec: string) {
  const parts = spec === "+" ? ["+"] : spec.split(/\+(?=.)/);
  return {
    key: parts.at(-1) ?? "",
    mod: parts.includes("mod") && parts.length > 1,
    shift: parts.includes("shift") && parts.length > 1,
    alt: parts.includes("alt") && parts.length > 1,
  };
}

const NAMES: Record<string, string> = {
  mod: "Ctrl",
  shift: "Shift",
  alt: "Alt",
  ArrowLeft: "←",
  ArrowRight: "→",
  ArrowUp: "↑",
  ArrowDown: "↓",
  Enter: "↵",
  Escape: "Esc",
};

/** `mod+k` as `["Ctrl", "K"]`. */
export function keyNames(spec: string): string[] {
  const parts = spec === "+" ? ["+"] : spec.split(/\+(?=.)/);
  return parts.map(
    (part) => NAMES[part] ?? (part.length === 1 && parts.length > 1 ? part.toUpperCase() : part),
  );
}

const NOT_TYPED_INTO = new Set(["checkbox", "radio", "button", "submit", "reset", "range", "file", "color"]);

function isField(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return !NOT_TYPED_INTO.has(target.type);
  if (target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLElement && target.isContentEditable;
}

/** A focused button is pressed by Enter and Space, and a group of radios moved by arrows, whatever is registered. */
function belongsToControl(event: KeyboardEvent): boolean {
  const target = event.target;
  if (!(target instanceof HTMLElement) || event.ctrlKey || event.metaKey) return false;
  const presses = event.key === "Enter" || event.key === " ";
  if (presses && target.matches("button, a[href], summary, input:not([type=text]), [role=button]"))
    return true;
  const moves = event.key.startsWith("Arrow") || event.key === "Home" || event.key === "End";
  return moves && target.matches("input[type=radio], input[type=range]");
}

// Light or dark. The one thing that this window keeps outside of the vault: it says nothing about anybody.

import { useSyncExternalStore } from "react";

export const APPEARANCES = ["system", "light", "dark"] as const;
export type Appearance = (typeof APPEARANCES)[number];

const PLACE = "hindsight.appearance";
const watchers = new Set<() => void>();

function read(): Appearance {
  const kept = localStorage.getItem(PLACE);
  return APPEARANCES.find((appearance) => appearance === kept) ?? "system";
}

export function setAppearance(appearance: Appearance): void {
  localStorage.setItem(PLACE, appearance);
  for (const watcher of watchers) watcher();
}

export function useAppearance(): Appearance {
  return useSyncExternalStore((watcher) => {
    watchers.add(watcher);
    return () => watchers.delete(watcher);
  }, read);
}

/** Puts the theme on the document, now and whenever the system or the person changes it. */
export function keepTheme(): void {
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    const chosen = read();
    const theme = chosen === "system" ? (dark.matches ? "dark" : "light") : chosen;
    document.documentElement.dataset.theme = theme;
  };
  dark.addEventListener("change", apply);
  watchers.add(apply);
  apply();
}

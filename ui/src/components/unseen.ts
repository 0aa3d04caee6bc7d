export interface Run {
  text: string;
  /** Whether it stands for a character that cannot be seen. */
  mark: boolean;
}

// Controls, format characters (zero-width, bidi overrides and isolates, tags), line and paragraph separators, lone
// surrogates.
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;
// Format characters that belong to a script or an emoji and can be seen in what they do.
const BELONGS = /\u200c|\u200d|[\u0600-\u0605\u06dd\u070f\u08e2]/u;
const KEPT_IN_LINES = new Set(["\n", "\t", "\r"]);

/** Takes text apart into what can be shown as it is, and marks for what cannot be seen or would reorder the rest. */
export function runsOf(text: string, { max, lines }: { max?: number; lines?: boolean } = {}): Run[] {
  const cut = max !== undefined && text.length > max;
  const shown = cut ? text.slice(0, isHalf(text, max) ? max - 1 : max) : text;
  const runs: Run[] = [];
  let from = 0;
  for (const found of shown.matchAll(UNSEEN)) {
    if (BELONGS.test(found[0]) || (lines && KEPT_IN_LINES.has(found[0]))) continue;
    if (found.index > from) runs.push({ text: shown.slice(from, found.index), mark: false });
    runs.push({ text: nameOf(found[0]), mark: true });
    from = found.index + found[0].length;
  }
  if (from < shown.length) runs.push({ text: shown.slice(from), mark: false });
  if (cut) runs.push({ text: "…", mark: false });
  return runs;
}

/** Whether a cut before `at` would go through a character. */
function isHalf(text: string, at: number): boolean {
  return (text.codePointAt(at - 1) ?? 0) > 0xffff;
}

/** The same as plain text, for places that take no elements: labels, `aria-valuetext`. */
export function plainText(text: string, max?: number): string {
  return runsOf(text, { max })
    .map((run) => run.text)
    .join("");
}

const PICTURES: Record<string, string> = { "\n": "↵", "\r": "␍", "\t": "⇥" };

function nameOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return PICTURES[character] ?? `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
}

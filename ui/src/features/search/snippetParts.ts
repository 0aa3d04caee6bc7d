// The words around a hit. The vault marks the hit with `[` and `]`, and the text may hold brackets of its own: only
// those around words that were searched for are marks.

import type { SearchHit } from "../../contract";

export interface SnippetPart {
  text: string;
  hit: boolean;
}

const BRACKETED = /\[([^[\]]*)\]/g;
const NOT_A_WORD = /[^\p{L}\p{N}]+/u;
const ACCENTS = /\p{M}+/gu;

function wordsOf(text: string): string[] {
  return text.normalize("NFD").replace(ACCENTS, "").toLocaleLowerCase().split(NOT_A_WORD).filter(Boolean);
}

/** Takes a snippet apart. A hit that cannot be told from the text's own brackets is marked all the same. */
export function snippetParts(snippet: string, query: string): SnippetPart[] {
  const searched = wordsOf(query);
  const found = [...snippet.matchAll(BRACKETED)];
  const isSearched = (match: RegExpMatchArray) => {
    const words = wordsOf(match[1] ?? "");
    return words.length > 0 && words.every((word) => searched.some((begin) => word.startsWith(begin)));
  };
  const certain = found.filter(isSearched);
  const marks = certain.length > 0 ? certain : found;

  const parts: SnippetPart[] = [];
  let at = 0;
  const add = (text: string, hit: boolean) => text !== "" && parts.push({ text, hit });
  for (const mark of marks) {
    add(snippet.slice(at, mark.index), false);
    add(mark[1] ?? "", true);
    at = mark.index + mark[0].length;
  }
  add(snippet.slice(at), false);
  return parts;
}

/**
 * What an agent run is to look for when it is opened at a hit: the longest marked words, as they stand there. The query
 * may have other accents, or words that stand apart. Other fields stand at their time, which is enough.
 */
export function soughtIn({ field, snippet }: SearchHit, query: string): string | undefined {
  if (field !== "payload") return undefined;
  const marked = snippetParts(snippet, query).filter(({ hit }) => hit);
  const longest = marked.reduce((most, { text }) => (text.length > most.length ? text : most), "");
  return longest || undefined;
}

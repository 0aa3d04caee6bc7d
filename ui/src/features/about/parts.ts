/** Something of others that the programs carry. */
export interface Part {
  name: string;
  version: string;
  /** The registry that it comes from: `crate` or `npm`. */
  from: string;
  /** As an SPDX expression. */
  licence: string;
}

/** Those with all of these words in name, registry or licence. */
export function partsWith(parts: readonly Part[], wanted: string): readonly Part[] {
  const words = wanted.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return parts;
  return parts.filter(({ name, from, licence }) => {
    const text = `${name} ${from} ${licence}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** How well `text` answers `asked`: higher is better, null is not at all. All letters must occur, in order. */
export function score(asked: string, text: string): number | null {
  const wanted = asked.trim().toLowerCase();
  const given = text.toLowerCase();
  if (wanted === "") return 0;
  const whole = given.indexOf(wanted);
  if (whole >= 0) return 1000 - whole + (startsWord(given, whole) ? 500 : 0);
  let points = 0;
  let from = 0;
  for (const letter of wanted.replaceAll(" ", "")) {
    const at = given.indexOf(letter, from);
    if (at < 0) return null;
    points += startsWord(given, at) ? 10 : at === from ? 5 : -(at - from);
    from = at + 1;
  }
  return points;
}

function startsWord(text: string, at: number): boolean {
  return at === 0 || !/[\p{L}\p{N}]/u.test(text.charAt(at - 1));
}

/** The items that answer, best first; equals stay in their order. */
export function bestFirst<T>(asked: string, items: readonly T[], textOf: (item: T) => string): T[] {
  return items
    .map((item) => ({ item, points: score(asked, textOf(item)) }))
    .filter((found): found is { item: T; points: number } => found.points !== null)
    .sort((one, other) => other.points - one.points)
    .map(({ item }) => item);
}

// Where a person was in the list, so that coming back from a recording finds it again. For this run of the window.

export interface Place {
  of: string;
  active: number;
  offset: number;
}

let last: Place = { of: "", active: 0, offset: 0 };

/** The place in the list that `of` names: the one that was left, or its beginning. */
export function placeIn(of: string): Place {
  if (last.of !== of) last = { of, active: 0, offset: 0 };
  return last;
}

import type { Imported } from "../../contract";
import { idOf } from "./recordings";

/** What an import makes: one recording with events that were left out, and one that was here before. */
export const IMPORTED: Imported[] = [
  {
    id: idOf(1),
    kind: "web",
    events: 246,
    skipped: [
      { index: 17, reason: "`timestamp` is missing" },
      { index: 91, reason: "`type` is a string where a number is expected" },
      { index: 202, reason: "nests deeper than 2,000 levels" },
    ],
    already: false,
  },
  { id: idOf(3), kind: "agent", events: 14, skipped: [], already: true },
];

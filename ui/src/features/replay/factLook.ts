// How a line of what a page told looks, in its list and in the timeline.

import type { IconName } from "../../components";
import type { Fact } from "../../contract";
import { groupOf } from "./facts";

export interface FactLook {
  icon: IconName;
  word: string;
  tone?: "error" | "warn";
}

export function factLook(fact: Fact): FactLook {
  switch (groupOf(fact)) {
    case "page":
      return { icon: "link", word: fact.kind === "title" ? "Title" : "Page" };
    case "event":
      return { icon: "more", word: "Event" };
    case "error":
      return { icon: "error", word: fact.kind === "error" ? "JavaScript error" : "Error", tone: "error" };
    case "warn":
      return { icon: "warning", word: "Warning", tone: "warn" };
    case "log": {
      const level = fact.level ?? "log";
      return { icon: "terminal", word: level.charAt(0).toUpperCase() + level.slice(1) };
    }
  }
}

import type { ReactNode } from "react";
import type { Kind, Severity } from "../contract";
import styles from "./Badge.module.css";
import { classes } from "./classes";
import { Icon } from "./Icon";

export type Tone = Severity | "ok" | "outline";

export function Badge({ tone = "low", children }: { tone?: Tone; children: ReactNode }) {
  return <span className={classes(styles.tag, styles[tone])}>{children}</span>;
}

export const SEVERITY_WORDS: Record<Severity, string> = {
  critical: "Critical",
  high: "High",
  medium: "Medium",
  low: "Low",
};

export function SeverityTag({ severity }: { severity: Severity }) {
  return <Badge tone={severity}>{SEVERITY_WORDS[severity]}</Badge>;
}

export const KIND_WORDS: Record<Kind, { one: string; many: string }> = {
  web: { one: "Web session", many: "Web sessions" },
  agent: { one: "Agent run", many: "Agent runs" },
  screen: { one: "Screen", many: "Screens" },
};

/** What kind of recording: picture and colour, with the word beside it or read out only. */
export function KindMark({ kind, word = false, size }: { kind: Kind; word?: boolean; size?: number }) {
  return (
    <span className={classes(styles.kind, styles[kind])}>
      <Icon name={kind} size={size} />
      <span className={word ? undefined : "visually-hidden"}>{KIND_WORDS[kind].one}</span>
    </span>
  );
}

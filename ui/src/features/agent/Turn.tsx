import { useId, useState } from "react";
import { Button, classes, ErrorNote, Icon, type IconName, Skeleton, Untrusted } from "../../components";
import { clockTime } from "../../components/format";
import type { RunEvent } from "../../contract";
import { CallCard, ResultText } from "./CallCard";
import styles from "./Conversation.module.css";
import { join, type Result, read, type Said, type Turn, type Who } from "./conversation";
import { DataTree } from "./DataTree";
import { FoldedText } from "./FoldedText";
import { type Run, useReading } from "./run";
import { type Json, textOf } from "./tree";

const WHO: Record<Who, { word: string; icon: IconName }> = {
  user: { word: "User", icon: "person" },
  agent: { word: "Agent", icon: "agent" },
  system: { word: "System", icon: "settings" },
  tool: { word: "Tool", icon: "tool" },
  other: { word: "", icon: "message" },
};

interface TurnCardProps {
  run: Run;
  turn: Turn;
  position: number;
  total: number;
  isCurrent: boolean;
  /** Not only laid out ahead. */
  isInSight: boolean;
  needle: string;
}

/** A message, or a call with the results that follow it. */
export function TurnCard({ run, turn, position, total, isCurrent, isInSight, needle }: TurnCardProps) {
  const { pages, outline, choose } = run;
  const events: RunEvent[] = [];
  for (let row = turn.first; row <= turn.last; row += 1) {
    const event = pages.event(row);
    if (event) events.push(event);
  }
  const [first] = events;
  const isWhole = events.length === turn.last - turn.first + 1;
  const failure = pages.failure(turn.first) ?? pages.failure(turn.last);
  const heading = useId();
  const said = first && read(first);
  useReading(run, turn.first, turn.last, isInSight && isWhole);
  return (
    <article
      className={classes(styles.turn, said && styles[said.who], isCurrent && styles.current)}
      aria-labelledby={heading}
      aria-posinset={position}
      aria-setsize={total}
      aria-current={isCurrent ? "time" : undefined}
    >
      <header className={styles.head}>
        <span id={heading} className={styles.who}>
          <Icon name={WHO[said?.who ?? "other"].icon} size={14} />
          {said ? WHO[said.who].word || <Untrusted text={said.role} max={60} /> : "Event"}
        </span>
        <button type="button" className={styles.time} onClick={() => choose(turn.first)}>
          {clockTime(outline.at_ms[turn.first] ?? 0)}
        </button>
      </header>
      {said && isWhole ? (
        <Body said={said} events={events} needle={needle} />
      ) : failure ? (
        <ErrorNote
          failure={failure}
          title="This part could not be loaded"
          onRetry={() => {
            pages.retry(turn.first);
            pages.retry(turn.last);
          }}
        />
      ) : (
        <Skeleton lines={2} label="Loading" />
      )}
    </article>
  );
}

interface BodyProps {
  said: Said;
  events: RunEvent[];
  needle: string;
}

function Body({ said, events, needle }: BodyProps) {
  const [asked, setAsked] = useState<boolean>();
  const later = events.slice(1).flatMap((event) => read(event).results);
  const { calls, rest } = join(said.calls, [...said.results, ...later]);
  const isReasoned = holds(said.reasoning ?? "", needle);
  // What was found must be seen: where nothing above holds it, it is in the rest of the data.
  const all = asked ?? (needle !== "" && !isReasoned && !tells(said, [...said.results, ...later], needle));
  return (
    <>
      {said.reasoning && (
        <details key={`${isReasoned}`} className={styles.reasoning} open={isReasoned}>
          <summary>Reasoning</summary>
          <FoldedText text={said.reasoning} needle={needle} />
        </details>
      )}
      {said.text !== "" && <FoldedText text={said.text} folded={said.who === "system"} needle={needle} />}
      {calls.map(({ call, results }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: calls have no identity but their place
        <CallCard key={index} call={call} results={results} needle={needle} />
      ))}
      {rest.map((result, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: results have no identity but their place
        <ResultText key={index} result={result} needle={needle} />
      ))}
      <div className={styles.foot}>
        <Button look="quiet" aria-expanded={all} onClick={() => setAsked(!all)}>
          <Icon name={all ? "chevronDown" : "chevronRight"} size={12} />
          All data
        </Button>
      </div>
      {all &&
        events.map((event) => (
          <div key={event.row} className={styles.all}>
            <span className={styles.type}>
              <Untrusted text={event.event_type} max={80} />
            </span>
            <DataTree value={event.data as Json} label={`Data of event ${event.row + 1}`} needle={needle} />
          </div>
        ))}
    </>
  );
}

const holds = (text: string, needle: string) =>
  needle !== "" && text.toLowerCase().includes(needle.toLowerCase());

/** Whether what is shown of a turn holds `needle`. */
function tells(said: Said, results: readonly Result[], needle: string): boolean {
  const called = said.calls.map((call) => `${call.name} ${textOf(call.arguments) ?? ""}`);
  return [said.text, ...called, ...results.map((result) => result.text)].some((text) => holds(text, needle));
}

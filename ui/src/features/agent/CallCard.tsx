import { useMemo } from "react";
import { classes, Icon, Untrusted } from "../../components";
import styles from "./Conversation.module.css";
import type { Call, Result } from "./conversation";
import { DataTree } from "./DataTree";
import { FoldedText } from "./FoldedText";
import { isContainer, type Json } from "./tree";

/** A larger result stays text: as a tree it would have to be parsed while it scrolls by. */
const PARSED = 500_000;

interface CallCardProps {
  call: Call;
  results: Result[];
  needle: string;
}

/** A tool call with its arguments, and its results joined below. */
export function CallCard({ call, results, needle }: CallCardProps) {
  const args = call.arguments;
  const empty = args === null || (isContainer(args) && Object.keys(args).length === 0);
  return (
    <div className={styles.call}>
      <div className={styles.callHead}>
        <Icon name="tool" size={14} />
        <span className={styles.callName}>
          <Untrusted text={call.name} max={160} />
        </span>
        {results.length === 0 && <span className={styles.pending}>no result</span>}
      </div>
      {!empty && <DataTree value={args} label={`Arguments of ${call.name.slice(0, 80)}`} needle={needle} />}
      {results.map((result, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: results have no identity but their place
        <ResultText key={index} result={result} needle={needle} joined />
      ))}
    </div>
  );
}

interface ResultTextProps {
  result: Result;
  needle: string;
  joined?: boolean;
}

export function ResultText({ result, needle, joined = false }: ResultTextProps) {
  const parsed = useMemo(() => treeOf(result.text), [result.text]);
  return (
    <div className={classes(styles.result, joined && styles.joined, result.failed && styles.failed)}>
      <span className={styles.resultHead}>
        {result.failed && <Icon name="error" size={12} />}
        {result.failed ? "Failed" : "Result"}
        {!joined && result.name !== undefined && (
          <>
            {" of "}
            <Untrusted text={result.name} max={160} />
          </>
        )}
      </span>
      {parsed === null ? (
        result.text === "" ? (
          <span className={styles.nothing}>Nothing came back.</span>
        ) : (
          <FoldedText text={result.text} needle={needle} mono />
        )
      ) : (
        <DataTree value={parsed} label="Result" needle={needle} />
      )}
    </div>
  );
}

/** A result that is a JSON object or array, parsed; tools answer with JSON in a string. */
function treeOf(text: string): Json | null {
  const start = text.trimStart().charAt(0);
  if ((start !== "{" && start !== "[") || text.length > PARSED) return null;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return null;
  }
}

import { useState } from "react";
import { classes, Icon, Untrusted } from "../../components";
import { count, counted } from "../../components/format";
import styles from "./DataTree.module.css";
import { isContainer, type Json, sizeOf, type TreeRow } from "./tree";

/** Characters of a string in a closed row, and characters that one step of "show all" brings. */
const FOLDED = 160;
const STEP = 100_000;
const INDENT = 14;
/** Deeper than this the indent stops growing and a number tells the depth. */
const INDENTED = 24;

interface TreeLineProps {
  row: TreeRow;
  unfolded: boolean;
  needle: string;
  onToggle: () => void;
  onChoose: () => void;
}

export function TreeLine({ row, unfolded, needle, onToggle, onChoose }: TreeLineProps) {
  const deep = row.depth > INDENTED;
  const container = row.kind === "group" || isContainer(row.value);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the tree has the focus and does by keys what this does
    // biome-ignore lint/a11y/useKeyWithClickEvents: see above
    <div
      className={classes(styles.line, needle !== "" && isHit(row, needle) && styles.hit)}
      style={{ paddingLeft: Math.min(row.depth, INDENTED) * INDENT }}
      onClick={container ? onToggle : onChoose}
    >
      <span className={styles.twist}>
        {container && <Icon name={row.open ? "chevronDown" : "chevronRight"} size={12} />}
      </span>
      {deep && <span className={styles.depth}>{row.depth}</span>}
      {row.kind === "group" ? (
        <span className={styles.preview}>{`${count(row.from)} … ${count(row.to - 1)}`}</span>
      ) : (
        <>
          {row.key !== undefined && (
            <span className={styles.key}>
              <Untrusted text={String(row.key)} max={FOLDED} needle={needle} />
              <span className={styles.colon}>:</span>
            </span>
          )}
          <Value value={row.value} open={row.open} unfolded={unfolded} needle={needle} onToggle={onToggle} />
        </>
      )}
    </div>
  );
}

interface ValueProps {
  value: Json;
  open: boolean;
  unfolded: boolean;
  needle: string;
  onToggle: () => void;
}

function Value({ value, open, unfolded, needle, onToggle }: ValueProps) {
  if (typeof value === "string") {
    return <Text text={value} unfolded={unfolded} needle={needle} onToggle={onToggle} />;
  }
  if (isContainer(value)) {
    const size = sizeOf(value);
    const list = Array.isArray(value);
    if (size === 0) return <span className={styles.preview}>{list ? "[ ]" : "{ }"}</span>;
    const inside = list ? counted(size, "item") : counted(size, "member");
    return <span className={styles.preview}>{open ? inside : list ? `[…] ${inside}` : `{…} ${inside}`}</span>;
  }
  return <span className={typeof value === "number" ? styles.number : styles.literal}>{String(value)}</span>;
}

interface TextProps {
  text: string;
  unfolded: boolean;
  needle: string;
  onToggle: () => void;
}

function Text({ text, unfolded, needle, onToggle }: TextProps) {
  const [asked, setAsked] = useState(0);
  const found = needle === "" ? -1 : text.toLowerCase().indexOf(needle.toLowerCase());
  const shown = asked + Math.max(STEP, found + needle.length);
  // What was found must be seen: folded away it is unfolded, until somebody folds it.
  const beyond = found + needle.length > FOLDED;
  if (unfolded !== beyond) {
    return (
      <span className={styles.whole}>
        <Untrusted text={text} lines max={shown} needle={needle} />
        <span className={styles.more}>
          {text.length > shown && (
            <Fold
              words={`Show ${count(Math.min(STEP, text.length - shown))} more of ${count(text.length)}`}
              onClick={() => setAsked(asked + STEP)}
            />
          )}
          <Fold words="Show less" onClick={onToggle} />
        </span>
      </span>
    );
  }
  const folds = text.length > FOLDED || text.includes("\n");
  return (
    <span className={styles.text}>
      “<Untrusted text={text} max={FOLDED} needle={needle} />”
      {folds && <Fold words={`Show all ${counted(text.length, "character")}`} onClick={onToggle} />}
    </span>
  );
}

function Fold({ words, onClick }: { words: string; onClick: () => void }) {
  return (
    <button
      type="button"
      // Enter on the row does the same; a stop for Tab in every row would be in the way.
      tabIndex={-1}
      className={styles.fold}
      onClick={(event) => {
        event.stopPropagation();
        onClick();
      }}
    >
      {words}
    </button>
  );
}

function isHit(row: TreeRow, needle: string): boolean {
  if (row.kind === "group") return false;
  const wanted = needle.toLowerCase();
  const named = typeof row.key === "string" && row.key.toLowerCase().includes(wanted);
  return named || (!isContainer(row.value) && String(row.value).toLowerCase().includes(wanted));
}

import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { type RefObject, useEffect, useState } from "react";
import { classes, Icon, Keys, Tooltip, Untrusted, usePartKeys } from "../components";
import type { DeskState } from "../contract";
import { connectionOf } from "./connection";
import styles from "./Frame.module.css";
import { useJobs } from "./heard";
import { useCurrentPlace } from "./place";

interface TitleBarProps {
  state: DeskState;
  searchField: RefObject<HTMLInputElement | null>;
  onCommands: () => void;
  onSignIn: () => void;
}

export function TitleBar({ state, searchField, onCommands, onSignIn }: TitleBarProps) {
  const place = useCurrentPlace();
  return (
    <header className={styles.title}>
      <div className={styles.place}>
        <h1>{place.title}</h1>
        {place.detail && <Untrusted text={place.detail} max={200} />}
      </div>
      <SearchField field={searchField} onCommands={onCommands} />
      <ConnectionWords state={state} onSignIn={onSignIn} />
    </header>
  );
}

function SearchField({ field, onCommands }: { field: TitleBarProps["searchField"]; onCommands: () => void }) {
  const navigate = useNavigate();
  const { q } = useSearch({ strict: false });
  const shown = typeof q === "string" ? q : "";
  const [text, setText] = useState(shown);
  useEffect(() => setText(shown), [shown]);
  const onKeyDown = usePartKeys("searchField", {
    search: () => {
      if (text.trim() === "") return false;
      void navigate({ to: "/search", search: { q: text.trim() } });
    },
  });
  return (
    <search className={styles.search}>
      <Icon name="search" size={14} />
      <input
        ref={field}
        type="search"
        aria-label="Search recordings, text, people"
        placeholder="Search recordings, text, people"
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <button type="button" className={styles.commands} onClick={onCommands}>
        <span className="visually-hidden">All commands</span>
        <Keys of="mod+k" />
      </button>
    </search>
  );
}

function ConnectionWords({ state, onSignIn }: { state: DeskState; onSignIn: () => void }) {
  const { running } = useJobs();
  const syncing = running.some((job) => job.kind === "sync");
  const { words, tone, more } = connectionOf(state, syncing);
  const className = classes(styles.connection, styles[tone]);
  const signedOut = state.account?.signed_in === false;
  const said = signedOut ? (
    <button type="button" className={className} onClick={onSignIn}>
      {words}
    </button>
  ) : (
    <Link to={state.waiting > 0 ? "/outbox" : "/settings"} className={className}>
      {words}
    </Link>
  );
  return (
    <>
      {more ? <Tooltip text={more}>{said}</Tooltip> : said}
      <span role="status" className="visually-hidden">
        {words}
      </span>
    </>
  );
}

import { Outlet, useNavigate } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { type Listed, type ListedKey, listCommands, listKeys, useKeys } from "../components";
import type { DeskState, Failure } from "../contract";
import { ImportResult } from "../features/import/ImportResult";
import { useLastSearch } from "../features/library/place";
import { SignInDialog } from "../features/sign-in/SignInDialog";
import { useHost } from "../host/context";
import { asFailure } from "../host/failure";
import styles from "./Frame.module.css";
import { useJobs } from "./heard";
import { JobsTray } from "./JobsTray";
import { KeysDialog } from "./KeyList";
import { Palette } from "./Palette";
import { Rail } from "./Rail";
import { StatusLine } from "./StatusLine";
import { TitleBar } from "./TitleBar";
import { VaultUnread } from "./VaultUnread";

type Open =
  | { what: "palette"; commands: Listed[] }
  | { what: "keys"; keys: ListedKey[] }
  | { what: "sign in" }
  | null;

interface FrameProps {
  state: DeskState;
  /** Why the vault could not be read again: what is shown is as it was. */
  unread?: Failure;
}

/** What stands around every screen. */
export function Frame({ state, unread }: FrameProps) {
  const [open, setOpen] = useState<Open>(null);
  const searchField = useRef<HTMLInputElement>(null);
  const navigate = useNavigate();
  const lastSearch = useLastSearch();
  const host = useHost();
  const { notBegun } = useJobs();
  const close = () => setOpen(null);
  const showPalette = () => setOpen({ what: "palette", commands: listCommands() });
  const search = (q: string) => void navigate({ to: "/search", search: { q } });

  useKeys(
    "anywhere",
    {
      palette: { onlyKey: true, run: showPalette },
      keys: () => setOpen({ what: "keys", keys: listKeys() }),
      search: () => searchField.current?.focus(),
      library: () => void navigate({ to: "/library", search: lastSearch }),
      queue: () => void navigate({ to: "/queue" }),
      outbox: () => void navigate({ to: "/outbox" }),
      heatmap: () => void navigate({ to: "/heatmap", search: {} }),
      analytics: () => void navigate({ to: "/analytics" }),
      settings: () => void navigate({ to: "/settings" }),
      sync: {
        when: () => state.account?.signed_in === true,
        run: () => void host.sync("none").catch((error) => notBegun("sync", "", asFailure(error))),
      },
    },
    [
      { label: "About Hindsight", run: () => void navigate({ to: "/about" }) },
      {
        label: "Sign in…",
        when: () => !state.account?.signed_in,
        run: () => setOpen({ what: "sign in" }),
      },
    ],
  );

  return (
    <div className={styles.frame}>
      <Rail openReviews={state.open_reviews} parked={state.parked} />
      <TitleBar
        state={state}
        searchField={searchField}
        onCommands={showPalette}
        onSignIn={() => setOpen({ what: "sign in" })}
      />
      <main className={styles.main}>
        <Outlet />
      </main>
      <div className={styles.jobs}>
        {unread && <VaultUnread failure={unread} />}
        <JobsTray />
      </div>
      <StatusLine state={state} />
      <ImportResult />
      {open?.what === "palette" && <Palette commands={open.commands} onSearch={search} onClose={close} />}
      {open?.what === "keys" && <KeysDialog keys={open.keys} onClose={close} />}
      {open?.what === "sign in" && <SignInDialog account={state.account} onClose={close} />}
    </div>
  );
}

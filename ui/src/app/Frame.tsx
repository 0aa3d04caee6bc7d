import { Outlet, useNavigate } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { ANYWHERE, type Listed, listCommands, useKeys } from "../components";
import type { DeskState } from "../contract";
import { DropSheet } from "../features/import/DropSheet";
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

type Open = { what: "palette" | "keys"; commands: Listed[] } | { what: "sign in" } | null;

/** What stands around every screen. */
export function Frame({ state }: { state: DeskState }) {
  const [open, setOpen] = useState<Open>(null);
  const searchField = useRef<HTMLInputElement>(null);
  const navigate = useNavigate();
  const lastSearch = useLastSearch();
  const host = useHost();
  const { notBegun } = useJobs();
  const close = () => setOpen(null);
  const show = (what: "palette" | "keys") => setOpen({ what, commands: listCommands() });
  const search = (q: string) => void navigate({ to: "/search", search: { q } });

  useKeys(ANYWHERE, [
    { keys: "mod+k", label: "All commands", onlyKey: true, run: () => show("palette") },
    { keys: "?", label: "All keys", run: () => show("keys") },
    { keys: "mod+f", label: "Search recordings", run: () => searchField.current?.focus() },
    {
      keys: "mod+1",
      label: "Go to the library",
      run: () => void navigate({ to: "/library", search: lastSearch }),
    },
    { keys: "mod+2", label: "Go to the queue", run: () => void navigate({ to: "/queue" }) },
    { keys: "mod+3", label: "Go to the outbox", run: () => void navigate({ to: "/outbox" }) },
    { keys: "mod+4", label: "Go to heatmaps", run: () => void navigate({ to: "/heatmap", search: {} }) },
    { keys: "mod+5", label: "Go to analytics", run: () => void navigate({ to: "/analytics" }) },
    { keys: "mod+,", label: "Go to settings", run: () => void navigate({ to: "/settings" }) },
    { label: "About Hindsight", run: () => void navigate({ to: "/about" }) },
    {
      keys: "mod+shift+s",
      label: "Sync now",
      when: () => state.account?.signed_in === true,
      run: () => void host.sync("none").catch((error) => notBegun("sync", "", asFailure(error))),
    },
    {
      label: "Sign in…",
      when: () => !state.account?.signed_in,
      run: () => setOpen({ what: "sign in" }),
    },
  ]);

  return (
    <div className={styles.frame}>
      <Rail openReviews={state.open_reviews} parked={state.parked} />
      <TitleBar
        state={state}
        searchField={searchField}
        onCommands={() => show("palette")}
        onSignIn={() => setOpen({ what: "sign in" })}
      />
      <main className={styles.main}>
        <Outlet />
      </main>
      <div className={styles.jobs}>
        <JobsTray />
      </div>
      <StatusLine state={state} />
      <DropSheet />
      <ImportResult />
      {open?.what === "palette" && <Palette commands={open.commands} onSearch={search} onClose={close} />}
      {open?.what === "keys" && <KeysDialog commands={open.commands} onClose={close} />}
      {open?.what === "sign in" && <SignInDialog account={state.account} onClose={close} />}
    </div>
  );
}

import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useEffect, useId, useState } from "react";
import { keys } from "../../app/queries";
import {
  Button,
  Checkbox,
  Dialog,
  ErrorNote,
  SEVERITY_WORDS,
  Segmented,
  TextArea,
  useKeys,
} from "../../components";
import { clockTime } from "../../components/format";
import type { Failure, RecordingView, Severity } from "../../contract";
import { useHost } from "../../host/context";
import { asFailure } from "../../host/failure";
import styles from "./Annotate.module.css";
import type { Clock } from "./clock";

const SEVERITIES = (["low", "medium", "high", "critical"] as const).map((value) => ({
  value,
  label: SEVERITY_WORDS[value],
}));

export interface Annotate {
  note: () => void;
  flag: () => void;
  /** The open dialog, and what was done last, read out. */
  element: ReactNode;
}

/** Notes and flags at the current time: two dialogs, with their keys. */
export function useAnnotate(recording: RecordingView, clock: Clock): Annotate {
  const [open, setOpen] = useState<{ what: "note" | "flag"; atMs: number } | null>(null);
  const [done, setDone] = useState("");
  const begin = (what: "note" | "flag") => {
    clock.pause();
    setDone("");
    setOpen({ what, atMs: Math.floor(clock.get().atMs) });
  };
  useKeys("annotate", { note: () => begin("note"), flag: () => begin("flag") });
  const props = open && {
    recording,
    atMs: Math.min(Math.max(0, open.atMs), recording.duration_ms),
    onClose: () => setOpen(null),
    onDone: (words: string) => {
      setOpen(null);
      setDone(words);
    },
  };
  const element = (
    <>
      <span className="visually-hidden" role="status">
        {done}
      </span>
      {props && open.what === "note" && <NoteDialog {...props} />}
      {props && open.what === "flag" && <FlagDialog {...props} />}
    </>
  );
  return { note: () => begin("note"), flag: () => begin("flag"), element };
}

interface DialogProps {
  recording: RecordingView;
  atMs: number;
  onClose: () => void;
  onDone: (words: string) => void;
}

function NoteDialog({ recording, atMs, onClose, onDone }: DialogProps) {
  const host = useHost();
  const [text, setText] = useState("");
  const { failure, busy, send, form } = useSending(
    recording.id,
    () => host.note(recording.id, atMs, text.trim()),
    () => onDone(`Note pinned at ${clockTime(atMs)}.`),
  );
  return (
    <Dialog
      title={`Note at ${clockTime(atMs)}`}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={form} look="accent" disabled={busy || !text.trim()}>
            Pin note
          </Button>
        </>
      }
    >
      <form id={form} className={styles.form} onSubmit={send}>
        <TextArea
          label="Note"
          rows={5}
          maxLength={20_000}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        {failure && <ErrorNote title="The note was not kept" failure={failure} />}
      </form>
    </Dialog>
  );
}

function FlagDialog({ recording, atMs, onClose, onDone }: DialogProps) {
  const host = useHost();
  const [reason, setReason] = useState("");
  const [severity, setSeverity] = useState<Severity>("medium");
  const [here, setHere] = useState(true);
  const ask = () =>
    host.flag({
      recording_id: recording.id,
      reason: reason.trim(),
      severity,
      ...(here ? { at_ms: atMs } : {}),
    });
  const { failure, busy, send, form } = useSending(recording.id, ask, () => onDone("Flagged for review."));
  return (
    <Dialog
      title="Flag for review"
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={form} look="accent" disabled={busy || !reason.trim()}>
            Flag
          </Button>
        </>
      }
    >
      <form id={form} className={styles.form} onSubmit={send}>
        <TextArea
          label="Reason"
          hint="What a reviewer should look at."
          rows={3}
          maxLength={4_000}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
        <div className={styles.severity}>
          <span>Severity</span>
          <Segmented label="Severity" value={severity} options={SEVERITIES} onChange={setSeverity} />
        </div>
        <Checkbox
          label={`Points at ${clockTime(atMs)}`}
          checked={here}
          onChange={(event) => setHere(event.target.checked)}
        />
        {failure && <ErrorNote title="The recording was not flagged" failure={failure} />}
      </form>
    </Dialog>
  );
}

function useSending(recordingId: string, ask: () => Promise<unknown>, onDone: () => void) {
  const client = useQueryClient();
  const form = useId();
  const [failure, setFailure] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(false);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setFailure(null);
    try {
      await ask();
      await client.invalidateQueries({ queryKey: keys.recording(recordingId) });
      onDone();
    } catch (error) {
      setFailure(asFailure(error));
      setBusy(false);
    }
  };
  // After the dialog has opened, which gives the focus to its first control.
  useEffect(() => document.getElementById(form)?.querySelector("textarea")?.focus(), [form]);
  return { failure, busy, send: (event: FormEvent) => void send(event), form };
}

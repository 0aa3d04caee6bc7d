import { type ReactNode, useEffect, useId, useRef, useState } from "react";
import { IconButton } from "./Button";
import { classes } from "./classes";
import styles from "./Dialog.module.css";
import { DialogLevel, useDialogLevel } from "./keys";
import { FloatsIn } from "./Tooltip";

interface DialogProps {
  title: string;
  /** Called for Escape, the close button and a click beside it. */
  onClose: () => void;
  children: ReactNode;
  /** Buttons at its foot, the next step last. */
  actions?: ReactNode;
  wide?: boolean;
  /** Whether it is text to be read: it takes the focus, so that keys scroll it. */
  isRead?: boolean;
  /** Without its head: the title is read out only. */
  bare?: boolean;
}

/**
 * A modal dialog, open while it is mounted. What held the focus before has it again afterwards. The native element, since
 * Radix's brings a style element of its own, which the window's policy refuses.
 */
export function Dialog({ title, onClose, children, actions, wide, isRead, bare }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const level = useDialogLevel();
  const [floor, setFloor] = useState<HTMLElement | null>(null);
  useEffect(() => {
    const before = document.activeElement;
    const element = dialog.current;
    setFloor(element);
    if (element && !element.open) element.showModal();
    firstOf(element)?.focus();
    return () => {
      element?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes it, by the element itself
    <dialog
      ref={dialog}
      className={classes(styles.dialog, wide && styles.wide)}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => event.target === dialog.current && onClose()}
    >
      <FloatsIn value={floor}>
        {bare ? (
          <h2 id={titleId} className="visually-hidden">
            {title}
          </h2>
        ) : (
          <header className={styles.head}>
            <h2 id={titleId} className={styles.title} tabIndex={-1}>
              {title}
            </h2>
            <IconButton icon="close" label="Close" onClick={onClose} />
          </header>
        )}
        <DialogLevel value={level}>
          {bare ? (
            children
          ) : (
            <div className={styles.body} tabIndex={isRead ? 0 : undefined}>
              {children}
            </div>
          )}
        </DialogLevel>
        {actions && <footer className={styles.foot}>{actions}</footer>}
      </FloatsIn>
    </dialog>
  );
}

const FIELDS = "input:not([type=radio], [disabled]), textarea, select";

/** Where a person begins: the first field; without one what is read, or the title, so that nothing is pressed by mistake. */
function firstOf(dialog: HTMLElement | null): HTMLElement | null | undefined {
  const first = [FIELDS, "div[tabindex='0']", "h2[tabindex]"].map((what) =>
    dialog?.querySelector<HTMLElement>(what),
  );
  return first.find((element) => element);
}

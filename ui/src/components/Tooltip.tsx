import { cloneElement, type ReactElement, useEffect, useId, useLayoutEffect, useRef, useState } from "react";
import { Keys } from "./KeyCaps";
import styles from "./Tooltip.module.css";

interface TooltipProps {
  text: string;
  keys?: string;
  side?: "below" | "right";
  /** When the text is already the name of what it explains, it is not read out a second time. */
  isName?: boolean;
  children: ReactElement<{ "aria-describedby"?: string }>;
}

const GAP = 6;
const DELAY_MS = 300;

/** A few words on hover and on keyboard focus; Escape puts them away. */
export function Tooltip({ text, keys, side = "below", isName, children }: TooltipProps) {
  const [shown, setShown] = useState(false);
  const id = useId();
  const anchor = useRef<HTMLSpanElement>(null);
  const tip = useRef<HTMLDivElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const hide = () => {
    clearTimeout(timer.current);
    setShown(false);
  };
  useEffect(() => () => clearTimeout(timer.current), []);
  useEffect(() => {
    if (!shown) return;
    const onKey = (event: KeyboardEvent) => event.key === "Escape" && setShown(false);
    window.addEventListener("keydown", onKey, true);
    return () => window.removeEventListener("keydown", onKey, true);
  }, [shown]);
  useLayoutEffect(() => {
    const from = anchor.current?.getBoundingClientRect();
    const box = tip.current;
    if (!shown || !from || !box) return;
    box.showPopover?.();
    place(box, from, side);
  }, [shown, side]);

  const described = isName
    ? children
    : cloneElement(children, { "aria-describedby": shown ? id : undefined });
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only watches what happens to the control inside
    <span
      ref={anchor}
      className={styles.anchor}
      onPointerEnter={() => {
        timer.current = setTimeout(() => setShown(true), DELAY_MS);
      }}
      onPointerLeave={hide}
      onPointerDown={hide}
      onFocus={(event) => event.target.matches(":focus-visible") && setShown(true)}
      onBlur={hide}
    >
      {described}
      {shown && (
        <div ref={tip} id={id} role="tooltip" popover="manual" className={styles.tip} aria-hidden={isName}>
          <span className={styles.inside}>
            {text}
            {keys && <Keys of={keys} />}
          </span>
        </div>
      )}
    </span>
  );
}

function place(box: HTMLElement, from: DOMRect, side: "below" | "right") {
  const { width, height } = box.getBoundingClientRect();
  const clamp = (value: number, size: number, room: number) => Math.max(4, Math.min(value, room - size - 4));
  const below = side === "below";
  const fits = from.bottom + GAP + height < window.innerHeight;
  const left = below ? from.left + from.width / 2 - width / 2 : from.right + GAP;
  const top = below
    ? fits
      ? from.bottom + GAP
      : from.top - GAP - height
    : from.top + from.height / 2 - height / 2;
  box.style.left = `${clamp(left, width, window.innerWidth)}px`;
  box.style.top = `${clamp(top, height, window.innerHeight)}px`;
}

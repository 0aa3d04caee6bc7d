import { Tooltip as Radix } from "radix-ui";
import { createContext, type FocusEvent, type ReactElement, useContext } from "react";
import { Keys } from "./KeyCaps";
import styles from "./Tooltip.module.css";

interface TooltipProps {
  text: string;
  keys?: string;
  side?: "below" | "right";
  /** When the text is already the name of what it explains, it is not read out a second time. */
  isName?: boolean;
  children: ReactElement;
}

const GAP = 6;
const MARGIN = 4;
const DELAY_MS = 300;

/** Where what floats is put: into the open dialog, since nothing outside of it can lie above it; else into the page. */
export const FloatsIn = createContext<HTMLElement | null>(null);

/** A few words on hover and on keyboard focus; Escape puts them away. */
export function Tooltip({ text, keys, side = "below", isName, children }: TooltipProps) {
  const container = useContext(FloatsIn);
  const described = isName ? { "aria-describedby": undefined } : {};
  return (
    <Radix.Provider delayDuration={DELAY_MS} skipDelayDuration={0} disableHoverableContent>
      <Radix.Root>
        <Radix.Trigger asChild onFocus={onlyByKeyboard} {...described}>
          {children}
        </Radix.Trigger>
        <Radix.Portal container={container}>
          <Radix.Content
            side={side === "below" ? "bottom" : side}
            sideOffset={GAP}
            collisionPadding={MARGIN}
            className={styles.tip}
            aria-hidden={isName}
          >
            <span className={styles.inside}>
              {text}
              {keys && <Keys of={keys} />}
            </span>
          </Radix.Content>
        </Radix.Portal>
      </Radix.Root>
    </Radix.Provider>
  );
}

/** A dialog that closes gives the focus back: that is no question about what has it now. */
function onlyByKeyboard(event: FocusEvent<HTMLElement>) {
  if (!event.target.matches(":focus-visible")) event.preventDefault();
}

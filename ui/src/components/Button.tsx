import type { ComponentProps } from "react";
import styles from "./Button.module.css";
import { classes } from "./classes";
import { Icon, type IconName } from "./Icon";
import { Tooltip } from "./Tooltip";

/** `accent` is the one next step: at most one on a part of the screen. `danger` destroys something. */
export type ButtonLook = "plain" | "accent" | "quiet" | "danger";

interface ButtonProps extends ComponentProps<"button"> {
  look?: ButtonLook;
  icon?: IconName;
}

export function Button({ look = "plain", icon, className, children, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      className={classes(styles.button, look !== "plain" && styles[look], className)}
      {...rest}
    >
      {icon && <Icon name={icon} size={14} />}
      {children}
    </button>
  );
}

interface IconButtonProps extends Omit<ComponentProps<"button">, "children" | "aria-label"> {
  icon: IconName;
  /** What it does: its name for everybody, shown as a tooltip. */
  label: string;
  look?: ButtonLook;
  /** For a button that stays in. */
  pressed?: boolean;
  keys?: string;
}

export function IconButton({
  icon,
  label,
  look = "quiet",
  pressed,
  keys,
  className,
  ...rest
}: IconButtonProps) {
  return (
    <Tooltip text={label} keys={keys} isName>
      <button
        type="button"
        aria-label={label}
        aria-pressed={pressed}
        className={classes(
          styles.button,
          styles.icon,
          look !== "plain" && styles[look],
          pressed && styles.pressed,
          className,
        )}
        {...rest}
      >
        <Icon name={icon} />
      </button>
    </Tooltip>
  );
}

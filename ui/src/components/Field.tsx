import { type ComponentProps, type ReactNode, useId } from "react";
import { classes } from "./classes";
import styles from "./Field.module.css";
import { Icon } from "./Icon";

interface About {
  label: string;
  /** Keeps the label for those who hear the page, where a picture or place says it to those who see it. */
  hideLabel?: boolean;
  hint?: ReactNode;
  fault?: string;
}

interface Wiring {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": boolean | undefined;
}

function Labelled({
  label,
  hideLabel,
  hint,
  fault,
  className,
  children,
}: About & { className?: string; children: (wiring: Wiring) => ReactNode }) {
  const id = useId();
  const said = [hint && `${id}-hint`, fault && `${id}-fault`].filter(Boolean).join(" ");
  return (
    <div className={classes(styles.field, className)}>
      <label htmlFor={id} className={hideLabel ? "visually-hidden" : styles.label}>
        {label}
      </label>
      {children({ id, "aria-describedby": said || undefined, "aria-invalid": fault ? true : undefined })}
      {hint && (
        <span id={`${id}-hint`} className={styles.hint}>
          {hint}
        </span>
      )}
      {fault && (
        <span id={`${id}-fault`} className={styles.fault} role="alert">
          {fault}
        </span>
      )}
    </div>
  );
}

export function Field({
  label,
  hideLabel,
  hint,
  fault,
  className,
  ...input
}: About & ComponentProps<"input">) {
  return (
    <Labelled label={label} hideLabel={hideLabel} hint={hint} fault={fault} className={className}>
      {(wiring) => (
        <input className={styles.input} autoComplete="off" spellCheck={false} {...wiring} {...input} />
      )}
    </Labelled>
  );
}

export function TextArea({
  label,
  hideLabel,
  hint,
  fault,
  className,
  ...area
}: About & ComponentProps<"textarea">) {
  return (
    <Labelled label={label} hideLabel={hideLabel} hint={hint} fault={fault} className={className}>
      {(wiring) => <textarea className={styles.input} {...wiring} {...area} />}
    </Labelled>
  );
}

interface SelectProps<T extends string> extends About {
  value: T;
  options: readonly { value: T; label: string; disabled?: boolean }[];
  onChange: (value: T) => void;
  small?: boolean;
  disabled?: boolean;
  className?: string;
}

/** A native select: the system draws its list, so no style has to be injected. */
export function Select<T extends string>({
  label,
  hideLabel,
  hint,
  fault,
  value,
  options,
  onChange,
  small,
  disabled,
  className,
}: SelectProps<T>) {
  return (
    <Labelled
      label={label}
      hideLabel={hideLabel}
      hint={hint}
      fault={fault}
      className={classes(small && styles.small, className)}
    >
      {(wiring) => (
        <span className={styles.select}>
          <select
            className={styles.input}
            value={value}
            disabled={disabled}
            onChange={(event) => {
              const chosen = options.find((option) => option.value === event.target.value);
              if (chosen) onChange(chosen.value);
            }}
            {...wiring}
          >
            {options.map((option) => (
              <option key={option.value} value={option.value} disabled={option.disabled}>
                {option.label}
              </option>
            ))}
          </select>
          <Icon name="chevronDown" size={12} />
        </span>
      )}
    </Labelled>
  );
}

export function Checkbox({
  label,
  hint,
  ...input
}: { label: ReactNode; hint?: string } & ComponentProps<"input">) {
  return (
    <label className={styles.check}>
      <input type="checkbox" {...input} />
      <span>
        {label}
        {hint && <span className={classes(styles.hint, styles.field)}>{hint}</span>}
      </span>
    </label>
  );
}

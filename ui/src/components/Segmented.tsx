import { useId } from "react";
import { Icon, type IconName } from "./Icon";
import styles from "./Segmented.module.css";

interface SegmentedProps<T extends string> {
  /** What is chosen here; read out, not shown. */
  label: string;
  value: T;
  options: readonly { value: T; label: string; icon?: IconName; disabled?: boolean }[];
  onChange: (value: T) => void;
}

/** One of a few, side by side. Radio buttons underneath: arrows move, one stop for Tab. */
export function Segmented<T extends string>({ label, value, options, onChange }: SegmentedProps<T>) {
  const name = useId();
  return (
    <div role="radiogroup" aria-label={label} className={styles.group}>
      {options.map((option) => (
        <label key={option.value} className={styles.choice}>
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={option.value === value}
            disabled={option.disabled}
            onChange={() => onChange(option.value)}
          />
          <span className={styles.word}>
            {option.icon && <Icon name={option.icon} size={14} />}
            {option.label}
          </span>
        </label>
      ))}
    </div>
  );
}

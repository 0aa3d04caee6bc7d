import type { ReactNode } from "react";
import { Icon, type IconName } from "./Icon";
import styles from "./Notice.module.css";

interface EmptyStateProps {
  icon?: IconName;
  /** What is so. */
  title: string;
  /** Why. */
  children?: ReactNode;
  /** The one thing to do. */
  action?: ReactNode;
}

export function EmptyState({ icon, title, children, action }: EmptyStateProps) {
  return (
    <div className={styles.empty}>
      {icon && <Icon name={icon} size={24} />}
      <p className={styles.title}>{title}</p>
      {children && <div className={styles.why}>{children}</div>}
      {action && <div className={styles.action}>{action}</div>}
    </div>
  );
}

import { Link } from "@tanstack/react-router";
import { Icon, type IconName, Tooltip } from "../components";
import { count, counted } from "../components/format";
import type { LibrarySearch } from "../features/library/filter";
import { useLastSearch } from "../features/library/place";
import styles from "./Frame.module.css";

interface StopProps {
  to: "/library" | "/queue" | "/outbox" | "/heatmap" | "/analytics" | "/settings" | "/about";
  /** What of it is shown, where that is kept. */
  search?: LibrarySearch;
  icon: IconName;
  label: string;
  badge?: number;
  /** What the number counts, with the number in it. */
  badgeWords?: string;
}

function Stop({ to, search, icon, label, badge = 0, badgeWords }: StopProps) {
  return (
    <Tooltip text={label} side="right" isName>
      <Link
        to={to}
        search={search ?? {}}
        activeOptions={{ includeSearch: false }}
        className={styles.stop}
        aria-label={badge > 0 ? `${label}, ${badgeWords}` : label}
      >
        <Icon name={icon} size={18} />
        {badge > 0 && (
          <span className={styles.badge} aria-hidden="true">
            {badge > 999 ? "999+" : count(badge)}
          </span>
        )}
      </Link>
    </Tooltip>
  );
}

export function Rail({ openReviews, parked }: { openReviews: number; parked: number }) {
  const lastSearch = useLastSearch();
  return (
    <nav className={styles.rail} aria-label="Places">
      <span className={styles.logo}>
        <Icon name="hindsight" size={22} />
      </span>
      <Stop to="/library" search={lastSearch} icon="library" label="Library" />
      <Stop
        to="/queue"
        icon="queue"
        label="Queue"
        badge={openReviews}
        badgeWords={counted(openReviews, "open review")}
      />
      <Stop to="/heatmap" icon="heatmap" label="Heatmaps" />
      <Stop to="/analytics" icon="analytics" label="Analytics" />
      <Stop to="/outbox" icon="outbox" label="Outbox" badge={parked} badgeWords={`${count(parked)} parked`} />
      <span className={styles.gap} />
      <Stop to="/settings" icon="settings" label="Settings" />
      <Stop to="/about" icon="about" label="About" />
    </nav>
  );
}

import { useKeys } from "../../components";
import { clampIndex } from "./paging";

interface LibraryKeys {
  total: number;
  active: number;
  /** How many recordings stand beside each other. */
  columns: number;
  hasSelection: boolean;
  hasServer: boolean;
  onActive: (index: number) => void;
  onDeed: (deed: "open" | "toggle" | "extend", index: number) => void;
  onText: () => void;
  onClearSelection: () => void;
  onClearFilters: () => void;
  onView: () => void;
  onImport: () => void;
  onDownloadAll: () => void;
}

const SCREENFUL = 12;

/** Everything that the library does, by keyboard. */
export function useLibraryKeys(library: LibraryKeys): void {
  const { total, active, columns, onActive, onDeed } = library;
  const any = () => total > 0;
  const go = (by: number) => onActive(clampIndex(active + by, total));
  const extend = (by: number) => onDeed("extend", clampIndex(active + by, total));
  const cards = () => any() && columns > 1;
  useKeys(
    "library",
    {
      next: { run: () => go(1), when: any },
      previous: { run: () => go(-1), when: any },
      down: { run: () => go(columns), when: any },
      up: { run: () => go(-columns), when: any },
      right: { run: () => go(1), when: cards },
      left: { run: () => go(-1), when: cards },
      screenfulOn: { run: () => go(SCREENFUL), when: any },
      screenfulBack: { run: () => go(-SCREENFUL), when: any },
      first: { run: () => onActive(0), when: any },
      last: { run: () => onActive(total - 1), when: any },
      open: { run: () => onDeed("open", active), when: any },
      select: { run: () => onDeed("toggle", active), when: any },
      selectOn: { run: () => extend(1), when: any },
      selectBack: { run: () => extend(-1), when: any },
      clear: { run: library.onClearSelection, when: () => library.hasSelection },
      text: library.onText,
      view: library.onView,
    },
    [
      { label: "Clear all filters", run: library.onClearFilters },
      { label: "Import recordings…", run: library.onImport },
      {
        label: "Make all that is listed available offline…",
        run: library.onDownloadAll,
        when: () => library.hasServer && any(),
      },
    ],
  );
}

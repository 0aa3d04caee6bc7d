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
  useKeys("Library", [
    { keys: ["j"], label: "Next recording", run: () => go(1), when: any },
    { keys: ["k"], label: "Previous recording", run: () => go(-1), when: any },
    { keys: "ArrowDown", label: "Down", run: () => go(columns), when: any },
    { keys: "ArrowUp", label: "Up", run: () => go(-columns), when: any },
    { keys: "ArrowRight", label: "Right, among cards", run: () => go(1), when: cards },
    { keys: "ArrowLeft", label: "Left, among cards", run: () => go(-1), when: cards },
    { keys: "PageDown", label: "A screenful on", run: () => go(SCREENFUL), when: any },
    { keys: "PageUp", label: "A screenful back", run: () => go(-SCREENFUL), when: any },
    { keys: "Home", label: "First recording", run: () => onActive(0), when: any },
    { keys: "End", label: "Last recording", run: () => onActive(total - 1), when: any },
    { keys: "Enter", label: "Open the recording", run: () => onDeed("open", active), when: any },
    { keys: "x", label: "Select, or no longer", run: () => onDeed("toggle", active), when: any },
    { keys: ["shift+ArrowDown", "shift+j"], label: "Select on", run: () => extend(1), when: any },
    { keys: ["shift+ArrowUp", "shift+k"], label: "Select back", run: () => extend(-1), when: any },
    {
      keys: "Escape",
      label: "Clear the selection",
      run: library.onClearSelection,
      when: () => library.hasSelection,
    },
    { keys: "/", label: "Filter by text", run: library.onText },
    { keys: "v", label: "Rows or cards", run: library.onView },
    { label: "Clear all filters", run: library.onClearFilters },
    { label: "Import recordings…", run: library.onImport },
    {
      label: "Make all that is listed available offline…",
      run: library.onDownloadAll,
      when: () => library.hasServer && any(),
    },
  ]);
}

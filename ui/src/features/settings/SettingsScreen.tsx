import { APPEARANCES, type Appearance, setAppearance, useAppearance } from "../../app/appearance";
import { KeyList } from "../../app/KeyList";
import { usePlace } from "../../app/place";
import { useDeskState } from "../../app/queries";
import { ALL_KEYS, Segmented, Skeleton } from "../../components";
import { ChecksSection } from "./ChecksSection";
import { Section } from "./Section";
import styles from "./Section.module.css";
import { ServerSection } from "./ServerSection";
import { StorageSection } from "./StorageSection";

const APPEARANCE_WORDS: Record<Appearance, string> = {
  system: "As the system",
  light: "Light",
  dark: "Dark",
};

export function SettingsScreen() {
  usePlace("Settings");
  const { data: state } = useDeskState();
  const appearance = useAppearance();
  if (!state) return <Skeleton />;
  return (
    <div className={styles.screen}>
      <ServerSection state={state} />
      <StorageSection state={state} />
      <Section title="Appearance">
        <div className={styles.row}>
          <Segmented
            label="Appearance"
            value={appearance}
            options={APPEARANCES.map((value) => ({ value, label: APPEARANCE_WORDS[value] }))}
            onChange={setAppearance}
          />
        </div>
      </Section>
      <Section title="Keys" about="Those of all screens; ? shows what works where you are.">
        <KeyList keys={ALL_KEYS} />
      </Section>
      <ChecksSection />
    </div>
  );
}

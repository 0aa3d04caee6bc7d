import { lazy, Suspense } from "react";
import { usePlace } from "../../app/place";
import { useDeskState } from "../../app/queries";
import { Skeleton, Untrusted } from "../../components";
import { Facts, Section } from "../settings/Section";
import styles from "../settings/Section.module.css";

const NEVER = [
  "lets a recorded page run script or reach a network",
  "keeps anything of a recording outside of the encrypted vault, but for what you export",
  "sends anything to anybody but the server that you signed in to",
  "changes what was recorded: a page is made harmless when it is shown, and stays as it came in the vault",
  "throws away a flag, note or verdict that the server has not taken",
  "reports how it is used",
];

/** What stands in no registry's list: this program, and what a crate brings in C. */
const LICENCES: [name: string, what: string, licence: string][] = [
  ["Hindsight", "this program", "MIT or Apache-2.0"],
  ["SQLite and SQLCipher", "the vault's database", "public domain and BSD-3-Clause"],
];

// Some ten thousand words that nobody needs before they look here.
const LicenceList = lazy(() => import("./LicenceList"));

export function AboutScreen() {
  usePlace("About");
  const { data: state } = useDeskState();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it only has text, and must scroll by keyboard all the same
    <div className={styles.screen} tabIndex={0}>
      <Section title="Hindsight" about="Review of recordings, with or without a network.">
        <Facts
          facts={[["Version", <Untrusted key="version" text={state?.version ?? ""} className="mono" />]]}
        />
      </Section>
      <Section title="What it never does">
        <p className={styles.quiet}>Hindsight never</p>
        <ul className={styles.plain}>
          {NEVER.map((words) => (
            <li key={words}>{words}</li>
          ))}
        </ul>
      </Section>
      <Section title="Licences" about="What it is made of.">
        <Facts
          facts={LICENCES.map(([name, what, licence]) => [
            name,
            <span key={name}>
              {licence} <span className={styles.quiet}>({what})</span>
            </span>,
          ])}
        />
        <Suspense fallback={<Skeleton lines={6} label="Loading the licences" />}>
          <LicenceList />
        </Suspense>
      </Section>
    </div>
  );
}

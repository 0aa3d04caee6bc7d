import { Untrusted } from "../../components";
import { count, counted } from "../../components/format";
import type { PageNumbers } from "../../contract";
import styles from "./Analytics.module.css";
import { Bars } from "./Bars";
import { ChartPanel } from "./ChartPanel";
import { NumberTable } from "./NumberTable";

/** Pages that are drawn; the table has all. */
const DRAWN = 10;

/** The pages that were viewed most. */
export function PageChart({ pages, why }: { pages: readonly PageNumbers[]; why: string }) {
  const drawn = pages.slice(0, DRAWN);
  return (
    <ChartPanel
      title="Top pages"
      says={drawn.map((page) => `${page.path}: ${counted(page.views, "view")}`).join(", ")}
      empty={pages.length === 0 ? why : undefined}
      chart={
        <Bars
          rows={drawn.map((page) => ({
            key: page.path,
            label: (
              <>
                <Untrusted text={page.path} max={80} className={styles.path} />
                {page.title && <Untrusted text={page.title} max={80} className={styles.title} />}
              </>
            ),
            parts: [{ look: "web", number: page.views }],
          }))}
        />
      }
      table={
        <NumberTable
          label="Top pages"
          rows={pages}
          keyOf={(page) => page.path}
          columns={[
            { heading: "Page", cell: (page) => <Untrusted text={page.path} max={300} /> },
            { heading: "Title", cell: (page) => <Untrusted text={page.title} max={200} /> },
            { heading: "Views", cell: (page) => count(page.views), isNumber: true },
            { heading: "Sessions", cell: (page) => count(page.sessions), isNumber: true },
          ]}
        />
      }
    />
  );
}

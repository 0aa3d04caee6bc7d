import { Icon, Untrusted } from "../../components";
import { clockTime, count } from "../../components/format";
import { factLook } from "./factLook";
import type { FactsHere } from "./factsNear";
import { KindIcon } from "./KindShape";
import { lookOf } from "./kinds";
import type { Cluster } from "./marks";
import styles from "./Timeline.module.css";

/** Half of what a short hint takes: it stays within the timeline. */
const HALF_PX = 60;

interface TimelineHintProps {
  x: number;
  atMs: number;
  cluster?: Cluster;
  /** What is said of the collapsed stretch that it is in. */
  gap?: string;
  /** What pages told there, beside what is a moment. */
  facts?: FactsHere;
  width: number;
}

/** What stands at a place of the timeline: the time, the moment that a mark is, and what the page told there. */
export function TimelineHint({ x, atMs, cluster, gap, facts, width }: TimelineHintProps) {
  const left = Math.min(Math.max(x, HALF_PX), Math.max(HALF_PX, width - HALF_PX));
  return (
    <div className={styles.hint} style={{ left }}>
      <span className={styles.at}>{clockTime(atMs)}</span>
      {gap && <span className={styles.what}>{gap}</span>}
      {cluster && (
        <>
          <KindIcon kind={cluster.lead.kind} severity={cluster.lead.severity} />
          <span className={styles.what}>
            <Untrusted text={lookOf(cluster.lead.kind).word} max={40} />
            {cluster.lead.beside && (
              <>
                {" in "}
                <Untrusted text={cluster.lead.beside.title} max={60} />
              </>
            )}
            {cluster.lead.label && (
              <>
                {": "}
                <Untrusted text={cluster.lead.label} max={120} />
              </>
            )}
          </span>
          {cluster.count > 1 && <span className={styles.more}>+ {count(cluster.count - 1)} more here</span>}
        </>
      )}
      {facts && <FactLine {...facts} />}
    </div>
  );
}

function FactLine({ lead, count: total }: FactsHere) {
  const { icon, word } = factLook(lead.fact);
  return (
    <>
      <Icon name={icon} size={12} />
      <span className={styles.what}>
        <Untrusted text={word} max={20} />
        {": "}
        <Untrusted text={lead.fact.text} max={120} />
      </span>
      {total > 1 && <span className={styles.more}>+ {count(total - 1)} more lines</span>}
    </>
  );
}

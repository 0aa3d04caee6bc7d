import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { LIVE } from "../../app/queries";
import { Button, ErrorNote, Keys, Untrusted, useKeys } from "../../components";
import { since } from "../../components/format";
import type { AccountView, Failure, Review } from "../../contract";
import { useHost } from "../../host/context";
import { asFailure } from "../../host/failure";
import { claimedBy } from "./order";
import styles from "./VerdictColumn.module.css";
import { mayClaim, mayRelease } from "./words";

interface ClaimLineProps {
  review: Review;
  account: AccountView | undefined;
  nowMs: number;
}

/** Who has the review, and taking or giving it back. */
export function ClaimLine({ review, account, nowMs }: ClaimLineProps) {
  const host = useHost();
  const client = useQueryClient();
  const [failure, setFailure] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(false);
  const me = account?.user;
  const holder = claimedBy(review, nowMs);
  const claims = mayClaim(review, account?.role, me, nowMs);
  const releases = mayRelease(review, account?.role, me, nowMs);

  const run = async (act: (id: string) => Promise<unknown>) => {
    setBusy(true);
    setFailure(null);
    try {
      await act(review.id);
      await client.invalidateQueries({ queryKey: [LIVE] });
    } catch (error) {
      setFailure(asFailure(error));
    } finally {
      setBusy(false);
    }
  };
  const toggle = () => void run((id) => (claims ? host.claim(id) : host.release(id)));
  useKeys("claim", {
    claim: {
      label: claims ? "Claim this review" : "Release this review",
      when: () => (claims || releases) && !busy,
      run: toggle,
    },
  });

  if (review.state === "closed") return null;
  const mine = holder !== undefined && holder === me;
  return (
    <section aria-label="Claim">
      <div className={styles.claim}>
        <span className={styles.holder}>
          {holder === undefined ? (
            "Nobody has claimed it."
          ) : (
            <>
              Claimed by {mine ? "you" : <Untrusted text={holder} max={60} />}
              {review.claim && ` until ${since(review.claim.until, new Date(nowMs))}`}
            </>
          )}
        </span>
        {(claims || releases) && (
          <Button disabled={busy} onClick={toggle}>
            {claims ? "Claim" : mine ? "Release" : "Revoke claim"}
            <Keys of="c" />
          </Button>
        )}
      </div>
      {failure && <ErrorNote failure={failure} title="Nothing was changed" />}
    </section>
  );
}

import { useState } from "react";
import { Button, Icon, Untrusted } from "../../components";
import type { AccountView, Review, Stretch } from "../../contract";
import { waitOf } from "./standing";
import { VerdictForm } from "./VerdictForm";
import styles from "./VerdictForm.module.css";
import { whyNot } from "./words";

interface DecideProps {
  review: Review;
  account: AccountView | undefined;
  nowMs: number;
  watched: () => Stretch[];
  onNeeded: () => void;
  onDecided: (words: string) => void;
}

/** The form of a verdict, where one is wanted; else why not. */
export function Decide(props: DecideProps) {
  const { review, account, nowMs } = props;
  const [again, setAgain] = useState(false);
  const forbidden = whyNot(account?.role);
  if (!account) return <Why words="Sign in first: a verdict carries your name, and goes to your server." />;
  if (forbidden !== null) return <Why words={forbidden} />;
  const wait = waitOf(review, account.user, nowMs);
  if (wait === null) return <VerdictForm {...props} account={account} />;
  return (
    <>
      <Why words={wait.words}>
        {wait.again && !again && <Button onClick={() => setAgain(true)}>Decide all the same</Button>}
      </Why>
      {again && <VerdictForm {...props} account={account} />}
    </>
  );
}

function Why({ words, children }: { words: string; children?: React.ReactNode }) {
  return (
    <section className={styles.why} aria-label="Verdict">
      <Icon name="lock" size={14} />
      <div className={styles.words}>
        <p>
          <Untrusted text={words} max={400} />
        </p>
        {children}
      </div>
    </section>
  );
}

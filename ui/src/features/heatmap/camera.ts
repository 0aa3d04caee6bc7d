// Asks the replay frame for a picture of the page that it shows, for a file that has the page below its colours.

/** What came of it. */
export interface Photograph {
  png: ArrayBuffer;
  /** Frames and shadow roots of the page that are not in it. */
  without: number;
}

/** Whoever stands under a heatmap; null where no recorded page does. */
export interface Camera {
  current: (() => Promise<Photograph>) | null;
}

/** A frame that shows hostile input may never answer. */
const PATIENCE_MS = 20_000;

interface Waiting {
  take: (photograph: Photograph) => void;
  fail: (why: Error) => void;
}

/** Pairs questions with answers: all that wait get the next one. */
export function createShutter(ask: () => void) {
  let waiting: Waiting[] = [];
  const all = (say: (one: Waiting) => void) => {
    const now = waiting;
    waiting = [];
    now.forEach(say);
  };
  return {
    photograph: () =>
      new Promise<Photograph>((take, fail) => {
        const timer = setTimeout(() => fail(new Error("The page did not answer.")), PATIENCE_MS);
        const done = () => clearTimeout(timer);
        waiting.push({
          take: (photograph) => {
            done();
            take(photograph);
          },
          fail: (why) => {
            done();
            fail(why);
          },
        });
        ask();
      }),
    taken: (photograph: Photograph) => all((one) => one.take(photograph)),
    failed: (why: string) => all((one) => one.fail(new Error(why))),
  };
}

// The events of an agent run as they are needed: pages of 200 rows, a bounded number of them kept.

import type { Failure, RunEvent } from "../../contract";
import { asFailure } from "../../host/failure";

export const PAGE = 200;
/** Pages that are kept. What is in sight is a few; the rest makes going back quick. */
const KEPT = 24;

/** What is said of rows that the outline has and the host does not give. */
const MISSING: Failure = {
  code: "incomplete",
  message: "the recording holds no more events than those before",
};

export type LoadEvents = (from: number, limit: number) => Promise<RunEvent[]>;

/** An external store: `version` changes whenever something that was asked for has come or failed. */
export class EventPages {
  version = 0;
  private readonly kept = new Map<number, RunEvent[]>();
  private readonly coming = new Set<number>();
  private readonly failed = new Map<number, Failure>();
  private readonly listeners = new Set<() => void>();

  constructor(
    private readonly load: LoadEvents,
    private readonly total: number,
  ) {}

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** The event of a row, if it is here. */
  event(row: number): RunEvent | undefined {
    return this.kept.get(Math.floor(row / PAGE))?.[row % PAGE];
  }

  /** Why the event of a row is not here, if that was tried. */
  failure(row: number): Failure | undefined {
    return this.failed.get(Math.floor(row / PAGE));
  }

  /** Asks for all rows from `from` to `to` that are neither here nor under way. */
  want(from: number, to: number): void {
    const last = Math.min(to, this.total - 1);
    for (let page = Math.floor(Math.max(from, 0) / PAGE); page * PAGE <= last; page += 1) {
      const here = this.kept.get(page);
      if (here) {
        // Put back at the end: the map's order is the order of use.
        this.kept.delete(page);
        this.kept.set(page, here);
      } else if (!this.coming.has(page) && !this.failed.has(page)) {
        void this.fetch(page);
      }
    }
  }

  /** Tries again what failed. */
  retry(row: number): void {
    const page = Math.floor(row / PAGE);
    this.failed.delete(page);
    if (!this.event(row)) this.kept.delete(page);
    this.want(row, row);
    this.changed();
  }

  private async fetch(page: number): Promise<void> {
    this.coming.add(page);
    const from = page * PAGE;
    const whole = Math.min(PAGE, this.total - from);
    try {
      const events: RunEvent[] = [];
      // An answer may be shorter than what was asked for: the host cuts where events are large.
      while (events.length < whole) {
        const part = await this.load(from + events.length, PAGE - events.length);
        if (part.length === 0) break;
        events.push(...part);
      }
      this.kept.set(page, events);
      if (events.length < whole) this.failed.set(page, MISSING);
      this.forget();
    } catch (failure) {
      this.failed.set(page, asFailure(failure));
    } finally {
      this.coming.delete(page);
      this.changed();
    }
  }

  private forget(): void {
    for (const page of this.kept.keys()) {
      if (this.kept.size <= KEPT) {
        return;
      }
      this.kept.delete(page);
    }
  }

  private changed(): void {
    this.version += 1;
    for (const listener of this.listeners) {
      listener();
    }
  }
}

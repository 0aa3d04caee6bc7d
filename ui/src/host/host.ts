// What the window may ask of its host. Every screen talks to this interface and to nothing else: the real one
// (tauri.ts) is the only file that imports @tauri-apps, tests give a fake.

import type {
  Check,
  DeskState,
  Facets,
  FlagAsk,
  FlagMade,
  Heard,
  Insight,
  Items,
  LibraryRow,
  ListAsk,
  Made,
  Note,
  OutboxItem,
  Outline,
  PolicyView,
  RecordingDetail,
  Review,
  RunEvent,
  SearchHit,
  SignedIn,
  SignInAsk,
  Track,
  VerdictAsk,
  VerdictMade,
  WindowHead,
} from "../contract";

/** A window of a recording: its head, and the events as raw bytes of a JSON array. */
export interface LoadedWindow {
  head: WindowHead;
  events: ArrayBuffer;
}

/** What `sync` keeps offline: everything, nothing more than the list, what is flagged, or named recordings. */
export type Wanted = "all" | "none" | "flagged" | { ids: string[] };

/** Every call rejects with a `Failure` ({code, message, hint?}) when it did not happen. */
export interface Host {
  state(): Promise<DeskState>;
  /** Tries to open the vault again, after a person has done something about it. */
  open(): Promise<DeskState>;
  unlock(passphrase: string): Promise<DeskState>;
  signIn(ask: SignInAsk): Promise<SignedIn>;
  signOut(): Promise<void>;

  list(ask: ListAsk): Promise<Items<LibraryRow>>;
  facets(): Promise<Facets>;
  show(id: string): Promise<RecordingDetail>;
  search(text: string, limit: number, offset: number): Promise<Items<SearchHit>>;

  window(id: string, atMs: number): Promise<LoadedWindow>;
  track(id: string, idleMs?: number): Promise<Track>;
  outline(id: string): Promise<Outline>;
  /** Where to look in a recording, what it was in short, and what its replay lacks. */
  insight(id: string): Promise<Insight>;
  /** Rows `from` to `from + limit` of an agent run. */
  events(id: string, from: number, limit: number): Promise<RunEvent[]>;
  /** Rows of an agent run with this text in their type or data, ascending; 10,000 at most. */
  findInRun(id: string, text: string): Promise<number[]>;

  flag(ask: FlagAsk): Promise<FlagMade>;
  note(id: string, atMs: number, text: string): Promise<Made>;
  notes(id: string): Promise<Items<Note>>;
  /** Reviews in this state, or `all`; without one, all that are not closed. */
  queue(state?: string): Promise<Items<Review>>;
  claim(reviewId: string): Promise<Made>;
  release(reviewId: string): Promise<Made>;
  giveVerdict(ask: VerdictAsk): Promise<VerdictMade>;
  policy(): Promise<PolicyView>;
  outbox(): Promise<Items<OutboxItem>>;
  retryParked(): Promise<number>;

  /** Each begins a job and returns its id; `Heard` tells how it goes on and ends. */
  sync(wanted: Wanted): Promise<string>;
  upload(id: string): Promise<string>;
  /** Lets the person choose files; null when nothing was chosen. */
  importChosen(): Promise<string | null>;
  importDropped(): Promise<string>;
  cancel(job: string): Promise<void>;

  doctor(): Promise<Items<Check>>;

  /** The address of the replay frame: an origin of its own. */
  replayFrame(): string;

  /** Hears what happens without being asked; returns how to stop. */
  listen(heard: (event: Heard) => void): () => void;
}

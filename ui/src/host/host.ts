// What the window may ask of its host. Every screen talks to this interface and to nothing else: the real one
// (tauri.ts) is the only file that imports @tauri-apps, tests give a fake.

import type {
  Check,
  DeskState,
  Facets,
  Facts,
  FlagAsk,
  FlagMade,
  GivenPicture,
  Heard,
  HeatmapAsk,
  HeatmapView,
  Insight,
  Items,
  LibraryRow,
  ListAsk,
  Made,
  Note,
  Numbers,
  NumbersAsk,
  OutboxItem,
  Outline,
  PageMeasure,
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

/** A heatmap: what is said of it, and its picture's pixels (red, green, blue, alpha); none without a picture. */
export interface LoadedHeatmap {
  view: HeatmapView;
  pixels: Uint8ClampedArray<ArrayBuffer>;
}

/** What `sync` keeps offline: everything, nothing more than the list, what is flagged, or named recordings. */
export type Wanted = "all" | "none" | "flagged" | { ids: string[] };

/** Every call rejects with a `Failure` ({code, message, hint?}) when it did not happen. */
export interface Host {
  state(): Promise<DeskState>;
  /** Tries to open the vault again, after a person has done something about it. */
  open(): Promise<DeskState>;
  /** Makes a new vault where one was opened before and is gone; where it is back, that one opens. */
  beginAnew(): Promise<DeskState>;
  unlock(passphrase: string): Promise<DeskState>;
  signIn(ask: SignInAsk): Promise<SignedIn>;
  signOut(): Promise<void>;

  list(ask: ListAsk): Promise<Items<LibraryRow>>;
  facets(): Promise<Facets>;
  show(id: string): Promise<RecordingDetail>;
  /** Many recordings in numbers: what this vault lists, or all at the server. */
  numbers(ask: NumbersAsk): Promise<Numbers>;
  search(text: string, limit: number, offset: number): Promise<Items<SearchHit>>;

  /** The part of a recording at a time; with some of what led there for who goes back step by step. */
  window(id: string, atMs: number, withLead?: boolean): Promise<LoadedWindow>;
  track(id: string, idleMs?: number): Promise<Track>;
  /** What a web session told beside its picture, over all of its time. */
  facts(id: string): Promise<Facts>;
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

  heatmap(ask: HeatmapAsk): Promise<LoadedHeatmap>;
  /** Lets the person say where it is written; the file's name, or null when nothing was chosen. `page` is what lies
      below: the recorded page as a PNG. */
  exportHeatmap(ask: HeatmapAsk, kind: "png" | "csv" | "json", page?: ArrayBuffer): Promise<string | null>;
  /** Lets the person choose a picture (PNG), on which heatmaps are drawn from then on. */
  chooseBackground(): Promise<GivenPicture | null>;
  /** What the replay frame measured; true where heatmaps are others now. */
  takeMeasure(measure: PageMeasure): Promise<boolean>;

  /** The address of the replay frame: an origin of its own. */
  replayFrame(): string;

  /** Hears what happens without being asked; returns how to stop. */
  listen(heard: (event: Heard) => void): () => void;
}

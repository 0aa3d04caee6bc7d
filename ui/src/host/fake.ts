// A host without Tauri: a vault in memory that behaves as the real one does. For tests, screenshots and development.

import type { AccountView, DeskState, Heard, OutboxItem, RecordingView, Review, Stretch } from "../contract";
import { accountOf } from "./fake/account";
import { all, failure } from "./fake/answers";
import { later, NOW } from "./fake/chance";
import { factsOf } from "./fake/facts";
import { facetsOf, fits } from "./fake/filter";
import { heatmapOf } from "./fake/heatmap";
import { IMPORTED } from "./fake/imported";
import { insightOf } from "./fake/insight";
import { FakeJobs, HELD } from "./fake/jobs";
import { reviewFor, verdictOf } from "./fake/made";
import { numbersOf } from "./fake/numbers";
import { type Call, type FakeOptions, VAULT_FAILURES } from "./fake/options";
import { byOrder } from "./fake/order";
import { KNOWN } from "./fake/recordings";
import { outlineOf } from "./fake/runs";
import { trackOf, webEvents, windowOf } from "./fake/web";
import { CHECKS, hitsFor, ME, newWorld, POLICY, rowOf, runOf, type World } from "./fake/world";
import type { Host, Wanted } from "./host";

export { NOW } from "./fake/chance";
export type { FakeOptions } from "./fake/options";
export { KNOWN } from "./fake/recordings";
export { ME } from "./fake/world";

/** The fake host, and what a test may do to it from outside. */
export interface FakeHost extends Host {
  /** Every call with its arguments, in order. */
  readonly calls: { name: Call; args: unknown[] }[];
  /** Says something to whoever listens. */
  emit(event: Heard): void;
  /** Changes how the world stands from now on, and says so. */
  change(options: Partial<FakeOptions>): void;
}

export function fakeHost(given: FakeOptions = {}): FakeHost {
  const host = new Fake(given);
  return new Proxy(host, {
    get(target, name) {
      const member = Reflect.get(target, name);
      if (typeof member !== "function" || OUTSIDE.has(String(name))) return member;
      return (...args: unknown[]) => target.called(name as Call, () => member.apply(target, args), args);
    },
  });
}

const OUTSIDE = new Set(["listen", "emit", "change", "called", "replayFrame"]);

/** The clock of a session, in ms from the start of `recording`. */
function clockOf(recording: RecordingView, beside: readonly RecordingView[]): Stretch {
  const begins = ({ started_at }: RecordingView) => Date.parse(started_at) - Date.parse(recording.started_at);
  const all = [recording, ...beside];
  return {
    from_ms: Math.min(...all.map(begins)),
    to_ms: Math.max(...all.map((other) => begins(other) + other.duration_ms)),
  };
}

class Fake implements FakeHost {
  readonly calls: { name: Call; args: unknown[] }[] = [];
  private options: FakeOptions;
  private readonly world: World;
  private readonly listeners = new Set<(event: Heard) => void>();
  private readonly jobs: FakeJobs;
  private account: AccountView | undefined;
  private made = 0;
  private tries = 0;
  private hasPicture = false;

  constructor(options: FakeOptions) {
    this.options = options;
    this.world = newWorld(options.recordings ?? 60, options.outbox ?? "waiting");
    for (const id of options.together ?? []) this.recording(id).session_id = "session-together";
    if (options.awayMs) this.recording(KNOWN.web).duration_ms += options.awayMs;
    this.account = accountOf(options);
    this.jobs = new FakeJobs(options.stepMs ?? 150, this.emit);
    if (options.jobs) for (const job of HELD) this.jobs.hold(job);
  }

  readonly emit = (event: Heard) => {
    for (const listener of this.listeners) listener(event);
  };

  change(options: Partial<FakeOptions>): void {
    this.options = { ...this.options, ...options };
    this.account = accountOf(this.options);
    this.emit({ what: "changed" });
  }

  /** What every call goes through: it is slow, silent or fails when the options say so. */
  async called(name: Call, act: () => unknown, args: unknown[]): Promise<unknown> {
    this.calls.push({ name, args });
    const { slowMs, silent, fail } = this.options;
    if (silent?.includes(name)) return new Promise(() => {});
    if (slowMs) await new Promise((done) => setTimeout(done, slowMs));
    const failure = fail?.[name];
    if (failure) throw failure;
    return act();
  }

  async state(): Promise<DeskState> {
    const { recordings, outbox, reviews } = this.world;
    // What takes as long as a person needs to answer a keychain's question.
    if (this.options.vault === "opening") return new Promise(() => undefined);
    const open = this.options.vault === undefined;
    return {
      version: "0.1.0",
      vault: this.vault(),
      ...(open && this.account ? { account: this.account } : {}),
      waiting: outbox.length,
      parked: outbox.filter((item) => item.state === "parked").length,
      open_reviews: [...reviews.values()].filter((review) => review.state !== "closed").length,
      storage: {
        folder: "/home/okafor/.local/share/hindsight",
        recordings: recordings.length,
        cached: recordings.filter((row) => row.cached).length,
        local_only: recordings.filter((row) => row.local_only).length,
        bytes: recordings.length > 0 ? 4_213_000_000 : 1_200_000,
        free_bytes: 82_400_000_000,
      },
      jobs: this.jobs.views(),
    };
  }

  private vault(): DeskState["vault"] {
    const code = this.options.vault;
    if (code === undefined || code === "opening") {
      const failure = this.options.unreadable && VAULT_FAILURES[this.options.unreadable];
      const lock = this.options.passphrase ? "passphrase" : "keychain";
      return { state: "open", lock, ...(failure && { failure }) };
    }
    return { state: "closed", failure: VAULT_FAILURES[code] };
  }

  async open() {
    this.tries += 1;
    if (this.tries === this.options.opensAt) this.options = { ...this.options, vault: undefined };
    return this.state();
  }

  async beginAnew() {
    this.options = { ...this.options, vault: undefined, recordings: 0 };
    return this.state();
  }

  async unlock(passphrase: string) {
    if (passphrase !== (this.options.passphrase ?? "correct horse")) throw VAULT_FAILURES.wrong_passphrase;
    this.options = { ...this.options, vault: undefined };
    return this.state();
  }

  async signIn(ask: Parameters<Host["signIn"]>[0]) {
    if (ask.url.startsWith("http://") && !ask.allow_plain_http) {
      throw failure("cleartext", `${ask.url} does not encrypt; the token would travel in the clear`);
    }
    if (ask.token === "wrong" || ask.password === "wrong") {
      throw failure("wrong_password", "the server does not know this user, password or token");
    }
    const user = ask.user ?? ME;
    const role = this.options.role ?? "reviewer";
    this.account = { server_url: ask.url, user, role, signed_in: true, last_sync_at: NOW };
    this.emit({ what: "changed" });
    return { user, role };
  }

  async signOut() {
    if (this.account) this.account = { ...this.account, signed_in: false };
    this.emit({ what: "changed" });
  }

  async list({ filter, order, limit, offset }: Parameters<Host["list"]>[0]) {
    const found = this.world.recordings.filter(fits(filter));
    found.sort(byOrder(order));
    const page = found.slice(offset, offset + limit);
    return { items: page.map((row) => rowOf(this.world, row)), total: found.length };
  }

  facets = async () => facetsOf(this.world.recordings);

  async show(id: string) {
    const recording = this.recording(id);
    const review = recording.review_id ? this.world.reviews.get(recording.review_id) : undefined;
    const { session_id } = recording;
    const beside = session_id
      ? this.world.recordings.filter((other) => other.session_id === session_id && other.id !== id)
      : [];
    // A copy, as whatever comes out of the real host: what is changed later must not change what was answered.
    return {
      recording: { ...recording },
      ...(review ? { review } : {}),
      notes: this.world.notes.filter((note) => note.recording_id === id).sort((a, b) => a.at_ms - b.at_ms),
      beside,
      clock: clockOf(recording, beside),
    };
  }

  async numbers(ask: Parameters<Host["numbers"]>[0]) {
    if (ask.source === "server" && !this.account?.signed_in)
      throw failure("not_signed_in", "nobody is signed in");
    if (ask.source === "server" && this.isOffline()) {
      throw failure("offline", "review.acme.example cannot be reached: connection timed out");
    }
    return numbersOf(this.world.recordings, ask, this.account);
  }

  async search(text: string, limit: number, offset: number) {
    const hits = hitsFor(this.world, text);
    return { items: hits.slice(offset, offset + limit), total: hits.length };
  }

  async window(id: string, atMs: number) {
    const recording = this.cached(id);
    if (id === KNOWN.broken) {
      throw failure("unplayable", `the recording ${id} cannot be replayed: segment 2, event 311 is not JSON`);
    }
    if (recording.kind !== "web") throw failure("unplayable", `the recording ${id} has no pages`);
    const started = Date.parse(recording.started_at);
    return windowOf(this.webEvents(recording), started, recording.duration_ms, atMs);
  }

  async track(id: string, idleMs?: number) {
    const recording = this.cached(id);
    const started = Date.parse(recording.started_at);
    const times =
      recording.kind === "agent"
        ? runOf(recording).map((event) => event.at_ms)
        : this.webEvents(recording).map((event) => event.timestamp - started);
    return trackOf(times, recording.duration_ms, idleMs);
  }

  async facts(id: string) {
    const recording = this.cached(id);
    const events = recording.kind === "web" ? this.webEvents(recording) : [];
    return factsOf(events, Date.parse(recording.started_at));
  }

  private webEvents({ id, started_at, duration_ms, title }: RecordingView) {
    const hostile = id === KNOWN.hostile ? title : undefined;
    return webEvents(
      Date.parse(started_at),
      duration_ms,
      hostile,
      id === KNOWN.web ? this.options.awayMs : undefined,
    );
  }

  async outline(id: string) {
    const recording = this.cached(id);
    return outlineOf(runOf(recording), recording.duration_ms, id === KNOWN.conversation);
  }

  async insight(id: string) {
    const { kind } = this.recording(id);
    const recording = kind === "screen" ? this.recording(id) : this.cached(id);
    const { review, notes } = await this.show(id);
    return insightOf(recording, review?.flags ?? [], notes);
  }

  events = async (id: string, from: number, limit: number) =>
    runOf(this.cached(id)).slice(from, from + Math.min(limit, this.options.eventsAtMost ?? limit));

  async findInRun(id: string, text: string) {
    const wanted = text.toLowerCase();
    return runOf(this.cached(id))
      .filter((event) => `${event.event_type} ${JSON.stringify(event.data)}`.toLowerCase().includes(wanted))
      .map((event) => event.row)
      .slice(0, 10_000);
  }

  async flag(ask: Parameters<Host["flag"]>[0]) {
    const recording = this.recording(ask.recording_id);
    const id = this.next("flag");
    const flag = { id, ...ask, by: ME, source: "person" as const, at: NOW };
    const review = this.reviewFor(recording, ask.severity);
    review.flags = [...review.flags, flag];
    this.send("flag", recording.id);
    return { id, review_id: review.id };
  }

  async note(id: string, atMs: number, text: string) {
    const made = { id: this.next("note"), recording_id: id, at_ms: atMs, text, by: ME, at: NOW };
    this.world.notes.push(made);
    this.send("note", id);
    return { id: made.id };
  }

  notes = async (id: string) => all(this.world.notes.filter((note) => note.recording_id === id));

  async queue(state?: string) {
    const reviews = [...this.world.reviews.values()];
    return all(
      reviews.filter(
        (review) => state === "all" || (state ? review.state === state : review.state !== "closed"),
      ),
    );
  }

  async claim(reviewId: string) {
    const until = later(NOW, 14_400_000);
    this.alter(reviewId, (review) => {
      if (review.claim && review.claim.by !== ME) {
        throw failure("review", `${review.claim.by} has this review`);
      }
      return { state: "claimed", claim: { by: ME, client_id: "console-0", until, version: review.version } };
    });
    return { id: this.next("claim") };
  }

  async release(reviewId: string) {
    this.alter(reviewId, () => ({ state: "open", claim: undefined }));
    return { id: this.next("release") };
  }

  async giveVerdict(ask: Parameters<Host["giveVerdict"]>[0]) {
    if (ask.reason === "other" && !ask.note?.trim())
      throw failure("policy", "the reason `other` needs a note");
    const offline = this.isOffline();
    const id = this.next("verdict");
    this.alter(ask.review_id, (review) => {
      const standing = offline ? "pending" : "accepted";
      const verdict = verdictOf(ask, review, {
        id,
        role: this.account?.role ?? "reviewer",
        standing,
        of_ms: this.recording(review.recording_id).duration_ms,
      });
      const decided = review.severity === "critical" ? "awaiting_countersign" : "closed";
      return {
        state: offline ? "decided" : decided,
        claim: undefined,
        verdicts: [...review.verdicts, verdict],
      };
    });
    const review = this.world.reviews.get(ask.review_id);
    if (review) this.send("verdict", review.recording_id);
    return { id, state: offline ? ("queued" as const) : ("sent" as const) };
  }

  policy = async () => POLICY;
  outbox = async () => all([...this.world.outbox]);

  async retryParked() {
    const parked = this.world.outbox.filter((item) => item.state === "parked");
    this.world.outbox = this.world.outbox.map((item) => ({ ...item, state: "queued" }));
    this.emit({ what: "changed" });
    return parked.length;
  }

  async sync(wanted: Wanted) {
    if (typeof wanted === "string") {
      return this.jobs.begin("sync", "", false, () => {
        if (this.isOffline()) return failure("offline", "review.acme.example cannot be reached");
        this.world.outbox = this.world.outbox.filter((item) => item.state === "parked");
        if (this.account) this.account = { ...this.account, last_sync_at: NOW };
        return undefined;
      });
    }
    const about = wanted.ids.length === 1 ? (wanted.ids[0] ?? "") : `${wanted.ids.length} recordings`;
    const come = () => {
      if (this.isOffline()) return failure("offline", "review.acme.example cannot be reached");
      for (const id of wanted.ids) this.recording(id).cached = true;
      return undefined;
    };
    return this.jobs.begin("download", about, true, come, wanted.ids);
  }

  async upload(id: string) {
    const gone = () => {
      this.recording(id).local_only = false;
      return undefined;
    };
    return this.jobs.begin("upload", id, true, gone, [id]);
  }

  importChosen = async () =>
    this.options.choose === "nothing" ? null : this.importing("desktop_plain.json");
  importDropped = async () => this.importing("runs.jsonl");

  async cancel(job: string) {
    this.jobs.cancel(job);
  }

  doctor = async () => all(CHECKS);

  async heatmap(ask: Parameters<Host["heatmap"]>[0]) {
    if (ask.recording) this.cached(ask.recording);
    if (ask.from_server && this.isOffline())
      throw failure("offline", "review.acme.example cannot be reached");
    if (ask.from_server && this.options.olderServer)
      throw failure("not_found", "there is nothing at this path");
    return heatmapOf(ask, this.hasPicture);
  }

  exportHeatmap = async (ask: Parameters<Host["exportHeatmap"]>[0], kind: string) =>
    this.options.choose === "nothing" ? null : `heatmap-${ask.layer}.${kind}`;

  async chooseBackground() {
    if (this.options.choose === "nothing") return null;
    this.hasPicture = true;
    return { name: "orders.png", width: 1280, height: 2_400 };
  }

  takeMeasure = async () => false;

  // Of the same origin unless a test serves the built frame elsewhere.
  replayFrame = () => this.options.replayFrame ?? "/replay/replay.html";

  listen = (heard: (event: Heard) => void) => {
    this.listeners.add(heard);
    return () => {
      this.listeners.delete(heard);
    };
  };

  private importing(file: string): string {
    return this.jobs.begin("import", file, false, () => IMPORTED);
  }

  private isOffline(): boolean {
    return !this.account?.signed_in || this.account.offline_since !== undefined;
  }

  private recording(id: string): RecordingView {
    const found = this.world.byId.get(id);
    if (found) return found;
    throw { ...failure("no_recording", `there is no recording ${id} here`), hint: "A sync fetches news." };
  }

  private cached(id: string): RecordingView {
    const recording = this.recording(id);
    if (recording.cached) return recording;
    throw failure("not_cached", `the segments of ${id} are not in this vault`);
  }

  private reviewFor(recording: RecordingView, severity: Review["severity"]): Review {
    const known = recording.review_id ? this.world.reviews.get(recording.review_id) : undefined;
    if (known) return known;
    const review = reviewFor(recording.id, this.next("review"), severity);
    this.world.reviews.set(review.id, review);
    recording.flagged = true;
    recording.review_id = review.id;
    return review;
  }

  private alter(reviewId: string, change: (review: Review) => Partial<Review>) {
    const review = this.world.reviews.get(reviewId);
    if (!review) throw failure("no_review", `there is no review ${reviewId} here`);
    const next = { ...review, ...change(review), version: review.version + 1, updated_at: NOW };
    this.world.reviews.set(reviewId, next);
    this.emit({ what: "changed" });
  }

  /** Puts a mutation into the outbox; online it is gone at once. */
  private send(kind: OutboxItem["kind"], recordingId: string) {
    if (this.isOffline()) {
      const id = this.next("mutation");
      this.world.outbox.push({ id, kind, state: "queued", attempts: 0, recording_id: recordingId, at: NOW });
    }
    this.emit({ what: "changed" });
  }

  private next(what: string): string {
    this.made += 1;
    return `${what}-made-${this.made}`;
  }
}

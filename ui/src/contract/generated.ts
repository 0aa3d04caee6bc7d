// Made by `cargo xtask types` from the Rust contract. Do not edit.

export type Kind = "web" | "agent" | "screen";

export type Status = "recording" | "completed" | "failed" | "cancelled";

export type Role = "member" | "reviewer" | "supervisor" | "admin";

export type Severity = "low" | "medium" | "high" | "critical";

export type ReviewState = "open" | "claimed" | "decided" | "awaiting_countersign" | "closed" | "escalated" | "needs_info" | "reopened" | "stale";

export type Standing = "pending" | "accepted" | "competing" | "superseded";

export type FlagSource = "person" | "rule" | "server";

export type VerdictKind = "approve" | "violation" | "needs_remediation" | "false_positive" | "inconclusive";

export type Recording = { 
/**
 * Its id, at the console and at the server.
 */
id: string, 
/**
 * What was recorded.
 */
kind: Kind, 
/**
 * One line that tells it from its neighbours.
 */
title: string, 
/**
 * Recordings that share it play on one clock.
 */
session_id?: string, 
/**
 * The agent, for agent runs.
 */
agent_id?: string, 
/**
 * Whose it is: the user or actor.
 */
user_id?: string, 
/**
 * The service that a web session belongs to.
 */
service?: string, 
/**
 * The device of a web session, as a word.
 */
device?: string, 
/**
 * How far it has come.
 */
status: Status, 
/**
 * Words to find it by.
 */
tags: Array<string>, 
/**
 * Time 0 of its replay.
 */
started_at: string, 
/**
 * When it ended.
 */
ended_at?: string, 
/**
 * From the start to the end, or to the latest event while it grows.
 */
duration_ms: number, 
/**
 * Events so far.
 */
event_count: number, 
/**
 * Whether it is or was in the governance queue.
 */
flagged: boolean, 
/**
 * What else its kind has.
 */
details: Record<string, unknown>, };

export type Lease = { 
/**
 * Who has it.
 */
by: string, 
/**
 * At which console.
 */
client_id: string, 
/**
 * Until when it holds without a verdict.
 */
until: string, 
/**
 * The review's version that it made.
 */
version: number, };

export type Coverage = { 
/**
 * Milliseconds of the recording that were on screen while it played or was read.
 */
watched_ms: number, 
/**
 * Length of the recording in milliseconds.
 */
of_ms: number, };

export type Flag = { 
/**
 * Its id, given where it was made.
 */
id: string, 
/**
 * What is flagged.
 */
recording_id: string, 
/**
 * In the words of who flagged.
 */
reason: string, 
/**
 * How urgent it is held to be.
 */
severity: Severity, 
/**
 * Offset in ms from the recording's start, where the flag points at a time.
 */
at_ms?: number, 
/**
 * The user who flagged, or the rule's name.
 */
by: string, 
/**
 * What kind of flag it is.
 */
source: FlagSource, 
/**
 * When it was made, by the clock of who made it.
 */
at: string, };

export type Note = { 
/**
 * Its id, given where it was made.
 */
id: string, 
/**
 * What it is about.
 */
recording_id: string, 
/**
 * Offset in ms from the recording's start.
 */
at_ms: number, 
/**
 * As it was written.
 */
text: string, 
/**
 * Who wrote it.
 */
by: string, 
/**
 * When, by the clock of who wrote it.
 */
at: string, };

export type VerdictStatement = { 
/**
 * Version of this statement's shape: [`VerdictStatement::VERSION`].
 */
v: number, 
/**
 * What was decided.
 */
verdict: VerdictKind, 
/**
 * A reason code of the policy in force.
 */
reason: string, 
/**
 * In the reviewer's words.
 */
note?: string, 
/**
 * Root over the recording's segments as the reviewer had them.
 */
manifest_root?: string, 
/**
 * What was really watched.
 */
coverage?: Coverage, 
/**
 * The policy in force.
 */
policy?: string, 
/**
 * The version of the authorization model in force.
 */
model_version?: string, };

export type Verdict = { 
/**
 * Its id, given at the console where it was made.
 */
id: string, 
/**
 * The review as the reviewer knew it (perhaps an alias by now).
 */
review_id: string, 
/**
 * Who decided.
 */
reviewer: string, 
/**
 * In which role.
 */
role: Role, 
/**
 * At which console.
 */
client_id: string, 
/**
 * When, by the console's clock.
 */
at: string, 
/**
 * The last version of the review that the console had from the server; 0 where it had none.
 */
base_version: number, 
/**
 * The review's version that this verdict made; 0 while it waits in an outbox.
 */
version: number, 
/**
 * Whether it counts.
 */
standing: Standing, 
/**
 * Whether it stands beside another that its reviewer could not have seen.
 */
competing: boolean, 
/**
 * Version of this statement's shape: [`VerdictStatement::VERSION`].
 */
v: number, 
/**
 * What was decided.
 */
verdict: VerdictKind, 
/**
 * A reason code of the policy in force.
 */
reason: string, 
/**
 * In the reviewer's words.
 */
note?: string, 
/**
 * Root over the recording's segments as the reviewer had them.
 */
manifest_root?: string, 
/**
 * What was really watched.
 */
coverage?: Coverage, 
/**
 * The policy in force.
 */
policy?: string, 
/**
 * The version of the authorization model in force.
 */
model_version?: string, };

export type Review = { 
/**
 * Made by whoever's flag reached the server first.
 */
id: string, 
/**
 * Ids that other consoles gave it before they met; they work for ever.
 */
aliases: Array<string>, 
/**
 * What is reviewed.
 */
recording_id: string, 
/**
 * How far it has come.
 */
state: ReviewState, 
/**
 * The highest of its flags.
 */
severity: Severity, 
/**
 * Why it is here, oldest first.
 */
flags: Array<Flag>, 
/**
 * What was decided, in the order that the server took it.
 */
verdicts: Array<Verdict>, 
/**
 * Who has it.
 */
claim?: Lease, 
/**
 * Counts claims, releases, verdicts and changes of state at the server; not flags, which commute.
 * 0 while only a console knows it.
 */
version: number, 
/**
 * When the first flag was taken.
 */
created_at: string, 
/**
 * When it last changed.
 */
updated_at: string, };

export type Items<T> = { 
/**
 * This page.
 */
items: Array<T>, 
/**
 * How many there are in all.
 */
total: number, };

export type SignedIn = { 
/**
 * Who.
 */
user: string, 
/**
 * As what.
 */
role: Role, };

export type Imported = { 
/**
 * The recording.
 */
id: string, 
/**
 * What it is.
 */
kind: Kind, 
/**
 * Events that were taken.
 */
events: number, 
/**
 * Events that were not, each named. `events + skipped` is what the file holds.
 */
skipped: Array<Skipped>, 
/**
 * Whether the same file had been imported before; then nothing was stored again.
 */
already: boolean, };

export type Skipped = { 
/**
 * Its position in the recording's events in the file, from 0.
 */
index: number, 
/**
 * Why, in words.
 */
reason: string, };

export type RecordingView = { 
/**
 * Whether all of its segments are in this vault.
 */
cached: boolean, 
/**
 * Whether it exists only here.
 */
local_only: boolean, 
/**
 * Bytes of its segments, as they travel.
 */
bytes: number, 
/**
 * Its review.
 */
review_id?: string, 
/**
 * Its id, at the console and at the server.
 */
id: string, 
/**
 * What was recorded.
 */
kind: Kind, 
/**
 * One line that tells it from its neighbours.
 */
title: string, 
/**
 * Recordings that share it play on one clock.
 */
session_id?: string, 
/**
 * The agent, for agent runs.
 */
agent_id?: string, 
/**
 * Whose it is: the user or actor.
 */
user_id?: string, 
/**
 * The service that a web session belongs to.
 */
service?: string, 
/**
 * The device of a web session, as a word.
 */
device?: string, 
/**
 * How far it has come.
 */
status: Status, 
/**
 * Words to find it by.
 */
tags: Array<string>, 
/**
 * Time 0 of its replay.
 */
started_at: string, 
/**
 * When it ended.
 */
ended_at?: string, 
/**
 * From the start to the end, or to the latest event while it grows.
 */
duration_ms: number, 
/**
 * Events so far.
 */
event_count: number, 
/**
 * Whether it is or was in the governance queue.
 */
flagged: boolean, 
/**
 * What else its kind has.
 */
details: Record<string, unknown>, };

export type SearchHit = { 
/**
 * Where.
 */
recording_id: string, 
/**
 * Offset in ms from the recording's start, as `window --at` takes it.
 */
at_ms: number, 
/**
 * In what: `text`, `input`, `url`, `console`, `custom`, `payload`, `note`, `title`, …
 */
field: string, 
/**
 * The words around it; the hit stands between `[` and `]`.
 */
snippet: string, };

export type Made = { 
/**
 * Its id.
 */
id: string, };

export type FlagMade = { 
/**
 * The flag.
 */
id: string, 
/**
 * The review that it opened or joined.
 */
review_id: string, };

export type Delivery = "queued" | "sent";

export type VerdictMade = { 
/**
 * The verdict.
 */
id: string, 
/**
 * Whether the server has it.
 */
state: Delivery, };

export type OutboxState = "queued" | "sending" | "parked";

export type OutboxItem = { 
/**
 * The mutation.
 */
id: string, 
/**
 * What it is: `flag`, `verdict`, …
 */
kind: string, 
/**
 * How it stands.
 */
state: OutboxState, 
/**
 * How often it was sent.
 */
attempts: number, 
/**
 * What the last try said.
 */
last_error?: string, 
/**
 * What it is about.
 */
recording_id: string, 
/**
 * When it was made.
 */
at: string, };

export type CheckState = "ok" | "warn" | "fail";

export type Check = { 
/**
 * What was checked.
 */
name: string, 
/**
 * How it stands.
 */
state: CheckState, 
/**
 * What was found.
 */
detail: string, 
/**
 * What to do about it; empty when nothing.
 */
hint: string, };

export type Failure = { 
/**
 * For programs.
 */
code: string, 
/**
 * For people: what happened, what it means for their data.
 */
message: string, 
/**
 * What to do.
 */
hint?: string, 
/**
 * What the code promises.
 */
details?: unknown, };

export type MomentView = { 
/**
 * Of which recording: one of its session, where those were asked for too.
 */
recording_id: string, 
/**
 * Ms from the start of the recording that was asked for; negative in another of its session that began earlier.
 */
at_ms: number, 
/**
 * Whether it is about its recording as a whole, and `at_ms` no more than where that begins.
 */
whole?: boolean, 
/**
 * What it is: `error`, `rage_click`, `flag`, …
 */
kind: string, 
/**
 * How much it is worth looking at, 0 to 100.
 */
score: number, 
/**
 * One line.
 */
label: string, };

export type SentenceView = { 
/**
 * In plain English.
 */
text: string, 
/**
 * What it is about, in ms from the recording's start; absent where it is about the whole.
 */
at_ms?: number, };

export type LackView = { 
/**
 * What: `remote_image`, `frame`, `masked_input`, …
 */
kind: string, 
/**
 * How many.
 */
count: number, 
/**
 * When the first appeared, in ms from the recording's start.
 */
first_ms: number, 
/**
 * The first of them: their addresses without user, query and fragment, or the elements.
 */
examples: Array<string>, };

export type HeatmapAsk = { 
/**
 * One recording; without it, all web sessions that are here.
 */
recording?: string, 
/**
 * The page, as an address or as it is normalised; without it, the one with the most.
 */
page?: string, 
/**
 * `phone`, `tablet`, `laptop`, `desktop` or `wide`; without it, those with the most. Never mixed.
 */
width?: string, 
/**
 * `click`, `rage`, `dead`, `first_click`, `attention` or `scroll`.
 */
layer: string, 
/**
 * Whether it is of what is fixed to the viewport, whose rows count from the viewport's top.
 */
is_fixed: boolean, 
/**
 * Whether the server is asked, which knows recordings that are not here.
 */
from_server: boolean, 
/**
 * Which recordings, where none is named.
 */
filter: HeatmapFilter, 
/**
 * How it is painted.
 */
style: HeatmapStyle, };

export type HeatmapFilter = { 
/**
 * Of this service.
 */
service?: string, 
/**
 * On this device.
 */
device?: string, 
/**
 * Of this kind of actor: `USER`, `OPERATOR` or `ADMIN`.
 */
actor_type?: string, 
/**
 * Started at or after.
 */
from?: string, 
/**
 * Started before.
 */
to?: string, };

export type HeatmapStyle = { 
/**
 * `viridis`, `cividis` or `inferno`.
 */
palette?: string, 
/**
 * How far a point reaches, in CSS pixels: 2 to 100.
 */
radius_px?: number, 
/**
 * Of how many in a hundred places the colours tell; the hotter ones share the last colour.
 */
percentile?: number, 
/**
 * What the last colour stands for, so that two pictures side by side mean the same. Goes before the percentile.
 */
full?: number, 
/**
 * Whether the picture that the person gave lies under the colours.
 */
on_picture: boolean, };

export type HeatmapView = { 
/**
 * The page, by its normalised address.
 */
page: string, 
/**
 * `phone`, `tablet`, `laptop`, `desktop` or `wide`: clicks at other widths are not in it.
 */
width: string, 
/**
 * `click`, `rage`, `dead`, `first_click`, `attention` or `scroll`.
 */
layer: string, 
/**
 * `here` or `server`: whose recordings were counted.
 */
source: string, 
/**
 * Recordings that it is of.
 */
recordings: number, 
/**
 * Recordings that would be in it and were not read yet, or were more than a server reads for one answer.
 */
unread: number, 
/**
 * `clicks`, `ms` or `sessions`.
 */
unit: string, 
/**
 * All of it.
 */
total: number, 
/**
 * The most at one place.
 */
max: number, 
/**
 * The average of the places that have any.
 */
average: number, 
/**
 * How much lies outside of what a page can have: negative, not a number, or deeper than any page.
 */
outside: number, 
/**
 * How much is on elements that are fixed to the viewport, and so not in the picture of the document.
 */
fixed: number, 
/**
 * Clicks without a place, by why.
 */
unplaced: { [key in string]: number }, 
/**
 * The hottest places and what was clicked there.
 */
hottest: Array<HotPlace>, 
/**
 * Other pages and widths that there is something of, the most visited first.
 */
others: Array<HeatmapPage>, 
/**
 * What was folded in addresses so that they are one page, in words.
 */
folds: Array<string>, 
/**
 * How far down people came; absent where nobody was there.
 */
scroll?: ScrollView, 
/**
 * Where the page can be seen; absent where no recording that is here shows it.
 */
shown?: PageShown, 
/**
 * What was painted; absent where nothing was.
 */
picture?: HeatmapPicture, 
/**
 * Why there is no picture, where there is none.
 */
no_data?: string, 
/**
 * Where it was written.
 */
out?: string, };

export type PageShown = { 
/**
 * Which.
 */
recording: string, 
/**
 * When.
 */
at_ms: number, };

export type HotPlace = { 
/**
 * From the left, in percent of the page's width.
 */
x_percent: number, 
/**
 * CSS pixels from the top of the document, or of the viewport.
 */
y_px: number, 
/**
 * How much is there.
 */
weight: number, 
/**
 * The most clicked elements there; none where the recordings do not tell.
 */
elements: Array<HotElement>, };

export type HotElement = { 
/**
 * A short CSS selector.
 */
selector: string, 
/**
 * Its text as it was recorded: what was masked is masked.
 */
text: string, 
/**
 * How often it was clicked there.
 */
clicks: number, };

export type HeatmapPage = { 
/**
 * By its normalised address.
 */
page: string, 
/**
 * See [`HeatmapView::width`].
 */
width: string, 
/**
 * How often it was visited.
 */
visits: number, };

export type ScrollView = { 
/**
 * Sessions that were there.
 */
sessions: number, 
/**
 * How far down each came on average, as a ratio of the height.
 */
average_depth: number, 
/**
 * What 100 % is.
 */
height_px: number, 
/**
 * Whether nobody measured the height, so that it is the deepest that anybody saw.
 */
is_estimate: boolean, 
/**
 * Twenty equal parts, from the top.
 */
bands: Array<ScrollBand>, };

export type ScrollBand = { 
/**
 * Where it begins, in percent of the height.
 */
from_percent: number, 
/**
 * Where it ends.
 */
to_percent: number, 
/**
 * Sessions that had any of it in view.
 */
sessions: number, 
/**
 * The same as a ratio of all.
 */
reached: number, 
/**
 * How long it was in view in all of them together.
 */
time_ms: number, 
/**
 * The same for each session that reached it.
 */
average_ms: number, };

export type HeatmapPicture = { 
/**
 * Its pixels.
 */
width: number, 
/**
 * Its pixels.
 */
height: number, 
/**
 * The page's width in CSS pixels, which fills the picture's.
 */
page_width_px: number, 
/**
 * What the last colour stands for.
 */
full: number, 
/**
 * Whether more than that is drawn in the same colour.
 */
is_cut: boolean, 
/**
 * From nothing to [`Self::full`].
 */
legend: Array<LegendStep>, 
/**
 * `none`, `missing`, `whole` or `part`: how much of it the picture that was asked for covers.
 */
ground: string, 
/**
 * How much lies below the picture.
 */
below: number, };

export type LegendStep = { 
/**
 * In the layer's unit, within about a brush around a place.
 */
value: number, 
/**
 * Its colour.
 */
rgb: [number, number, number], };

export type PageMeasure = { 
/**
 * The recording that is shown.
 */
recording: string, 
/**
 * The page, by its normalised address.
 */
page: string, 
/**
 * The viewport's width in CSS pixels.
 */
width_px: number, 
/**
 * The document's height.
 */
height_px: number, 
/**
 * Its iframes.
 */
frames: Array<FrameMeasure>, 
/**
 * Elements, by rrweb's id, that stay where they are when the page scrolls, with all that is inside of them.
 */
fixed: Array<number>, };

export type FrameMeasure = { 
/**
 * rrweb's id of its element.
 */
id: number, 
/**
 * CSS pixels from the document's left edge, or of the viewport's where it is fixed.
 */
left: number, 
/**
 * CSS pixels from the top.
 */
top: number, 
/**
 * Whether it is fixed to the viewport.
 */
is_fixed: boolean, };

export type GivenPicture = { 
/**
 * The file's name, without its folder.
 */
name: string, 
/**
 * Its pixels.
 */
width: number, 
/**
 * Its pixels.
 */
height: number, };

export type DeskState = { 
/**
 * Of this program.
 */
version: string, 
/**
 * Whether there is a vault to look into. Without one all but `open`, `unlock` and this fails.
 */
vault: VaultState, 
/**
 * The server and user; absent before the first sign-in, and while the vault is closed.
 */
account?: AccountView, 
/**
 * What waits in the outbox, parked ones included.
 */
waiting: number, 
/**
 * What the server refused.
 */
parked: number, 
/**
 * Reviews that are not closed.
 */
open_reviews: number, 
/**
 * What the vault holds.
 */
storage: Storage, 
/**
 * What is under way.
 */
jobs: Array<JobView>, };

export type VaultState = { "state": "open", 
/**
 * What keeps its key.
 */
lock: VaultLock, 
/**
 * Why the rest of the state could not be read just now: it is as it was last read.
 */
failure?: Failure, } | { "state": "closed", 
/**
 * Why.
 */
failure: Failure, };

export type VaultTrouble = "passphrase_needed" | "no_passphrase_yet" | "wrong_passphrase" | "keychain_locked" | "keychain_absent" | "key_missing" | "keychain_refused" | "newer" | "damaged" | "busy" | "not_writable" | "disk_full" | "unreachable" | "gone" | "vault";

export type VaultLock = "keychain" | "passphrase";

export type AccountView = { 
/**
 * As it was given at sign-in.
 */
server_url: string, 
/**
 * The user there.
 */
user: string, 
/**
 * The user's role, as the server said last.
 */
role: Role, 
/**
 * Whether the session stands.
 */
signed_in: boolean, 
/**
 * When the feed was last read to its end.
 */
last_sync_at?: string, 
/**
 * Since when the server cannot be reached; absent while it can.
 */
offline_since?: string, 
/**
 * What the last try said, where it failed.
 */
trouble?: Failure, 
/**
 * This machine's clock less the server's, in ms, as of the last sync.
 */
clock_skew_ms?: number, };

export type Storage = { 
/**
 * The vault's folder.
 */
folder: string, 
/**
 * Recordings that are listed.
 */
recordings: number, 
/**
 * Of them with all segments here.
 */
cached: number, 
/**
 * Of them only here.
 */
local_only: number, 
/**
 * Bytes on disk: database and blobs.
 */
bytes: number, 
/**
 * Free on that disk.
 */
free_bytes?: number, };

export type SignInAsk = { 
/**
 * The server's address.
 */
url: string, 
/**
 * A token that an administrator made.
 */
token?: string, 
/**
 * With a password.
 */
user?: string, 
/**
 * The user's.
 */
password?: string, 
/**
 * Whether a server without TLS on another machine is accepted.
 */
allow_plain_http: boolean, };

export type LibraryFilter = { 
/**
 * Of this kind.
 */
kind?: Kind, 
/**
 * Flagged, or not.
 */
flagged?: boolean, 
/**
 * Of this agent.
 */
agent?: string, 
/**
 * In this status.
 */
status?: Status, 
/**
 * With this tag.
 */
tag?: string, 
/**
 * Started at or after.
 */
from?: string, 
/**
 * Started before.
 */
to?: string, 
/**
 * Of this session.
 */
session?: string, 
/**
 * Of this service.
 */
service?: string, 
/**
 * On this device.
 */
device?: string, 
/**
 * Of this user.
 */
user?: string, 
/**
 * With all segments here, or not.
 */
cached?: boolean, 
/**
 * Only here, or not.
 */
local_only?: boolean, 
/**
 * With a hit of this search.
 */
text?: string, };

export type LibraryOrder = "newest" | "oldest" | "longest" | "shortest" | "most_events" | "fewest_events" | "largest" | "smallest" | "title_ascending" | "title_descending" | "user_ascending" | "user_descending";

export type ListAsk = { 
/**
 * Which.
 */
filter: LibraryFilter, 
/**
 * In which order.
 */
order: LibraryOrder, 
/**
 * Items at most.
 */
limit: number, 
/**
 * Items to leave out before.
 */
offset: number, };

export type LibraryRow = { 
/**
 * Its review's severity.
 */
severity?: Severity, 
/**
 * Events in each of 36 equal parts of its length; empty where its segments are not here.
 */
activity: Array<number>, 
/**
 * Whether all of its segments are in this vault.
 */
cached: boolean, 
/**
 * Whether it exists only here.
 */
local_only: boolean, 
/**
 * Bytes of its segments, as they travel.
 */
bytes: number, 
/**
 * Its review.
 */
review_id?: string, 
/**
 * Its id, at the console and at the server.
 */
id: string, 
/**
 * What was recorded.
 */
kind: Kind, 
/**
 * One line that tells it from its neighbours.
 */
title: string, 
/**
 * Recordings that share it play on one clock.
 */
session_id?: string, 
/**
 * The agent, for agent runs.
 */
agent_id?: string, 
/**
 * Whose it is: the user or actor.
 */
user_id?: string, 
/**
 * The service that a web session belongs to.
 */
service?: string, 
/**
 * The device of a web session, as a word.
 */
device?: string, 
/**
 * How far it has come.
 */
status: Status, 
/**
 * Words to find it by.
 */
tags: Array<string>, 
/**
 * Time 0 of its replay.
 */
started_at: string, 
/**
 * When it ended.
 */
ended_at?: string, 
/**
 * From the start to the end, or to the latest event while it grows.
 */
duration_ms: number, 
/**
 * Events so far.
 */
event_count: number, 
/**
 * Whether it is or was in the governance queue.
 */
flagged: boolean, 
/**
 * What else its kind has.
 */
details: Record<string, unknown>, };

export type FacetValue = { 
/**
 * The value.
 */
value: string, 
/**
 * How many have it.
 */
total: number, };

export type Facets = { 
/**
 * All recordings.
 */
total: number, 
/**
 * Flagged ones.
 */
flagged: number, 
/**
 * With all segments here.
 */
cached: number, 
/**
 * Only here.
 */
local_only: number, 
/**
 * By kind.
 */
kinds: Array<FacetValue>, 
/**
 * By status.
 */
statuses: Array<FacetValue>, 
/**
 * By agent.
 */
agents: Array<FacetValue>, 
/**
 * By service.
 */
services: Array<FacetValue>, 
/**
 * By device.
 */
devices: Array<FacetValue>, 
/**
 * By user.
 */
users: Array<FacetValue>, 
/**
 * By tag.
 */
tags: Array<FacetValue>, 
/**
 * What the lists leave out.
 */
unlisted: Unlisted, };

export type Unlisted = { 
/**
 * Agents.
 */
agents: number, 
/**
 * Services.
 */
services: number, 
/**
 * Devices.
 */
devices: number, 
/**
 * Users.
 */
users: number, 
/**
 * Tags.
 */
tags: number, };

export type RecordingDetail = { 
/**
 * The recording.
 */
recording: RecordingView, 
/**
 * Its review.
 */
review?: Review, 
/**
 * Its notes, by their place in it.
 */
notes: Array<Note>, 
/**
 * The other recordings of its session, which play on the same clock.
 */
beside: Array<RecordingView>, 
/**
 * That clock, in ms from this recording's start: 0 or less, where another began earlier, to the end of whatever ends
 * last.
 */
clock: Stretch, };

export type Insight = { 
/**
 * By time, flags and notes among them.
 */
moments: Array<MomentView>, 
/**
 * Moments of low scores that are not kept.
 */
left_out: number, 
/**
 * A few sentences.
 */
summary: Array<SentenceView>, 
/**
 * Empty where nothing is missing.
 */
lacks: Array<LackView>, };

export type NumbersSource = "here" | "server";

export type NumbersAsk = { 
/**
 * Whose.
 */
source: NumbersSource, 
/**
 * Began at or after.
 */
from?: string, 
/**
 * Began before.
 */
to?: string, 
/**
 * Sessions of this service; agent recordings have none.
 */
service?: string, };

export type Numbers = { 
/**
 * Whose.
 */
source: NumbersSource, 
/**
 * When they held: of a server, now by this machine's clock; of this vault, when it last heard from its server,
 * or now where it never did.
 */
as_of: string, 
/**
 * The server that they are of, or that this vault was filled from.
 */
server_url?: string, 
/**
 * Whether they are only of what the user sees: of this vault always, of a server for a member.
 */
only_seen: boolean, 
/**
 * Sessions.
 */
sessions: SessionNumbers, 
/**
 * Sessions by device, the most frequent first.
 */
devices: Array<FacetValue>, 
/**
 * Sessions by service, the most frequent first; without a service, the value is empty. 500 at most.
 */
services: Array<FacetValue>, 
/**
 * The pages that were viewed most: 100 at most.
 */
pages: Array<PageNumbers>, 
/**
 * Days (UTC) on which sessions began, in order: the latest 500. Others are left out.
 */
days: Array<DayNumbers>, 
/**
 * Agent recordings.
 */
runs: RunNumbers, 
/**
 * Those by agent, the most frequent first: 100 at most.
 */
agents: Array<AgentNumbers>, 
/**
 * How much was read, where what only events tell is not of all.
 */
read?: ReadHere, };

export type SessionNumbers = { 
/**
 * Sessions that began in the range, also those that go on.
 */
sessions: number, 
/**
 * Mean length in ms of those that ended; absent where none did.
 */
mean_ms?: number, 
/**
 * Pages that were opened.
 */
page_views: number, 
/**
 * Clicks and taps.
 */
clicks: number, 
/**
 * Actors by their ids, each once; who is not named is not counted.
 */
users: number, };

export type PageNumbers = { 
/**
 * Its path.
 */
path: string, 
/**
 * Its title; empty where it is not known.
 */
title: string, 
/**
 * Views.
 */
views: number, 
/**
 * Sessions with at least one of them.
 */
sessions: number, };

export type DayNumbers = { 
/**
 * When it begins, in UTC.
 */
day: string, 
/**
 * Sessions that began in it.
 */
sessions: number, 
/**
 * Their page views.
 */
page_views: number, 
/**
 * Their clicks.
 */
clicks: number, };

export type RunNumbers = { 
/**
 * That still run.
 */
recording: number, 
/**
 * That ended as they should.
 */
completed: number, 
/**
 * That failed or fell silent.
 */
failed: number, 
/**
 * That a person ended.
 */
cancelled: number, 
/**
 * Events of type `error` in them.
 */
errors: number, 
/**
 * Recordings with at least one of those.
 */
with_errors: number, 
/**
 * Mean length in ms of those that ended; absent where none did.
 */
mean_ms?: number, };

export type AgentNumbers = { 
/**
 * The agent.
 */
agent: string, 
/**
 * Its name, else its id.
 */
name: string, 
/**
 * Its recordings.
 */
runs: RunNumbers, };

export type ReadHere = { 
/**
 * Sessions whose clicks and page views are known.
 */
sessions_counted: number, 
/**
 * Sessions whose pages are known.
 */
sessions_read: number, 
/**
 * Sessions in all.
 */
sessions: number, 
/**
 * Agent recordings whose errors are known.
 */
runs_read: number, 
/**
 * Agent recordings in all.
 */
runs: number, };

export type WindowHead = { 
/**
 * The asked time, within the recording.
 */
from_ms: number, 
/**
 * Where the window ends; the next one is asked for here.
 */
to_ms: number, 
/**
 * Where its first event stands: replay starts there.
 */
keyframe_ms: number, 
/**
 * Time 0 of the recording, as the events write time: ms since 1970.
 */
started_ms: number, 
/**
 * Lines in its segments that are no events, and events that no player knows: they are not among what follows.
 */
unreadable: number, };

export type Track = { 
/**
 * Its length.
 */
duration_ms: number, 
/**
 * Events in each of so many equal parts of its length.
 */
density: Array<number>, 
/**
 * Times of its events, ascending; thinned to 5,000 where there are more.
 */
ticks_ms: Array<number>, 
/**
 * Stretches without anything that a person or agent did, ascending: the gaps.
 */
idle: Array<Stretch>, 
/**
 * How long such a stretch is at least: 10 s, unless another was asked for.
 */
idle_ms: number, 
/**
 * The length with all gaps collapsed to nothing. A time lies there at itself less the gaps before it.
 */
active_ms: number, 
/**
 * Events outside of gaps in each of so many equal parts of `active_ms`.
 */
active_density: Array<number>, 
/**
 * Those of `idle` that are no pause of a person: 30 days or more. The clock of what recorded it jumped.
 */
clock_jumps: Array<Stretch>, };

export type Facts = { 
/**
 * By time; at one time in the order in which they were recorded.
 */
items: Array<Fact>, 
/**
 * How many there are, those that were left out included.
 */
total: number, 
/**
 * How many are not in the list: where there are more than 20,000, or their texts are very long, what says least.
 */
left_out: number, 
/**
 * From when on addresses and titles may be among what was left out.
 */
pages_end_ms?: number, };

export type Fact = { 
/**
 * When.
 */
at_ms: number, 
/**
 * What it is about.
 */
kind: FactKind, 
/**
 * Of a line of the console: `log`, `info`, `warn`, `error`, `debug`, or another word of the recorder's.
 */
level?: string, 
/**
 * As recorded, in several lines where it has them; 2,000 characters at most.
 */
text: string, };

export type FactKind = "page" | "title" | "console" | "error" | "event";

export type Stretch = { 
/**
 * Where it begins.
 */
from_ms: number, 
/**
 * Where it ends.
 */
to_ms: number, };

export type Outline = { 
/**
 * Its length.
 */
duration_ms: number, 
/**
 * The time of each row.
 */
at_ms: Array<number>, 
/**
 * The type of each row: a position in `types`.
 */
type_of: Array<number>, 
/**
 * The event types that occur.
 */
types: Array<string>, 
/**
 * The lane of each row: a position in `lanes`.
 */
lane_of: Array<number>, 
/**
 * Names of views, in order of appearance; the first is what was before any `view_switch`.
 */
lanes: Array<string>, 
/**
 * One line that tells a row: what was called, said, asked or changed. Empty from row 20,000 on.
 */
labels: Array<string>, 
/**
 * Operations.
 */
bars: Array<Bar>, 
/**
 * Requests to a person, and their answers.
 */
requests: Array<Ask>, 
/**
 * Rows that are errors.
 */
errors: Array<number>, 
/**
 * Whether it reads as a conversation: messages and tool calls of an imported trajectory.
 */
conversation: boolean, };

export type Bar = { 
/**
 * The row that began it.
 */
row: number, 
/**
 * A position in [`Outline::lanes`].
 */
lane: number, 
/**
 * What it is called.
 */
label: string, 
/**
 * Where it begins.
 */
from_ms: number, 
/**
 * Where it ends: its end, or the last that was heard of it.
 */
to_ms: number, 
/**
 * Its updates: offset and progress in percent.
 */
progress: Array<[number, number]>, 
/**
 * How it ended.
 */
state: BarState, };

export type BarState = "running" | "completed" | "failed";

export type Ask = { 
/**
 * Its row.
 */
row: number, 
/**
 * When.
 */
at_ms: number, 
/**
 * What was asked.
 */
label: string, 
/**
 * The row that answers it.
 */
answer_row?: number, 
/**
 * When it was answered.
 */
answered_ms?: number, 
/**
 * What was answered.
 */
answer?: string, };

export type RunEvent = { 
/**
 * Its row in the outline.
 */
row: number, 
/**
 * When.
 */
at_ms: number, 
/**
 * A standard type or a custom one.
 */
event_type: string, 
/**
 * Whatever it carries.
 */
data: unknown, };

export type VerdictAsk = { 
/**
 * Of which review.
 */
review_id: string, 
/**
 * What is decided.
 */
verdict: VerdictKind, 
/**
 * A reason code of the policy.
 */
reason: string, 
/**
 * In the reviewer's words.
 */
note?: string, 
/**
 * Stretches of the recording that were on screen while it played or was read.
 */
watched: Array<Stretch>, };

export type FlagAsk = { 
/**
 * Which recording.
 */
recording_id: string, 
/**
 * Why.
 */
reason: string, 
/**
 * How urgent.
 */
severity: Severity, 
/**
 * Where it points, if at a time.
 */
at_ms?: number, };

export type ReasonView = { 
/**
 * The word that a verdict carries.
 */
code: string, 
/**
 * Whether the verdict must explain itself in a note.
 */
needs_note: boolean, };

export type PolicyView = { 
/**
 * Name and version.
 */
name: string, 
/**
 * The reasons that a verdict may name.
 */
reasons: Array<ReasonView>, };

export type JobView = { 
/**
 * For `cancel`.
 */
id: string, 
/**
 * What it is.
 */
kind: JobKind, 
/**
 * What it is about, in words: names of files.
 */
about: string, 
/**
 * Which recordings it is about, where it is about some.
 */
recording_ids?: Array<string>, 
/**
 * In bytes where they are known, else in items.
 */
done: number, 
/**
 * Of how many; absent where it is not known.
 */
of?: number, 
/**
 * Whether `done` and `of` are bytes.
 */
in_bytes: boolean, };

export type JobKind = "sync" | "download" | "upload" | "import";

export type Heard = { "what": "changed" } | { "what": "job", 
/**
 * How far it is.
 */
job: JobView, } | { "what": "job_ended", 
/**
 * Which.
 */
id: string, 
/**
 * What it was.
 */
kind: JobKind, 
/**
 * Why it ended early; its code is `cancelled` where somebody wanted so.
 */
failure?: Failure | null, 
/**
 * What an import made.
 */
imported?: Array<Imported>, } | { "what": "hover", 
/**
 * How many do.
 */
files: number, } | { "what": "dropped", 
/**
 * Of the files.
 */
names: Array<string>, };

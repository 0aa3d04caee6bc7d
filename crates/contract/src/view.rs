//! What the console shows: the documents that `hindsight --json` prints and the window's commands return.

use hindsight_domain::{Kind, Recording, RecordingId, ReviewId, Role, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;

/// Every list.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(optional_fields))]
pub struct Items<T> {
    /// This page.
    pub items: Vec<T>,
    /// How many there are in all.
    pub total: u64,
}

impl<T> Items<T> {
    /// A list that is its own only page.
    pub fn all(items: Vec<T>) -> Self {
        let total = items.len() as u64;
        Self { items, total }
    }
}

/// After signing in.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(optional_fields))]
pub struct SignedIn {
    /// Who.
    pub user: String,
    /// As what.
    pub role: Role,
}

/// What one sync did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(optional_fields))]
pub struct SyncReport {
    /// Feed entries taken.
    pub received: u64,
    /// Mutations that the server took.
    pub sent: u64,
    /// Bytes of blobs that came, as they travelled.
    pub downloaded_bytes: u64,
    /// Verdicts of ours that the server kept beside others, in this sync.
    pub conflicts: u64,
    /// What stands parked in the outbox now.
    pub parked: u64,
}

/// One recording that an import made.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(optional_fields))]
pub struct Imported {
    /// The recording.
    pub id: RecordingId,
    /// What it is.
    pub kind: Kind,
    /// Events that were taken.
    pub events: u64,
    /// Events that were not, each named. `events + skipped` is what the file holds.
    pub skipped: Vec<Skipped>,
    /// Whether the same file had been imported before; then nothing was stored again.
    pub already: bool,
}

/// An event that an import left out.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(optional_fields))]
pub struct Skipped {
    /// Its position in the recording's events in the file, from 0.
    pub index: u64,
    /// Why, in words.
    pub reason: String,
}

/// An upload that is done or under way.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(optional_fields))]
pub struct Uploaded {
    /// The recording.
    pub id: RecordingId,
    /// Bytes that travelled in this call.
    pub bytes: u64,
    /// `uploaded` once the server has it, `queued` while its announcement waits.
    pub state: UploadedState,
}

/// See [`Uploaded`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum UploadedState {
    /// The server has it.
    Uploaded,
    /// Its bytes are there, its announcement waits in the outbox.
    Queued,
}

/// A row of `hindsight list`, and with everything of [`Recording`] of `hindsight show`.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(optional_fields))]
pub struct RecordingView {
    /// Its data.
    #[serde(flatten)]
    pub recording: Recording,
    /// Whether all of its segments are in this vault.
    pub cached: bool,
    /// Whether it exists only here.
    pub local_only: bool,
    /// Bytes of its segments, as they travel.
    pub bytes: u64,
    /// Its review.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review_id: Option<ReviewId>,
}

/// A hit of a search.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(optional_fields))]
pub struct SearchHit {
    /// Where.
    pub recording_id: RecordingId,
    /// Offset in ms from the recording's start, as `window --at` takes it.
    pub at_ms: i64,
    /// In what: `text`, `input`, `url`, `console`, `custom`, `payload`, `note`, `title`, …
    pub field: String,
    /// The words around it; the hit stands between `[` and `]`.
    pub snippet: String,
}

/// A part of a recording as a player loads it: the nearest keyframe and all events up to the window's end.
///
/// Offsets are ms from the recording's start; the events carry their own times. Events of a web session are
/// rewritten: they can run nothing and reach no network.
#[derive(Debug, Deserialize, Serialize)]
pub struct WindowView {
    /// Where the window begins: the asked time, within the recording.
    pub from_ms: i64,
    /// Where it ends.
    pub to_ms: i64,
    /// Where its first event stands: replay starts there.
    pub keyframe_ms: i64,
    /// From `keyframe_ms` to `to_ms`.
    pub events: Vec<Box<RawValue>>,
    /// Lines in the segments of this window that are no events, and events of it that no player knows. They are not
    /// among `events`; a line without a time counts in each window that its segment is read for.
    pub unreadable: u64,
}

/// Something that was made and has an id.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Made {
    /// Its id.
    pub id: String,
}

/// A flag that was made.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(optional_fields))]
pub struct FlagMade {
    /// The flag.
    pub id: String,
    /// The review that it opened or joined.
    pub review_id: ReviewId,
}

/// A verdict that was given.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(optional_fields))]
pub struct VerdictMade {
    /// The verdict.
    pub id: String,
    /// Whether the server has it.
    pub state: Delivery,
}

/// Whether the server has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Delivery {
    /// It waits in the outbox.
    Queued,
    /// The server has it.
    Sent,
}

/// What waits to go up.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(optional_fields))]
pub struct OutboxItem {
    /// The mutation.
    pub id: String,
    /// What it is: `flag`, `verdict`, …
    pub kind: String,
    /// How it stands.
    pub state: OutboxState,
    /// How often it was sent.
    pub attempts: u64,
    /// What the last try said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_error: Option<String>,
    /// What it is about.
    pub recording_id: RecordingId,
    /// When it was made.
    pub at: Timestamp,
}

/// How a mutation stands in the outbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum OutboxState {
    /// It waits for the network, or for one before it.
    Queued,
    /// It is under way.
    Sending,
    /// The server refused it; a person must look.
    Parked,
}

/// One check of `hindsight doctor`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(optional_fields))]
pub struct Check {
    /// What was checked.
    pub name: String,
    /// How it stands.
    pub state: CheckState,
    /// What was found.
    pub detail: String,
    /// What to do about it; empty when nothing.
    pub hint: String,
}

/// How a check stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum CheckState {
    /// Fine.
    Ok,
    /// It works, with less.
    Warn,
    /// It does not work.
    Fail,
}

/// A time worth looking at.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(optional_fields))]
pub struct MomentView {
    /// Of which recording: one of its session, where those were asked for too.
    pub recording_id: RecordingId,
    /// Ms from the start of the recording that was asked for; negative in another of its session that began earlier.
    pub at_ms: i64,
    /// Whether it is about its recording as a whole, and `at_ms` no more than where that begins.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(feature = "ts", ts(optional, as = "Option<bool>"))]
    pub whole: bool,
    /// What it is: `error`, `rage_click`, `flag`, …
    pub kind: String,
    /// How much it is worth looking at, 0 to 100.
    pub score: u8,
    /// One line.
    pub label: String,
}

/// The moments of a recording: `items`, `total`, and how many more there were than are kept.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct MomentList {
    /// By time, or by score.
    #[serde(flatten)]
    pub list: Items<MomentView>,
    /// Moments of low scores that are not kept.
    pub left_out: u64,
    /// Recordings of the session whose moments are not in the list: they are not here, or cannot be read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unread: Vec<RecordingId>,
}

/// A sentence of a summary.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(optional_fields))]
pub struct SentenceView {
    /// In plain English.
    pub text: String,
    /// What it is about, in ms from the recording's start; absent where it is about the whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_ms: Option<i64>,
}

/// A recording in a few sentences.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct SummaryView {
    /// Which.
    pub id: RecordingId,
    /// In their order.
    pub sentences: Vec<SentenceView>,
}

/// Something that a recording lacks, so that its replay is not what the person saw.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(optional_fields))]
pub struct LackView {
    /// What: `remote_image`, `frame`, `masked_input`, …
    pub kind: String,
    /// How many.
    pub count: u64,
    /// When the first appeared, in ms from the recording's start.
    pub first_ms: i64,
    /// The first of them: their addresses without user, query and fragment, or the elements.
    pub examples: Vec<String>,
}

/// A recording with what its replay lacks.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Shown {
    /// The recording.
    #[serde(flatten)]
    pub recording: RecordingView,
    /// Of a web session that is here; absent where it was not read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fidelity: Option<Vec<LackView>>,
    /// Why it could not be read, where it is here and could not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trouble: Option<Failure>,
}

/// `{"error": …}`: what `--json` prints when a verb fails.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(optional_fields))]
pub struct Failure {
    /// For programs.
    pub code: String,
    /// For people: what happened, what it means for their data.
    pub message: String,
    /// What to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// What the code promises.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(type = "unknown"))]
    pub details: Option<Value>,
}

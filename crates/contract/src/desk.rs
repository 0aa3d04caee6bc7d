//! What the window asks its host, and what it hears from it.
//!
//! Offsets (`at_ms`, `from_ms`, …) are ms from the recording's start. Large answers (windows, outlines, events)
//! travel as raw bytes of JSON, so that nothing is quoted twice.

mod analytics;

use hindsight_domain::{
    Kind, Note, RecordingId, Review, ReviewId, Role, Severity, Status, Timestamp, VerdictKind,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use analytics::{
    AgentNumbers, DayNumbers, Numbers, NumbersAsk, NumbersSource, PageNumbers, ReadHere, RunNumbers,
    SessionNumbers,
};

pub use crate::order::LibraryOrder;
use crate::view::{Failure, Imported, LackView, MomentView, RecordingView, SentenceView};

/// How all of it stands: what the frame around every screen shows.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(optional_fields))]
pub struct DeskState {
    /// Of this program.
    pub version: String,
    /// Whether there is a vault to look into. Without one all but `open`, `unlock` and this fails.
    pub vault: VaultState,
    /// The server and user; absent before the first sign-in, and while the vault is closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<AccountView>,
    /// What waits in the outbox, parked ones included.
    pub waiting: u64,
    /// What the server refused.
    pub parked: u64,
    /// Reviews that are not closed.
    pub open_reviews: u64,
    /// What the vault holds.
    pub storage: Storage,
    /// What is under way.
    pub jobs: Vec<JobView>,
}

/// Whether the vault is open.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum VaultState {
    /// It is open.
    Open {
        /// What keeps its key.
        lock: VaultLock,
        /// Why the rest of the state could not be read just now: it is as it was last read.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        failure: Option<Failure>,
    },
    /// It could not be opened. `failure.code` says which screen: the word of a [`VaultTrouble`], or another.
    Closed {
        /// Why.
        failure: Failure,
    },
}

/// Why a vault stays closed. The window has a screen for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum VaultTrouble {
    /// Only a passphrase opens it, and none was given.
    PassphraseNeeded,
    /// There is no vault yet, and neither keychain nor passphrase to lock one with.
    NoPassphraseYet,
    /// The passphrase is another.
    WrongPassphrase,
    /// The system's keychain is locked.
    KeychainLocked,
    /// Its key is in a keychain, and none answers.
    KeychainAbsent,
    /// The keychain answers and has no key for it.
    KeyMissing,
    /// The keychain did not do it.
    KeychainRefused,
    /// A newer Hindsight wrote it.
    Newer,
    /// It is not what was written.
    Damaged,
    /// Another process holds it.
    Busy,
    /// Its folder cannot be written.
    NotWritable,
    /// There is no room on its disk.
    DiskFull,
    /// Its folder, or the disk that it is on, does not answer.
    Unreachable,
    /// There was a vault where none is now.
    Gone,
    /// None of these.
    Vault,
}

impl VaultTrouble {
    /// Its word: the code of a failure.
    pub fn word(self) -> &'static str {
        match self {
            Self::PassphraseNeeded => "passphrase_needed",
            Self::NoPassphraseYet => "no_passphrase_yet",
            Self::WrongPassphrase => "wrong_passphrase",
            Self::KeychainLocked => "keychain_locked",
            Self::KeychainAbsent => "keychain_absent",
            Self::KeyMissing => "key_missing",
            Self::KeychainRefused => "keychain_refused",
            Self::Newer => "newer",
            Self::Damaged => "damaged",
            Self::Busy => "busy",
            Self::NotWritable => "not_writable",
            Self::DiskFull => "disk_full",
            Self::Unreachable => "unreachable",
            Self::Gone => "gone",
            Self::Vault => "vault",
        }
    }
}

/// What keeps a vault's key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum VaultLock {
    /// The system's keychain.
    Keychain,
    /// A passphrase.
    Passphrase,
}

/// The server and user of this vault.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(optional_fields))]
pub struct AccountView {
    /// As it was given at sign-in.
    pub server_url: String,
    /// The user there.
    pub user: String,
    /// The user's role, as the server said last.
    pub role: Role,
    /// Whether the session stands.
    pub signed_in: bool,
    /// When the feed was last read to its end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_sync_at: Option<Timestamp>,
    /// Since when the server cannot be reached; absent while it can.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offline_since: Option<Timestamp>,
    /// What the last try said, where it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trouble: Option<Failure>,
    /// This machine's clock less the server's, in ms, as of the last sync.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock_skew_ms: Option<i64>,
}

/// What the vault holds.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(optional_fields))]
pub struct Storage {
    /// The vault's folder.
    pub folder: String,
    /// Recordings that are listed.
    pub recordings: u64,
    /// Of them with all segments here.
    pub cached: u64,
    /// Of them only here.
    pub local_only: u64,
    /// Bytes on disk: database and blobs.
    pub bytes: u64,
    /// Free on that disk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub free_bytes: Option<u64>,
}

/// What `sign_in` takes: a token, or a user with a password.
#[derive(Clone, Deserialize, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(optional_fields))]
pub struct SignInAsk {
    /// The server's address.
    pub url: String,
    /// A token that an administrator made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    /// With a password.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// The user's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
    /// Whether a server without TLS on another machine is accepted.
    #[serde(default)]
    pub allow_plain_http: bool,
}

/// Which recordings: all that is given must hold.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(optional_fields))]
#[serde(default, deny_unknown_fields)]
pub struct LibraryFilter {
    /// Of this kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,
    /// Flagged, or not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flagged: Option<bool>,
    /// Of this agent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agent: Option<String>,
    /// In this status.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    /// With this tag.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
    /// Started at or after.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Timestamp>,
    /// Started before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<Timestamp>,
    /// Of this session.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session: Option<String>,
    /// Of this service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// On this device.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
    /// Of this user.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// With all segments here, or not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cached: Option<bool>,
    /// Only here, or not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub local_only: Option<bool>,
    /// With a hit of this search.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// What `list` takes.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(optional_fields))]
pub struct ListAsk {
    /// Which.
    pub filter: LibraryFilter,
    /// In which order.
    pub order: LibraryOrder,
    /// Items at most.
    pub limit: u32,
    /// Items to leave out before.
    pub offset: u64,
}

/// A row of the library.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(optional_fields))]
pub struct LibraryRow {
    /// The recording.
    #[serde(flatten)]
    pub view: RecordingView,
    /// Its review's severity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<Severity>,
    /// Events in each of 36 equal parts of its length; empty where its segments are not here.
    pub activity: Vec<u32>,
}

/// A value to filter by, and how many recordings have it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(optional_fields))]
pub struct FacetValue {
    /// The value.
    pub value: String,
    /// How many have it.
    pub total: u64,
}

/// What the library can be filtered by: over the whole vault, the most frequent values first, 200 at most each.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(optional_fields))]
pub struct Facets {
    /// All recordings.
    pub total: u64,
    /// Flagged ones.
    pub flagged: u64,
    /// With all segments here.
    pub cached: u64,
    /// Only here.
    pub local_only: u64,
    /// By kind.
    pub kinds: Vec<FacetValue>,
    /// By status.
    pub statuses: Vec<FacetValue>,
    /// By agent.
    pub agents: Vec<FacetValue>,
    /// By service.
    pub services: Vec<FacetValue>,
    /// By device.
    pub devices: Vec<FacetValue>,
    /// By user.
    pub users: Vec<FacetValue>,
    /// By tag.
    pub tags: Vec<FacetValue>,
    /// What the lists leave out.
    pub unlisted: Unlisted,
}

/// How many values each list of facets leaves out, because they are rarer than those in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Unlisted {
    /// Agents.
    pub agents: u64,
    /// Services.
    pub services: u64,
    /// Devices.
    pub devices: u64,
    /// Users.
    pub users: u64,
    /// Tags.
    pub tags: u64,
}

/// A recording with what is said about it.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(optional_fields))]
pub struct RecordingDetail {
    /// The recording.
    pub recording: RecordingView,
    /// Its review.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review: Option<Review>,
    /// Its notes, by their place in it.
    pub notes: Vec<Note>,
    /// The other recordings of its session, which play on the same clock.
    pub beside: Vec<RecordingView>,
    /// That clock, in ms from this recording's start: 0 or less, where another began earlier, to the end of whatever ends
    /// last.
    pub clock: Stretch,
}

/// What a recording's events tell: where to look, in short, and what its replay lacks.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(optional_fields))]
pub struct Insight {
    /// By time, flags and notes among them.
    pub moments: Vec<MomentView>,
    /// Moments of low scores that are not kept.
    pub left_out: u64,
    /// A few sentences.
    pub summary: Vec<SentenceView>,
    /// Empty where nothing is missing.
    pub lacks: Vec<LackView>,
}

/// The head of a window's bytes: this as one line of JSON, then a line feed, then the events as a JSON array.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(optional_fields))]
pub struct WindowHead {
    /// The asked time, within the recording.
    pub from_ms: i64,
    /// Where the window ends; the next one is asked for here.
    pub to_ms: i64,
    /// Where its first event stands: replay starts there.
    pub keyframe_ms: i64,
    /// Time 0 of the recording, as the events write time: ms since 1970.
    pub started_ms: i64,
    /// Lines in its segments that are no events, and events that no player knows: they are not among what follows.
    pub unreadable: u64,
}

/// Activity over a recording of any kind.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(optional_fields))]
pub struct Track {
    /// Its length.
    pub duration_ms: i64,
    /// Events in each of so many equal parts of its length.
    pub density: Vec<u32>,
    /// Times of its events, ascending; thinned to 5,000 where there are more.
    pub ticks_ms: Vec<i64>,
    /// Stretches without anything that a person or agent did, ascending: the gaps.
    pub idle: Vec<Stretch>,
    /// How long such a stretch is at least: 10 s, unless another was asked for.
    pub idle_ms: i64,
    /// The length with all gaps collapsed to nothing. A time lies there at itself less the gaps before it.
    pub active_ms: i64,
    /// Events outside of gaps in each of so many equal parts of `active_ms`.
    pub active_density: Vec<u32>,
    /// Those of `idle` that are no pause of a person: 30 days or more. The clock of what recorded it jumped.
    pub clock_jumps: Vec<Stretch>,
}

/// What a web session told beside its picture, over all of its time: `items`, `total`, and how many are not among them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(optional_fields))]
pub struct Facts {
    /// By time; at one time in the order in which they were recorded.
    pub items: Vec<Fact>,
    /// How many there are, those that were left out included.
    pub total: u64,
    /// How many are not in the list: where there are more than 20,000, or their texts are very long, what says least.
    pub left_out: u64,
    /// From when on addresses and titles may be among what was left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pages_end_ms: Option<i64>,
}

/// One thing that a page told.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(optional_fields))]
pub struct Fact {
    /// When.
    pub at_ms: i64,
    /// What it is about.
    pub kind: FactKind,
    /// Of a line of the console: `log`, `info`, `warn`, `error`, `debug`, or another word of the recorder's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<String>,
    /// As recorded, in several lines where it has them; 2,000 characters at most.
    pub text: String,
}

/// See [`Fact`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum FactKind {
    /// Another address of the page that is shown.
    Page,
    /// Another title of it.
    Title,
    /// A line of the console.
    Console,
    /// An error that no script caught.
    Error,
    /// An event that the recorded app added itself.
    Event,
}

/// From a time to a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(optional_fields))]
pub struct Stretch {
    /// Where it begins.
    pub from_ms: i64,
    /// Where it ends.
    pub to_ms: i64,
}

/// The shape of an agent run: everything but the events' data, in columns. Rows are its events in order of time.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(optional_fields))]
pub struct Outline {
    /// Its length.
    pub duration_ms: i64,
    /// The time of each row.
    pub at_ms: Vec<i64>,
    /// The type of each row: a position in `types`.
    pub type_of: Vec<u16>,
    /// The event types that occur.
    pub types: Vec<String>,
    /// The lane of each row: a position in `lanes`.
    pub lane_of: Vec<u16>,
    /// Names of views, in order of appearance; the first is what was before any `view_switch`.
    pub lanes: Vec<String>,
    /// One line that tells a row: what was called, said, asked or changed. Empty from row 20,000 on.
    pub labels: Vec<String>,
    /// Operations.
    pub bars: Vec<Bar>,
    /// Requests to a person, and their answers.
    pub requests: Vec<Ask>,
    /// Rows that are errors.
    pub errors: Vec<u32>,
    /// Whether it reads as a conversation: messages and tool calls of an imported trajectory.
    pub conversation: bool,
}

/// An operation: start, updates and end as one.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(optional_fields))]
pub struct Bar {
    /// The row that began it.
    pub row: u32,
    /// A position in [`Outline::lanes`].
    pub lane: u16,
    /// What it is called.
    pub label: String,
    /// Where it begins.
    pub from_ms: i64,
    /// Where it ends: its end, or the last that was heard of it.
    pub to_ms: i64,
    /// Its updates: offset and progress in percent.
    pub progress: Vec<(i64, f32)>,
    /// How it ended.
    pub state: BarState,
}

/// How an operation ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum BarState {
    /// It did not.
    Running,
    /// Well.
    Completed,
    /// With an error.
    Failed,
}

/// A request to a person.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(optional_fields))]
pub struct Ask {
    /// Its row.
    pub row: u32,
    /// When.
    pub at_ms: i64,
    /// What was asked.
    pub label: String,
    /// The row that answers it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer_row: Option<u32>,
    /// When it was answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered_ms: Option<i64>,
    /// What was answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<String>,
}

/// One event of an agent run, whole.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(optional_fields))]
pub struct RunEvent {
    /// Its row in the outline.
    pub row: u32,
    /// When.
    pub at_ms: i64,
    /// A standard type or a custom one.
    pub event_type: String,
    /// Whatever it carries.
    #[cfg_attr(feature = "ts", ts(type = "unknown"))]
    pub data: Value,
}

/// What `give_verdict` takes.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(optional_fields))]
pub struct VerdictAsk {
    /// Of which review.
    pub review_id: ReviewId,
    /// What is decided.
    pub verdict: VerdictKind,
    /// A reason code of the policy.
    pub reason: String,
    /// In the reviewer's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Stretches of the recording that were on screen while it played or was read.
    #[serde(default)]
    pub watched: Vec<Stretch>,
}

/// What `flag` takes.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(optional_fields))]
pub struct FlagAsk {
    /// Which recording.
    pub recording_id: RecordingId,
    /// Why.
    pub reason: String,
    /// How urgent.
    pub severity: Severity,
    /// Where it points, if at a time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_ms: Option<i64>,
}

/// A reason that a verdict may name.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(optional_fields))]
pub struct ReasonView {
    /// The word that a verdict carries.
    pub code: String,
    /// Whether the verdict must explain itself in a note.
    pub needs_note: bool,
}

/// The policy in force.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(optional_fields))]
pub struct PolicyView {
    /// Name and version.
    pub name: String,
    /// The reasons that a verdict may name.
    pub reasons: Vec<ReasonView>,
}

/// What takes its time and can be cancelled.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(optional_fields))]
pub struct JobView {
    /// For `cancel`.
    pub id: String,
    /// What it is.
    pub kind: JobKind,
    /// What it is about, in words: names of files.
    pub about: String,
    /// Which recordings it is about, where it is about some.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "ts", ts(optional, as = "Option<Vec<RecordingId>>"))]
    pub recording_ids: Vec<RecordingId>,
    /// In bytes where they are known, else in items.
    pub done: u64,
    /// Of how many; absent where it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<u64>,
    /// Whether `done` and `of` are bytes.
    pub in_bytes: bool,
}

/// See [`JobView`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum JobKind {
    /// News of the server, and the outbox to it.
    Sync,
    /// Segments for offline use.
    Download,
    /// A local recording to the server.
    Upload,
    /// Files into the vault.
    Import,
}

/// What the window hears without asking, as the event `hindsight`.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Heard {
    /// Anything in the vault or about the connection may have changed: ask again what is shown.
    Changed,
    /// A job goes on.
    Job {
        /// How far it is.
        job: JobView,
    },
    /// A job ended; `failure` says why, unless it ended well.
    JobEnded {
        /// Which.
        id: String,
        /// What it was.
        kind: JobKind,
        /// Why it ended early; its code is `cancelled` where somebody wanted so.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        failure: Option<Failure>,
        /// What an import made.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        imported: Vec<Imported>,
    },
    /// Files hover over the window, or went away from it again.
    Hover {
        /// How many do.
        files: u32,
    },
    /// Files were dropped on the window: `import_dropped` imports them. Only their names travel.
    Dropped {
        /// Of the files.
        names: Vec<String>,
    },
}

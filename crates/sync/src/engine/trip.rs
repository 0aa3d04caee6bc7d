//! What a sync takes along, and what it brings back.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use hindsight_contract::view::SyncReport;
use hindsight_domain::{Chance, Clock, Kind, RecordingId, Role, Timestamp};
use hindsight_vault::{Text, Want};
use tokio_util::sync::CancellationToken;

use crate::plan::{Backoff, RECONNECT};

/// Which recordings are to be here when the network is gone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Wanted {
    /// All that this principal sees.
    All,
    /// What is here already and no more; the list, reviews and notes come all the same.
    #[default]
    None,
    /// The flagged ones.
    Flagged,
    /// These.
    Ids(Vec<RecordingId>),
}

impl Wanted {
    /// As the vault asks for it; `None` for no download at all.
    pub(super) fn want(&self) -> Option<Want> {
        match self {
            Self::All => Some(Want::All),
            Self::None => None,
            Self::Flagged => Some(Want::Flagged),
            Self::Ids(ids) if ids.is_empty() => None,
            Self::Ids(ids) => Some(Want::Only(ids.clone())),
        }
    }
}

/// Finds the texts of a segment of events for the search. The console has the one that knows rrweb.
pub trait Indexer: Send + Sync + 'static {
    /// The texts of `events`: one JSON event per line, of a recording of this kind that began at `started_at`.
    ///
    /// What cannot be read gives no text; it is stored all the same.
    fn texts(&self, kind: Kind, started_at: Timestamp, events: &[u8]) -> Vec<Text>;
}

/// What a sync is busy with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Mutations go up.
    Push,
    /// The bytes of local recordings go up.
    Upload,
    /// The feed comes down.
    Pull,
    /// Segments come down.
    Download,
}

/// How far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// With what.
    pub phase: Phase,
    /// Mutations, entries or segments so far.
    pub items: u64,
    /// Of so many, where that is known.
    pub of_items: Option<u64>,
    /// Bytes so far, as they travel.
    pub bytes: u64,
    /// Of so many, where that is known.
    pub of_bytes: Option<u64>,
}

/// What a sync takes along.
#[derive(Clone)]
pub struct Trip {
    /// Finds texts for the search.
    pub indexer: Arc<dyn Indexer>,
    /// Hears how far it is: at the beginning and the end of a phase, and with each request or stored batch between.
    /// Called on the runtime's threads; must return at once.
    pub progress: Arc<dyn Fn(Progress) + Send + Sync>,
    /// Ends it early, in a state from which the next one goes on.
    pub cancel: CancellationToken,
    /// The time of day.
    pub clock: Arc<dyn Clock>,
    /// Random bytes, for ids and for jitter.
    pub chance: Arc<dyn Chance>,
    /// What plays now: it comes first.
    pub playing: Option<RecordingId>,
    /// How long it waits for another process that syncs.
    pub lead_wait: Duration,
    /// How long it waits before it tries again.
    pub backoff: Backoff,
}

impl fmt::Debug for Trip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Trip").field("playing", &self.playing).finish_non_exhaustive()
    }
}

impl Trip {
    /// One that tells nobody how far it is, cannot be cancelled but by dropping it, and waits 5 s for another
    /// process.
    pub fn new(indexer: Arc<dyn Indexer>, clock: Arc<dyn Clock>, chance: Arc<dyn Chance>) -> Self {
        Self {
            indexer,
            progress: Arc::new(|_| {}),
            cancel: CancellationToken::new(),
            clock,
            chance,
            playing: None,
            lead_wait: Duration::from_secs(5),
            backoff: RECONNECT,
        }
    }
}

/// What a sync brought back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Synced {
    /// The figures.
    pub report: SyncReport,
    /// Recordings that are not whole here although they were wanted, the first [`FAULTS_KEPT`] of them.
    pub faults: Vec<Fault>,
    /// How many there are in all.
    pub fault_count: u64,
    /// Whether the feed was read again from the start.
    pub rebuilt: bool,
    /// The user's role before and now, where it changed: then another part of the recordings is visible.
    pub role: Option<(Role, Role)>,
}

/// Faults that a report names; the others are counted.
pub const FAULTS_KEPT: usize = 100;

/// A segment that did not come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Whose.
    pub recording_id: RecordingId,
    /// Which.
    pub index: u32,
    /// Why.
    pub why: FaultCause,
}

/// Why a segment did not come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FaultCause {
    /// The server has not got it, or not for this principal.
    Absent,
    /// Its bytes were wrong twice.
    Damaged,
    /// Another process downloads it already.
    UnderWay,
    /// It is here, but it cannot be read: the search finds nothing in it.
    Unreadable(String),
    /// The server's answers about it make no sense.
    Refused(String),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "segment {} of {}: ", self.index, self.recording_id)?;
        match &self.why {
            FaultCause::Absent => f.write_str("the server does not have it, or not for you"),
            FaultCause::Damaged => f.write_str("its bytes came damaged twice; nothing of them was kept"),
            FaultCause::UnderWay => f.write_str("another process downloads it already"),
            FaultCause::Unreadable(detail) => write!(f, "it is here, but cannot be read ({detail})"),
            FaultCause::Refused(detail) => write!(f, "the server did not give it ({detail})"),
        }
    }
}

//! Windows: what a player loads around a time.
//!
//! [`plan`] is pure: it says which segments a window needs. [`load`] fetches them one at a time and builds the
//! window. Segments may overlap in time where batches came out of order; what comes out is in the order of
//! (timestamp, place in the recording), which is the order of replay.
//!
//! A window of a **web** session begins at the full snapshot nearest before the asked time (at the Meta event
//! before it, where there is one), at a [`Keyframe`] that was written later where that is nearer, or with the first event there is where no snapshot is early enough. A window
//! of an **agent** run begins with the last event at or before the asked time, so that there is always something
//! to show.
//!
//! Where it is long from that beginning to the asked time, a web window begins with the state that the page has then or
//! shortly before instead (`fold`): a seek costs a player the same wherever it goes.
//!
//! **Invariant:** events of a web session leave here only through [`hindsight_rrweb::harmless`].
//!
//! **Invariant:** all from that beginning to the asked time is in the window; what follows the asked time is cut
//! off where it exceeds [`Size`], between two milliseconds and never within one.
//!
//! **Invariant:** one plain segment is held at a time, beside the events that are kept: those from the beginning
//! to the asked time ([`LEAD_BYTES`] at most) and about twice what `Size` allows after it.

mod cut;
mod fold;
mod line;
mod load;
mod plan;
mod shelf;

use hindsight_domain::{Kind, Segment, Timestamp};
use serde_json::value::RawValue;
use thiserror::Error;

use crate::Timeline;

pub use load::load;
pub use plan::{Plan, plan};

/// The most that may stand between a window's beginning and the asked time. A session of which a tab was open
/// for days with a single snapshot can have more; without an earlier snapshot there is nothing to replay it from.
pub const LEAD_BYTES: usize = 256 << 20;

/// A recording as far as windows need to know it.
#[derive(Clone, Copy, Debug)]
pub struct Reel<'r> {
    /// What was recorded.
    pub kind: Kind,
    /// From its start to its end, as its data says; segments may reach further.
    pub timeline: Timeline,
    /// All of its segments, in order of their index.
    pub segments: &'r [Segment],
    /// A keyframe that was written when the recording was read, at or before the asked time.
    pub keyframe: Option<Keyframe<'r>>,
}

impl Reel<'_> {
    /// Its end as its data says, or that of the last segment.
    fn end(&self) -> Timestamp {
        self.segments.iter().map(|segment| segment.to).fold(self.timeline.end(), Timestamp::max)
    }
}

/// A state of a page from which replay can start, beside the snapshots that were recorded: all events up to its time,
/// and that millisecond included, are in it.
#[derive(Clone, Copy, Debug)]
pub struct Keyframe<'r> {
    /// When the page stood so.
    pub time: Timestamp,
    /// Its events, a Meta event and a full snapshot first, one per line.
    pub events: &'r str,
}

/// How much stands around the asked time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// Milliseconds before it that stay events, so that a person who steps back a little needs no other window. Without
    /// any, a web window begins with the page as it stood then, which a player shows soonest.
    pub lead_ms: i64,
    /// Milliseconds after it.
    pub span_ms: i64,
    /// Events.
    pub events: usize,
    /// Bytes of their JSON, as it is stored.
    pub bytes: usize,
}

impl Default for Size {
    fn default() -> Self {
        Self { lead_ms: 5_000, span_ms: 10_000, events: 10_000, bytes: 8 << 20 }
    }
}

/// A part of a recording, ready for a player. Offsets are milliseconds from the recording's start.
#[derive(Debug)]
pub struct Window {
    /// The asked time, within the recording.
    pub from_ms: i64,
    /// Its last millisecond: the one before the next event, where all fitted. Whoever plays on asks for the next window
    /// here.
    pub to_ms: i64,
    /// Where its first event stands; `from_ms` where there is none.
    pub keyframe_ms: i64,
    /// In the order of replay, harmless where they are of a web session.
    pub events: Vec<Box<RawValue>>,
    /// Lines of the loaded segments that are no events, and events of the window that no player of ours knows: left
    /// out.
    pub unreadable: u64,
}

/// Why there is no window.
#[derive(Debug, Error)]
pub enum WindowError<E: std::error::Error + 'static> {
    /// Screens are played from their video.
    #[error("a {kind} recording has no events: it is played from its video")]
    NoEvents {
        /// What it is.
        kind: Kind,
    },
    /// A segment did not come.
    #[error("segment {index} could not be loaded")]
    Fetch {
        /// Which.
        index: u32,
        /// Why.
        #[source]
        source: E,
    },
    /// Over [`LEAD_BYTES`].
    #[error("from the last snapshot to this time are more than {max_bytes} bytes of events")]
    TooLong {
        /// The limit.
        max_bytes: usize,
    },
}

#[cfg(test)]
mod tests;

//! What people and rules attach to a recording: flags and notes. Both commute; nothing is ever overwritten.

use serde::{Deserialize, Serialize};

use crate::recording::words;
use crate::{FlagId, NoteId, RecordingId, Severity, Timestamp};

words! {
    /// Who flagged.
    pub enum FlagSource {
        /// A reviewer at a console.
        Person = "person",
        /// A rule at a console or server.
        Rule = "rule",
        /// The back end that recorded, by HTTP.
        Server = "server",
    }
}

/// Why a recording needs a human.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(optional_fields))]
pub struct Flag {
    /// Its id, given where it was made.
    pub id: FlagId,
    /// What is flagged.
    pub recording_id: RecordingId,
    /// In the words of who flagged.
    pub reason: String,
    /// How urgent it is held to be.
    pub severity: Severity,
    /// Offset in ms from the recording's start, where the flag points at a time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_ms: Option<i64>,
    /// The user who flagged, or the rule's name.
    pub by: String,
    /// What kind of flag it is.
    pub source: FlagSource,
    /// When it was made, by the clock of who made it.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub at: Timestamp,
}

/// What a reviewer pinned to a time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(optional_fields))]
pub struct Note {
    /// Its id, given where it was made.
    pub id: NoteId,
    /// What it is about.
    pub recording_id: RecordingId,
    /// Offset in ms from the recording's start.
    pub at_ms: i64,
    /// As it was written.
    pub text: String,
    /// Who wrote it.
    pub by: String,
    /// When, by the clock of who wrote it.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub at: Timestamp,
}

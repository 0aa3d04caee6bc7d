//! Mutations: what a person did, as it is journaled here and travels to the server.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{
    FlagId, MutationId, NoteId, Recording, RecordingId, ReviewId, Segment, Severity, Timestamp, VerdictId,
    VerdictStatement,
};

/// One thing that a person did. Immutable; its id is its key at the console and at the server for ever.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Mutation {
    /// UUIDv7.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "uuid"))]
    pub id: MutationId,
    /// When, by the console's clock.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub at: Timestamp,
    /// What.
    #[serde(flatten)]
    pub kind: MutationKind,
}

/// What was done, `{"kind": …, "body": {…}}` in JSON.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", content = "body", rename_all = "snake_case")]
pub enum MutationKind {
    /// A local recording, all of whose segments the server has.
    Recording(Box<NewRecording>),
    /// A recording was flagged.
    Flag(NewFlag),
    /// A note was pinned.
    Note(NewNote),
    /// A review was claimed.
    Claim(Claim),
    /// A claim was given up, or revoked by a supervisor.
    Release(Release),
    /// A verdict was given.
    Verdict(GiveVerdict),
}

impl MutationKind {
    /// The word that JSON and the outbox show.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Recording(_) => "recording",
            Self::Flag(_) => "flag",
            Self::Note(_) => "note",
            Self::Claim(_) => "claim",
            Self::Release(_) => "release",
            Self::Verdict(_) => "verdict",
        }
    }

    /// The recording that it is about.
    pub fn recording_id(&self) -> &RecordingId {
        match self {
            Self::Recording(new) => &new.recording.id,
            Self::Flag(new) => &new.recording_id,
            Self::Note(new) => &new.recording_id,
            Self::Claim(claim) => &claim.recording_id,
            Self::Release(release) => &release.recording_id,
            Self::Verdict(give) => &give.recording_id,
        }
    }

    /// The review that it is about.
    pub fn review_id(&self) -> Option<&ReviewId> {
        match self {
            Self::Recording(_) | Self::Note(_) => None,
            Self::Flag(new) => Some(&new.review_id),
            Self::Claim(claim) => Some(&claim.review_id),
            Self::Release(release) => Some(&release.review_id),
            Self::Verdict(give) => Some(&give.review_id),
        }
    }

    /// Whether it cannot be carried out where `earlier` was not: what is said of a recording waits for the recording,
    /// what is said of a review for the flags before it, which may have made it. A claim that is refused holds up no
    /// verdict, and a verdict no other one.
    pub fn waits_for(&self, earlier: &Self) -> bool {
        if self.recording_id() != earlier.recording_id() {
            return false;
        }
        match (earlier, self) {
            (Self::Recording(_), _) => true,
            (Self::Flag(flag), Self::Claim(_) | Self::Release(_) | Self::Verdict(_)) => {
                self.review_id() == Some(&flag.review_id)
            }
            _ => false,
        }
    }
}

/// A recording that was made or imported at a console.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewRecording {
    /// Its data as the console shows it.
    pub recording: Recording,
    /// All of its segments, in order.
    pub segments: Vec<Segment>,
}

/// A flag by a person at a console.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewFlag {
    /// Its id.
    pub flag_id: FlagId,
    /// What is flagged.
    pub recording_id: RecordingId,
    /// The review that this flag opens, or that it joins as far as the console knows.
    pub review_id: ReviewId,
    /// In the person's words.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 4000))]
    pub reason: String,
    /// How urgent.
    pub severity: Severity,
    /// Offset in ms from the recording's start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_ms: Option<i64>,
    /// The last version of the review that the console had from the server; 0 where it had none.
    /// Only a flag by somebody who has seen a review closed reopens it.
    #[serde(default)]
    pub seen_version: u64,
}

/// A note by a person at a console.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewNote {
    /// Its id.
    pub note_id: NoteId,
    /// What it is about.
    pub recording_id: RecordingId,
    /// Offset in ms from the recording's start.
    pub at_ms: i64,
    /// As it was written.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 20000))]
    pub text: String,
}

/// A reviewer takes a review for a while.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Claim {
    /// Which review.
    pub review_id: ReviewId,
    /// Its recording.
    pub recording_id: RecordingId,
    /// The last version of the review that the console had from the server.
    pub base_version: u64,
}

/// A claim is given up, or revoked by a supervisor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Release {
    /// Which review.
    pub review_id: ReviewId,
    /// Its recording.
    pub recording_id: RecordingId,
}

/// A verdict by a reviewer at a console.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GiveVerdict {
    /// Its id.
    pub verdict_id: VerdictId,
    /// Which review, as the console knows it.
    pub review_id: ReviewId,
    /// Its recording.
    pub recording_id: RecordingId,
    /// The last version of the review that the console had from the server; 0 where it had none.
    pub base_version: u64,
    /// What was decided.
    pub statement: VerdictStatement,
}

/// One event of an agent's run, as the wire, the segments and the window write it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AgentEvent {
    /// When.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub timestamp: Timestamp,
    /// One of the standard types, or a custom one.
    pub event_type: String,
    /// Its payload, free of secrets.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub data: Map<String, Value>,
}

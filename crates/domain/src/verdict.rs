//! Verdicts: what a reviewer decided, and the statement that is journaled and later signed.

use serde::{Deserialize, Serialize};

use crate::recording::words;
use crate::{ReviewId, Standing, Timestamp, VerdictId};

words! {
    /// What a reviewer can decide.
    pub enum VerdictKind {
        /// Nothing to object to.
        Approve = "approve",
        /// A rule was broken.
        Violation = "violation",
        /// Something has to be put right.
        NeedsRemediation = "needs_remediation",
        /// The flag was wrong.
        FalsePositive = "false_positive",
        /// It cannot be told from the recording.
        Inconclusive = "inconclusive",
    }

    /// What a person may do.
    pub enum Role {
        /// Sees and flags own recordings.
        Member = "member",
        /// Sees flagged recordings, decides.
        Reviewer = "reviewer",
        /// As a reviewer; also resolves conflicts and revokes claims.
        Supervisor = "supervisor",
        /// Sees all; manages users, agents and models; may all that a supervisor may.
        Admin = "admin",
    }
}

impl Role {
    /// Whether it is the governance role: flagged recordings, the queue, verdicts.
    pub fn is_governance(self) -> bool {
        self != Self::Member
    }

    /// Whether it may end a conflict and revoke a claim.
    pub fn may_resolve(self) -> bool {
        matches!(self, Self::Supervisor | Self::Admin)
    }
}

/// How much of the recording was really watched.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(optional_fields))]
pub struct Coverage {
    /// Milliseconds of the recording that were on screen while it played or was read.
    pub watched_ms: u64,
    /// Length of the recording in milliseconds.
    pub of_ms: u64,
}

/// The versioned statement of a verdict: its canonical JSON is journaled, and signed where keys exist.
///
/// Fields that a version does not fill are absent, never null, so that the canonical bytes are stable.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(optional_fields))]
pub struct VerdictStatement {
    /// Version of this statement's shape: [`VerdictStatement::VERSION`].
    pub v: u32,
    /// What was decided.
    pub verdict: VerdictKind,
    /// A reason code of the policy in force.
    pub reason: String,
    /// In the reviewer's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Root over the recording's segments as the reviewer had them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub manifest_root: Option<String>,
    /// What was really watched.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coverage: Option<Coverage>,
    /// The policy in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<String>,
    /// The version of the authorization model in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model_version: Option<String>,
}

impl VerdictStatement {
    /// The version that this code writes, and the highest that it accepts.
    pub const VERSION: u32 = 1;
}

/// A decision, as a review shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(optional_fields))]
pub struct Verdict {
    /// Its id, given at the console where it was made.
    pub id: VerdictId,
    /// The review as the reviewer knew it (perhaps an alias by now).
    pub review_id: ReviewId,
    /// Who decided.
    pub reviewer: String,
    /// In which role.
    pub role: Role,
    /// At which console.
    pub client_id: String,
    /// When, by the console's clock.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub at: Timestamp,
    /// The last version of the review that the console had from the server; 0 where it had none.
    pub base_version: u64,
    /// The review's version that this verdict made; 0 while it waits in an outbox.
    pub version: u64,
    /// Whether it counts.
    pub standing: Standing,
    /// Whether it stands beside another that its reviewer could not have seen.
    pub competing: bool,
    /// What was decided, and on what ground.
    #[serde(flatten)]
    pub statement: VerdictStatement,
}

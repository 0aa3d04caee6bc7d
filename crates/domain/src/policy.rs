//! The policy: which reasons a verdict may name, and who must agree before a review closes.

use crate::{Role, Severity, Verdict, VerdictStatement};

/// A reason that a verdict may name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReasonCode {
    /// The word that the statement carries.
    pub code: &'static str,
    /// Whether the verdict must explain itself in a note.
    pub needs_note: bool,
}

/// One of those who must agree. A higher role may take a lower one's seat, nobody takes two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuorumSeat(pub Role);

/// What holds for verdicts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Name and version, as a statement carries it.
    pub name: &'static str,
    /// The reasons that a verdict may name.
    pub reasons: Vec<ReasonCode>,
}

impl Policy {
    /// The policy that ships.
    pub fn shipped() -> Self {
        let reason = |code| ReasonCode { code, needs_note: code == "other" };
        Self {
            name: "shipped/1",
            reasons: [
                "expected_behaviour",
                "policy_breach",
                "unauthorised_action",
                "data_exposure",
                "unsafe_action",
                "low_quality",
                "not_enough_information",
                "other",
            ]
            .map(reason)
            .to_vec(),
        }
    }

    /// The reason that `statement` names, if it is one of this policy's and has the note that it needs.
    pub fn check(&self, statement: &VerdictStatement) -> Result<(), PolicyBreach> {
        let Some(reason) = self.reasons.iter().find(|r| r.code == statement.reason) else {
            let known = self.reasons.iter().map(|r| r.code).collect::<Vec<_>>().join(", ");
            return Err(PolicyBreach::UnknownReason { reason: statement.reason.clone(), known });
        };
        let noted = statement.note.as_deref().is_some_and(|note| !note.trim().is_empty());
        if reason.needs_note && !noted {
            return Err(PolicyBreach::NoteMissing { reason: statement.reason.clone() });
        }
        Ok(())
    }

    /// The seats of a review of this severity: all must be taken.
    pub fn quorum(&self, severity: Severity) -> &'static [QuorumSeat] {
        match severity {
            Severity::Critical => &[QuorumSeat(Role::Supervisor), QuorumSeat(Role::Reviewer)],
            Severity::Low | Severity::Medium | Severity::High => &[QuorumSeat(Role::Reviewer)],
        }
    }

    /// Whether these verdicts, all of one mind, take every seat with a different person in each.
    pub fn is_agreed<'a>(&self, severity: Severity, verdicts: impl Iterator<Item = &'a Verdict>) -> bool {
        let mut people: Vec<(&str, Role)> = Vec::new();
        for verdict in verdicts {
            match people.iter_mut().find(|(who, _)| *who == verdict.reviewer) {
                Some((_, role)) => *role = (*role).max(verdict.role),
                None => people.push((&verdict.reviewer, verdict.role)),
            }
        }
        // The least sufficient person takes each seat, the highest seat first: with ranked roles that is optimal.
        people.sort_by_key(|&(_, role)| role);
        let mut seats = self.quorum(severity).to_vec();
        seats.sort_by_key(|seat| std::cmp::Reverse(seat.0));
        seats.iter().all(|seat| match people.iter().position(|&(_, role)| role >= seat.0) {
            Some(index) => {
                people.remove(index);
                true
            }
            None => false,
        })
    }
}

/// Why a verdict is not one of this policy's.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum PolicyBreach {
    /// Not in the list.
    #[error("`{reason}` is not a reason code; the policy has {known}")]
    UnknownReason {
        /// What was given.
        reason: String,
        /// What the policy has.
        known: String,
    },
    /// The reason needs words.
    #[error("the reason `{reason}` needs a note")]
    NoteMissing {
        /// What was given.
        reason: String,
    },
}

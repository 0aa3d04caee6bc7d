//! Reviews: the queue item of a flagged recording, and every rule of its life.
//!
//! **Invariant:** [`Review::apply`] is the only place where a review changes. The server runs it with authority;
//! a console runs [`Review::overlay`] to show what waits in its outbox on top of what the server said.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::policy::PolicyBreach;
use crate::recording::words;
use crate::{
    Flag, FlagSource, GiveVerdict, Mutation, MutationKind, Policy, RecordingId, ReviewId, Role, Timestamp,
    Verdict, VerdictId, VerdictStatement, limits,
};

words! {
    /// How urgent.
    pub enum Severity {
        /// When there is time.
        Low = "low",
        /// The usual.
        Medium = "medium",
        /// Soon.
        High = "high",
        /// Now; a reviewer and a supervisor must agree.
        Critical = "critical",
    }

    /// How far a review has come.
    pub enum ReviewState {
        /// Nobody has it.
        Open = "open",
        /// A reviewer has it.
        Claimed = "claimed",
        /// A verdict stands at a console, the server has not confirmed it yet.
        Decided = "decided",
        /// A verdict counts; another person must agree.
        AwaitingCountersign = "awaiting_countersign",
        /// Everybody who must agree has.
        Closed = "closed",
        /// Verdicts compete; a supervisor's verdict ends it.
        Escalated = "escalated",
        /// The recording does not tell; somebody must add to it.
        NeedsInfo = "needs_info",
        /// It was closed, and flagged again by somebody who knew.
        Reopened = "reopened",
        /// The recording, its redactions or its findings changed after the verdict.
        Stale = "stale",
    }

    /// Whether a verdict counts.
    pub enum Standing {
        /// It waits in an outbox.
        Pending = "pending",
        /// It counts.
        Accepted = "accepted",
        /// It stands beside others that its reviewer could not have seen, or that differ; a supervisor decides.
        Competing = "competing",
        /// A later one took its place: its reviewer's own, a supervisor's, or the review was opened again.
        Superseded = "superseded",
    }
}

impl Standing {
    fn is_live(self) -> bool {
        matches!(self, Self::Accepted | Self::Competing)
    }
}

/// A reviewer's lease on a review.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(optional_fields))]
pub struct Lease {
    /// Who has it.
    pub by: String,
    /// At which console.
    pub client_id: String,
    /// Until when it holds without a verdict.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub until: Timestamp,
    /// The review's version that it made.
    pub version: u64,
}

/// How long a claim holds without a verdict.
pub const LEASE_MS: i64 = 4 * 60 * 60 * 1000;

/// The queue item of a flagged recording.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(optional_fields))]
pub struct Review {
    /// Made by whoever's flag reached the server first.
    pub id: ReviewId,
    /// Ids that other consoles gave it before they met; they work for ever.
    #[serde(default)]
    pub aliases: Vec<ReviewId>,
    /// What is reviewed.
    pub recording_id: RecordingId,
    /// How far it has come.
    pub state: ReviewState,
    /// The highest of its flags.
    pub severity: Severity,
    /// Why it is here, oldest first.
    pub flags: Vec<Flag>,
    /// What was decided, in the order that the server took it.
    pub verdicts: Vec<Verdict>,
    /// Who has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claim: Option<Lease>,
    /// Counts claims, releases, verdicts and changes of state at the server; not flags, which commute.
    /// 0 while only a console knows it.
    pub version: u64,
    /// When the first flag was taken.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub created_at: Timestamp,
    /// When it last changed.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub updated_at: Timestamp,
}

/// Who does something, as the server knows them.
#[derive(Clone, Copy, Debug)]
pub struct Actor<'a> {
    /// The user.
    pub user: &'a str,
    /// In which role.
    pub role: Role,
    /// At which console; for a call without a console, a name of the caller's own.
    pub client_id: &'a str,
}

/// What can happen to a review.
#[derive(Clone, Debug)]
pub enum Transition<'a> {
    /// Another flag; `seen_version` as in [`crate::NewFlag`].
    Flag {
        /// The flag.
        flag: Flag,
        /// What its maker had seen.
        seen_version: u64,
    },
    /// A reviewer takes it.
    Claim {
        /// What the reviewer had seen.
        base_version: u64,
    },
    /// The claim ends.
    Release,
    /// A verdict, made at `at` by the console's clock.
    Verdict {
        /// As it came.
        give: &'a GiveVerdict,
        /// By the console's clock.
        at: Timestamp,
    },
    /// The recording changed under its verdicts.
    RecordingChanged,
}

/// What came of a transition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It was already so.
    Unchanged,
    /// The review changed.
    Applied,
    /// The verdict is kept beside another that it could not have seen.
    Competing,
}

/// Why a transition is refused. Nothing has changed then.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum ReviewError {
    /// Only the governance role decides.
    #[error("{user} is a {role}; only reviewers, supervisors and admins claim and decide")]
    Forbidden {
        /// Who tried.
        user: String,
        /// With which role.
        role: Role,
    },
    /// Somebody else has it.
    #[error("{by} has claimed this review until {until}")]
    ClaimedByOther {
        /// Who.
        by: String,
        /// Until when.
        until: Timestamp,
    },
    /// There is nothing left to claim.
    #[error("this review is {state}: there is nothing to claim")]
    NotClaimable {
        /// How far it is.
        state: ReviewState,
    },
    /// The statement is from a newer Hindsight.
    #[error("this verdict's statement has version {found}; known are 1 to {known}: update the server")]
    NewerStatement {
        /// What came.
        found: u32,
        /// What is known.
        known: u32,
    },
    /// A note over the limit.
    #[error("the note has {chars} characters; the limit is {limit}")]
    NoteTooLong {
        /// What came.
        chars: usize,
        /// What fits.
        limit: usize,
    },
    /// The reason is not one of the policy's.
    #[error(transparent)]
    Policy(#[from] PolicyBreach),
}

impl Review {
    /// The review that `flag` opens. `version` is 1 at the server, 0 at a console.
    pub fn open(id: ReviewId, flag: Flag, version: u64, now: Timestamp) -> Self {
        Self {
            id,
            aliases: Vec::new(),
            recording_id: flag.recording_id.clone(),
            state: ReviewState::Open,
            severity: flag.severity,
            flags: vec![flag],
            verdicts: Vec::new(),
            claim: None,
            version,
            created_at: now,
            updated_at: now,
        }
    }

    /// Whether `id` names this review, today or from before it met another.
    pub fn is_named(&self, id: &ReviewId) -> bool {
        self.id == *id || self.aliases.contains(id)
    }

    /// Whether verdicts compete.
    pub fn has_competing_verdicts(&self) -> bool {
        self.verdicts.iter().any(|v| v.standing == Standing::Competing)
    }

    /// Applies what `actor` does at `now` (by the server's clock), or refuses it and changes nothing.
    pub fn apply(
        &mut self,
        transition: Transition<'_>,
        actor: Actor<'_>,
        policy: &Policy,
        now: Timestamp,
    ) -> Result<Decision, ReviewError> {
        let decision = match transition {
            Transition::Flag { flag, seen_version } => self.flag(flag, seen_version),
            Transition::Claim { base_version } => self.take(base_version, actor, now)?,
            Transition::Release => self.release(actor, now)?,
            Transition::Verdict { give, at } => self.decide(give, at, actor, policy, now)?,
            Transition::RecordingChanged => self.recording_changed(),
        };
        if decision != Decision::Unchanged {
            self.updated_at = self.updated_at.max(now);
        }
        Ok(decision)
    }

    fn flag(&mut self, flag: Flag, seen_version: u64) -> Decision {
        if self.flags.iter().any(|known| known.id == flag.id) {
            return Decision::Unchanged;
        }
        self.severity = self.severity.max(flag.severity);
        let at = self.flags.partition_point(|known| (known.at, &known.id) < (flag.at, &flag.id));
        self.flags.insert(at, flag);
        if self.state == ReviewState::Closed && seen_version >= self.version {
            self.supersede(|_| true);
            self.state = ReviewState::Reopened;
            self.version += 1;
        }
        Decision::Applied
    }

    fn take(&mut self, base_version: u64, actor: Actor<'_>, now: Timestamp) -> Result<Decision, ReviewError> {
        allowed(actor)?;
        if let Some(lease) = self.lease_of_other(actor, now) {
            return Err(ReviewError::ClaimedByOther { by: lease.by.clone(), until: lease.until });
        }
        let seen_all = base_version >= self.version;
        match self.state {
            ReviewState::Open | ReviewState::Claimed | ReviewState::NeedsInfo => {}
            ReviewState::Reopened | ReviewState::Stale | ReviewState::AwaitingCountersign if seen_all => {}
            ReviewState::Escalated if actor.role.may_resolve() => {}
            state => return Err(ReviewError::NotClaimable { state }),
        }
        self.version += 1;
        self.claim = Some(self.new_lease(actor, now));
        if matches!(self.state, ReviewState::Open | ReviewState::NeedsInfo) {
            self.state = ReviewState::Claimed;
        }
        Ok(Decision::Applied)
    }

    fn release(&mut self, actor: Actor<'_>, now: Timestamp) -> Result<Decision, ReviewError> {
        allowed(actor)?;
        if !actor.role.may_resolve()
            && let Some(lease) = self.lease_of_other(actor, now)
        {
            return Err(ReviewError::ClaimedByOther { by: lease.by.clone(), until: lease.until });
        }
        if self.claim.take().is_none() {
            return Ok(Decision::Unchanged);
        }
        self.version += 1;
        if self.state == ReviewState::Claimed {
            self.state = ReviewState::Open;
        }
        Ok(Decision::Applied)
    }

    fn decide(
        &mut self,
        give: &GiveVerdict,
        at: Timestamp,
        actor: Actor<'_>,
        policy: &Policy,
        now: Timestamp,
    ) -> Result<Decision, ReviewError> {
        allowed(actor)?;
        check_statement(&give.statement, policy)?;
        if self.verdicts.iter().any(|known| known.id == give.verdict_id) {
            return Ok(Decision::Unchanged);
        }
        let unseen = self
            .verdicts
            .iter()
            .any(|v| v.standing.is_live() && v.client_id != actor.client_id && v.version > give.base_version);
        let claimed = self.lease_of_other(actor, now).is_some();
        let seen = |v: &Verdict| v.client_id == actor.client_id || v.version <= give.base_version;
        let resolves = !unseen && actor.role.may_resolve() && self.state == ReviewState::Escalated;
        if resolves {
            self.supersede(|_| true);
        } else if self.state != ReviewState::Escalated {
            self.supersede(|v| v.reviewer == actor.user && seen(v));
        }
        let differs = self
            .verdicts
            .iter()
            .any(|v| v.standing.is_live() && v.statement.verdict != give.statement.verdict);
        let competes = !resolves && (unseen || claimed || differs || self.state == ReviewState::Escalated);

        self.version += 1;
        let mut verdict = pending(give, at, actor);
        verdict.version = self.version;
        verdict.standing = if competes { Standing::Competing } else { Standing::Accepted };
        verdict.competing = competes;
        self.verdicts.push(verdict);

        if competes {
            // A claim without a verdict yet goes on: its owner will decide with this one in sight.
            for other in self.verdicts.iter_mut().filter(|v| v.standing == Standing::Accepted) {
                other.standing = Standing::Competing;
                other.competing = true;
            }
            if !claimed || self.live().count() > 1 {
                self.state = ReviewState::Escalated;
                self.claim = None;
            }
            return Ok(Decision::Competing);
        }
        // Its reviewer saw all that stood there, and they are of one mind.
        for other in self.verdicts.iter_mut().filter(|v| v.standing == Standing::Competing) {
            other.standing = Standing::Accepted;
        }
        let agreed = resolves || policy.is_agreed(self.severity, self.live());
        self.claim = None;
        self.state = if agreed { ReviewState::Closed } else { ReviewState::AwaitingCountersign };
        Ok(Decision::Applied)
    }

    fn recording_changed(&mut self) -> Decision {
        let judged = matches!(self.state, ReviewState::AwaitingCountersign | ReviewState::Closed);
        if !judged {
            return Decision::Unchanged;
        }
        self.state = ReviewState::Stale;
        self.version += 1;
        Decision::Applied
    }

    /// What waits at a console, shown on top of this review. Nothing of it counts before the server says so:
    /// verdicts are [`Standing::Pending`], the version stays the server's.
    pub fn overlay(&mut self, mutation: &Mutation, actor: Actor<'_>) {
        match &mutation.kind {
            MutationKind::Flag(new) => {
                let flag = Flag {
                    id: new.flag_id.clone(),
                    recording_id: new.recording_id.clone(),
                    reason: new.reason.clone(),
                    severity: new.severity,
                    at_ms: new.at_ms,
                    by: actor.user.to_owned(),
                    source: FlagSource::Person,
                    at: mutation.at,
                };
                if !self.is_named(&new.review_id) {
                    self.aliases.push(new.review_id.clone());
                }
                let version = self.version;
                self.flag(flag, new.seen_version);
                self.version = version;
            }
            MutationKind::Claim(_) if self.state == ReviewState::Open => {
                self.claim = Some(self.new_lease(actor, mutation.at));
                self.state = ReviewState::Claimed;
            }
            MutationKind::Release(_) if self.state == ReviewState::Claimed => {
                self.claim = None;
                self.state = ReviewState::Open;
            }
            MutationKind::Verdict(give) if !self.verdicts.iter().any(|v| v.id == give.verdict_id) => {
                for own in self.verdicts.iter_mut().filter(|v| v.standing == Standing::Pending) {
                    own.standing = Standing::Superseded;
                }
                self.verdicts.push(pending(give, mutation.at, actor));
                let undecided =
                    [ReviewState::Open, ReviewState::Claimed, ReviewState::NeedsInfo, ReviewState::Reopened];
                if undecided.contains(&self.state) {
                    self.state = ReviewState::Decided;
                }
            }
            _ => {}
        }
    }

    fn live(&self) -> impl Iterator<Item = &Verdict> {
        self.verdicts.iter().filter(|v| v.standing.is_live())
    }

    fn supersede(&mut self, which: impl Fn(&Verdict) -> bool) {
        for verdict in self.verdicts.iter_mut().filter(|v| v.standing.is_live() && which(v)) {
            verdict.standing = Standing::Superseded;
        }
    }

    fn lease_of_other(&self, actor: Actor<'_>, now: Timestamp) -> Option<&Lease> {
        self.claim.as_ref().filter(|lease| lease.by != actor.user && lease.until > now)
    }

    fn new_lease(&self, actor: Actor<'_>, now: Timestamp) -> Lease {
        Lease {
            by: actor.user.to_owned(),
            client_id: actor.client_id.to_owned(),
            until: now.plus(LEASE_MS),
            version: self.version,
        }
    }
}

fn allowed(actor: Actor<'_>) -> Result<(), ReviewError> {
    if actor.role.is_governance() {
        return Ok(());
    }
    Err(ReviewError::Forbidden { user: actor.user.to_owned(), role: actor.role })
}

/// Checks a statement against its own version, the limits and the policy, at the console and at the server.
pub fn check_statement(statement: &VerdictStatement, policy: &Policy) -> Result<(), ReviewError> {
    if statement.v == 0 || statement.v > VerdictStatement::VERSION {
        return Err(ReviewError::NewerStatement { found: statement.v, known: VerdictStatement::VERSION });
    }
    let chars = statement.note.as_deref().map_or(0, |note| note.chars().count());
    if chars > limits::NOTE_CHARS {
        return Err(ReviewError::NoteTooLong { chars, limit: limits::NOTE_CHARS });
    }
    Ok(policy.check(statement)?)
}

fn pending(give: &GiveVerdict, at: Timestamp, actor: Actor<'_>) -> Verdict {
    Verdict {
        id: VerdictId::clone(&give.verdict_id),
        review_id: give.review_id.clone(),
        reviewer: actor.user.to_owned(),
        role: actor.role,
        client_id: actor.client_id.to_owned(),
        at,
        base_version: give.base_version,
        version: 0,
        standing: Standing::Pending,
        competing: false,
        statement: give.statement.clone(),
    }
}

#[cfg(test)]
#[path = "review_tests.rs"]
mod tests;

//! Flags, notes, claims and verdicts: checked here, journaled and queued by the vault, visible at once.

use hindsight_contract::view::{Delivery, FlagMade, Items, Made, OutboxItem, VerdictMade};
use hindsight_domain::{
    Claim, Coverage, FlagId, GiveVerdict, MutationKind, NewFlag, NewNote, Note, NoteId, RecordingId, Release,
    Review, ReviewId, Severity, VerdictId, VerdictKind, VerdictStatement, check_statement, limits,
};
use hindsight_vault::QueueFilter;

use crate::place::actor;
use crate::{Console, ConsoleError, Result};

/// What a queue can be asked for.
const STATES: &str =
    "all, open, claimed, decided, awaiting_countersign, closed, escalated, needs_info, reopened, stale";

impl Console {
    /// Flags a recording, with `at` as `--at` takes it. Opens its review, or joins it.
    pub async fn flag(
        &self,
        id: &RecordingId,
        reason: &str,
        severity: Severity,
        at: Option<&str>,
    ) -> Result<FlagMade> {
        let reason = written("a reason", reason, limits::TEXT_CHARS)?;
        let recording = self.show(id).await?.recording;
        let at_ms = at.map(|at| crate::library::offset(&recording, at)).transpose()?;
        let review = {
            let id = id.clone();
            self.with_vault(move |vault| Ok(vault.review_of(&id)?)).await?
        };
        let now = self.clock.now();
        let new = NewFlag {
            flag_id: FlagId::new(now, self.chance.as_ref()),
            recording_id: id.clone(),
            review_id: review
                .as_ref()
                .map_or_else(|| ReviewId::new(now, self.chance.as_ref()), |r| r.id.clone()),
            reason,
            severity,
            at_ms,
            seen_version: review.as_ref().map_or(0, |r| r.version),
        };
        let made = FlagMade { id: new.flag_id.to_string(), review_id: new.review_id.clone() };
        self.perform(MutationKind::Flag(new)).await?;
        Ok(made)
    }

    /// Pins a note to a time, `at` as `--at` takes it.
    pub async fn note(&self, id: &RecordingId, at: &str, text: &str) -> Result<Made> {
        let text = written("a note", text, limits::NOTE_CHARS)?;
        let recording = self.show(id).await?.recording;
        let at_ms = crate::library::offset(&recording, at)?;
        let note_id = NoteId::new(self.clock.now(), self.chance.as_ref());
        let made = Made { id: note_id.to_string() };
        self.perform(MutationKind::Note(NewNote { note_id, recording_id: id.clone(), at_ms, text })).await?;
        Ok(made)
    }

    /// A recording's notes, by their place in it.
    pub async fn notes(&self, id: &RecordingId) -> Result<Items<Note>> {
        self.show(id).await?;
        let id = id.clone();
        self.with_vault(move |vault| Ok(vault.notes(&id)?)).await
    }

    /// The queue, the most severe first.
    pub async fn queue(&self, filter: QueueFilter) -> Result<Items<Review>> {
        self.with_vault(move |vault| Ok(vault.queue(filter)?)).await
    }

    /// The queue by a state's word, or `all`; without a word, what is not closed.
    pub async fn queue_in(&self, state: Option<&str>) -> Result<Items<Review>> {
        let filter = QueueFilter::named(state);
        let given = state.unwrap_or_default();
        self.queue(filter.ok_or_else(|| ConsoleError::unknown("state of reviews", given, STATES))?).await
    }

    /// Takes a review.
    pub async fn claim(&self, review: &ReviewId) -> Result<Made> {
        let review = self.for_decision(review).await?;
        let claim = Claim {
            review_id: review.id.clone(),
            recording_id: review.recording_id,
            base_version: review.version,
        };
        self.perform(MutationKind::Claim(claim)).await?;
        Ok(Made { id: review.id.to_string() })
    }

    /// Gives a review back.
    pub async fn release(&self, review: &ReviewId) -> Result<Made> {
        let review = self.for_decision(review).await?;
        let release = Release { review_id: review.id.clone(), recording_id: review.recording_id };
        self.perform(MutationKind::Release(release)).await?;
        Ok(Made { id: review.id.to_string() })
    }

    /// Decides a review. Says whether the server has it already; it is safe here either way.
    pub async fn verdict(
        &self,
        review: &ReviewId,
        verdict: VerdictKind,
        reason: &str,
        note: Option<&str>,
    ) -> Result<VerdictMade> {
        self.decide(review, verdict, reason, note, None).await
    }

    /// The same, with how much of the recording was watched.
    pub(crate) async fn decide(
        &self,
        review: &ReviewId,
        verdict: VerdictKind,
        reason: &str,
        note: Option<&str>,
        coverage: Option<Coverage>,
    ) -> Result<VerdictMade> {
        let statement = VerdictStatement {
            v: VerdictStatement::VERSION,
            verdict,
            reason: reason.to_owned(),
            note: note.filter(|note| !note.trim().is_empty()).map(str::to_owned),
            manifest_root: None,
            coverage,
            policy: Some(self.policy.name.to_owned()),
            model_version: None,
        };
        check_statement(&statement, &self.policy)?;
        let review = self.for_decision(review).await?;
        let give = GiveVerdict {
            verdict_id: VerdictId::new(self.clock.now(), self.chance.as_ref()),
            review_id: review.id,
            recording_id: review.recording_id,
            base_version: review.version,
            statement,
        };
        let id = give.verdict_id.to_string();
        let state = self.perform(MutationKind::Verdict(give)).await?;
        Ok(VerdictMade { id, state })
    }

    /// What waits to be sent.
    pub async fn outbox(&self) -> Result<Items<OutboxItem>> {
        self.with_vault(|vault| Ok(vault.outbox()?)).await
    }

    /// What the server refused waits again. Says how many.
    pub async fn retry_parked(&self) -> Result<u64> {
        self.with_vault(|vault| Ok(vault.retry_parked(None)?)).await
    }

    /// A review that this person may decide, known by any id that it ever had.
    async fn for_decision(&self, id: &ReviewId) -> Result<Review> {
        let id = id.clone();
        self.with_vault(move |vault| {
            let review = vault.review(&id)?;
            let account = vault.account()?;
            let (user, role) = actor(account.as_ref());
            if role.is_governance() {
                Ok(review)
            } else {
                Err(ConsoleError::Review(hindsight_domain::ReviewError::Forbidden { user, role }))
            }
        })
        .await
    }

    /// Keeps a mutation, then tries once, briefly, to send it.
    async fn perform(&self, kind: MutationKind) -> Result<Delivery> {
        let mutation = self.mutation(kind);
        let id = mutation.id;
        self.with_vault(move |vault| Ok(vault.perform(&mutation)?)).await?;
        self.push_briefly().await;
        Ok(self.with_vault(move |vault| Ok(vault.delivery(id)?)).await?.unwrap_or(Delivery::Queued))
    }
}

/// Text that a person wrote: not empty, within its limit.
fn written(what: &'static str, text: &str, limit: usize) -> Result<String> {
    let text = text.trim();
    let chars = text.chars().count();
    if chars == 0 {
        return Err(ConsoleError::Wordless { what });
    }
    if chars > limit {
        return Err(ConsoleError::TooLong { what, chars, limit });
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    #[tokio::test]
    async fn a_queue_is_asked_for_by_words_that_are_known() {
        let (_dir, console, _) = testing::console();
        for state in STATES.split(", ") {
            assert_eq!(console.queue_in(Some(state)).await.unwrap().total, 0, "{state}");
        }
        assert_eq!(console.queue_in(None).await.unwrap().total, 0);
        let long = "x".repeat(1_000_000);
        for word in ["", "Open", "closed ", &long] {
            let failure = console.queue_in(Some(word)).await.unwrap_err().failure();
            assert_eq!(failure.code, "unknown_word");
            assert!(failure.message.contains(STATES) && failure.message.len() < 300, "{}", failure.message);
        }
    }
}

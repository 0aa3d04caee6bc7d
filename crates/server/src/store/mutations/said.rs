//! What people say about a recording: flags, notes, claims, verdicts.

use hindsight_contract::error::ErrorCode;
use hindsight_contract::sync::Outcome;
use hindsight_domain::{
    Claim, Decision, Flag, FlagSource, GiveVerdict, NewFlag, NewNote, Note, Policy, RecordingId, Release,
    Review, ReviewId, Timestamp, Transition, Verdict, limits,
};
use serde_json::json;

use super::{Effect, Refused, Sender, Stop};
use crate::store::{StoreError, Tx, notes, recordings, reviews};

pub(super) fn flag(tx: &Tx<'_>, sender: &Sender, new: &NewFlag, at: Timestamp) -> Result<Effect, Stop> {
    must_see(tx, sender, &new.recording_id)?;
    check_text("reason", &new.reason, limits::TEXT_CHARS)?;
    let flag = Flag {
        id: new.flag_id.clone(),
        recording_id: new.recording_id.clone(),
        reason: new.reason.clone(),
        severity: new.severity,
        at_ms: new.at_ms,
        by: sender.user.clone(),
        source: FlagSource::Person,
        at,
    };
    let wanted = Some(new.review_id.clone());
    let flagged = reviews::flag(tx, &new.recording_id, flag, wanted, Some(new.seen_version))?;
    let record = json!({
        "flag_id": new.flag_id,
        "review_id": flagged.review_id,
        "severity": new.severity,
        "at_ms": new.at_ms,
    });
    Ok(Effect { outcome: Outcome::Applied, review_id: Some(flagged.review_id), record })
}

pub(super) fn note(tx: &Tx<'_>, sender: &Sender, new: &NewNote, at: Timestamp) -> Result<Effect, Stop> {
    must_see(tx, sender, &new.recording_id)?;
    check_text("text", &new.text, limits::NOTE_CHARS)?;
    let note = Note {
        id: new.note_id.clone(),
        recording_id: new.recording_id.clone(),
        at_ms: new.at_ms,
        text: new.text.clone(),
        by: sender.user.clone(),
        at,
    };
    notes::add(tx, &note)?;
    let record = json!({ "note_id": new.note_id, "at_ms": new.at_ms });
    Ok(Effect { outcome: Outcome::Applied, review_id: None, record })
}

pub(super) fn claim(tx: &Tx<'_>, sender: &Sender, claim: &Claim) -> Result<Effect, Stop> {
    let transition = Transition::Claim { base_version: claim.base_version };
    let (review, _) = change(tx, sender, &claim.recording_id, &claim.review_id, transition)?;
    let record = json!({ "review_id": review.id, "base_version": claim.base_version });
    Ok(Effect { outcome: Outcome::Applied, review_id: Some(review.id), record })
}

pub(super) fn release(tx: &Tx<'_>, sender: &Sender, release: &Release) -> Result<Effect, Stop> {
    let (review, _) = change(tx, sender, &release.recording_id, &release.review_id, Transition::Release)?;
    let record = json!({ "review_id": review.id });
    Ok(Effect { outcome: Outcome::Applied, review_id: Some(review.id), record })
}

pub(super) fn verdict(
    tx: &Tx<'_>,
    sender: &Sender,
    give: &GiveVerdict,
    at: Timestamp,
) -> Result<Effect, Stop> {
    if let Some(holder) = reviews::part_of(tx.conn(), give.verdict_id.as_str())? {
        return verdict_again(tx, sender, give, at, &holder);
    }
    let transition = Transition::Verdict { give, at };
    let (review, decision) = change(tx, sender, &give.recording_id, &give.review_id, transition)?;
    reviews::add_part(tx, give.verdict_id.as_str(), &review.id)?;
    let outcome = match decision {
        Decision::Competing => Outcome::Competing,
        Decision::Applied | Decision::Unchanged => Outcome::Applied,
    };
    Ok(verdict_effect(give, review.id, outcome))
}

/// The verdict's id is taken: by this very verdict under another mutation, or by something else.
fn verdict_again(
    tx: &Tx<'_>,
    sender: &Sender,
    give: &GiveVerdict,
    at: Timestamp,
    holder: &ReviewId,
) -> Result<Effect, Stop> {
    let review = reviews::named(tx.conn(), holder)?;
    let is_same = |known: &&Verdict| {
        known.id == give.verdict_id
            && known.reviewer == sender.user
            && known.at == at
            && known.base_version == give.base_version
            && known.statement == give.statement
    };
    let known = review.as_ref().and_then(|review| review.verdicts.iter().find(is_same));
    match known {
        Some(known) => {
            let outcome = if known.competing { Outcome::Competing } else { Outcome::Applied };
            Ok(verdict_effect(give, holder.clone(), outcome))
        }
        None => Err(Refused::conflict(format!("{} was used for something else", give.verdict_id)).into()),
    }
}

fn verdict_effect(give: &GiveVerdict, review_id: ReviewId, outcome: Outcome) -> Effect {
    let record = json!({
        "verdict_id": give.verdict_id,
        "review_id": review_id,
        "named_as": give.review_id,
        "base_version": give.base_version,
        "statement": give.statement,
    });
    Effect { outcome, review_id: Some(review_id), record }
}

/// Applies a transition to the review that a console calls `id`, and saves it.
fn change(
    tx: &Tx<'_>,
    sender: &Sender,
    recording_id: &RecordingId,
    id: &ReviewId,
    transition: Transition<'_>,
) -> Result<(Review, Decision), Stop> {
    must_see(tx, sender, recording_id)?;
    let Some(mut review) = reviews::of_recording(tx.conn(), recording_id)? else {
        return Err(Refused::new(
            ErrorCode::NotFound,
            format!("recording {recording_id} is not flagged: there is no review {id} of it"),
        )
        .into());
    };
    // A recording has one review. An id that nobody knows is one that a console made for this review when it
    // flagged, on a server that has lost the flag since: it is a name of the review, as if the flag had come.
    let alias = (!review.is_named(id)).then(|| id.clone());
    if alias.is_some() {
        reviews::check_name(tx.conn(), id, Some(&review))?;
    }
    let decision = review.apply(transition, sender.actor(), &Policy::shipped(), tx.now())?;
    reviews::check_room(&review)?;
    if let Some(alias) = &alias {
        reviews::give_alias(tx, &mut review, alias.clone())?;
    }
    if decision != Decision::Unchanged || alias.is_some() {
        reviews::save(tx, &review)?;
    }
    Ok((review, decision))
}

fn must_see(tx: &Tx<'_>, sender: &Sender, id: &RecordingId) -> Result<(), StoreError> {
    recordings::get_visible(tx.conn(), id, &sender.user, sender.role).map(drop)
}

fn check_text(name: &str, text: &str, limit_chars: usize) -> Result<(), Refused> {
    let chars = text.chars().count();
    if (1..=limit_chars).contains(&chars) {
        return Ok(());
    }
    Err(Refused::invalid(format!("`{name}` has {chars} characters; 1 to {limit_chars} are taken")))
}

//! Reviews: the queue items of flagged recordings, one each.
//!
//! **Invariant:** a review changes through [`Review::apply`] alone, and with each change it takes a new place in
//! the feed. The columns beside its JSON are an index of it, written in the same statement.
//!
//! **Invariant:** the review that stands keeps its id. The id that a console gave it before the two met becomes an
//! alias and names it for ever; no id ever names two reviews, no flag or verdict id stands in two.

use hindsight_domain::{Actor, Decision, Flag, Policy, RecordingId, Review, ReviewId, Role, Transition};
use rusqlite::{Connection, OptionalExtension, params};

use super::{StoreError, Tx};

/// Flags, verdicts or names of one review at most.
const PARTS: usize = 1_000;

/// What came of a flag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlagOutcome {
    /// The review that the flag stands in, which is not the wanted one where another was there before.
    pub review_id: ReviewId,
    /// Its version now.
    pub version: u64,
}

/// Puts `flag` on a recording: opens its review, or joins it.
///
/// `wanted` is the id that the review has at the console, `None` for any. `seen_version` is the last version that
/// the flag's maker saw, `None` for the current one: only a flag by somebody who saw a review closed reopens it.
/// The recording counts as flagged from now on, and takes a new place in the feed as the review does. A flag that
/// stands already changes nothing.
///
/// # Errors
///
/// [`StoreError::NotFound`] without such a recording; [`StoreError::Conflict`] where `wanted` is the review of
/// another recording, or where the flag's id was used for another flag.
pub fn flag(
    tx: &Tx<'_>,
    recording_id: &RecordingId,
    flag: Flag,
    wanted: Option<ReviewId>,
    seen_version: Option<u64>,
) -> Result<FlagOutcome, StoreError> {
    let was_flagged = flagged(tx.conn(), recording_id)?
        .ok_or_else(|| StoreError::NotFound(format!("there is no recording {recording_id}")))?;
    let standing = of_recording(tx.conn(), recording_id)?;
    let is_known = check_flag(tx.conn(), &flag, standing.as_ref())?;
    if let Some(wanted) = &wanted {
        check_name(tx.conn(), wanted, standing.as_ref())?;
    }
    let shown = flag.clone();
    let review = match standing {
        None => {
            let id = wanted.unwrap_or_else(|| ReviewId::new(tx.now(), tx.chance()));
            Review::open(id, flag, 1, tx.now())
        }
        Some(mut review) => {
            let alias = wanted.filter(|wanted| !review.is_named(wanted));
            if is_known && alias.is_none() {
                return Ok(FlagOutcome { review_id: review.id, version: review.version });
            }
            let by = flag.by.clone();
            // A flag is anybody's who sees the recording: the role does not matter to the transition.
            let actor = Actor { user: &by, role: Role::Member, client_id: "" };
            let seen_version = seen_version.unwrap_or(review.version);
            review
                .apply(Transition::Flag { flag, seen_version }, actor, &Policy::shipped(), tx.now())
                .map_err(|error| StoreError::Invalid(error.to_string()))?;
            check_room(&review)?;
            if let Some(alias) = alias {
                give_alias(tx, &mut review, alias)?;
            }
            review
        }
    };
    if !is_known {
        super::runs::show_flag(tx, &shown)?;
    }
    // The recording, what was said of it, the review: in this order they come in the feed.
    appear(tx, recording_id, !was_flagged)?;
    save(tx, &review)?;
    if !is_known {
        add_part(tx, shown.id.as_str(), &review.id)?;
    }
    Ok(FlagOutcome { review_id: review.id, version: review.version })
}

/// The recording changed under the verdicts of its review, if it has any: they are stale from now on.
pub fn recording_changed(tx: &Tx<'_>, recording_id: &RecordingId) -> Result<(), StoreError> {
    let Some(mut review) = of_recording(tx.conn(), recording_id)? else { return Ok(()) };
    let actor = Actor { user: "", role: Role::Member, client_id: "" };
    let decision = review
        .apply(Transition::RecordingChanged, actor, &Policy::shipped(), tx.now())
        .map_err(|error| StoreError::Invalid(error.to_string()))?;
    if decision != Decision::Unchanged {
        save(tx, &review)?;
    }
    Ok(())
}

/// The review of a recording.
pub fn of_recording(
    connection: &Connection,
    recording_id: &RecordingId,
) -> Result<Option<Review>, StoreError> {
    one(connection, "SELECT body FROM reviews WHERE recording_id = ?1", recording_id.as_str())
}

/// The review that `id` names, today or from before it met another.
pub fn named(connection: &Connection, id: &ReviewId) -> Result<Option<Review>, StoreError> {
    let found = one(connection, "SELECT body FROM reviews WHERE id = ?1", id.as_str())?;
    if found.is_some() {
        return Ok(found);
    }
    let by_alias = "SELECT body FROM review_aliases JOIN reviews ON reviews.id = review_id WHERE alias = ?1";
    one(connection, by_alias, id.as_str())
}

/// Writes a review as it is now, at a new place in the feed.
pub(super) fn save(tx: &Tx<'_>, review: &Review) -> Result<(), StoreError> {
    let body = serde_json::to_string(review).map_err(|error| StoreError::damaged("a review", error))?;
    tx.conn()
        .prepare_cached(
            "INSERT INTO reviews (id, recording_id, state, severity, feed_seq, body)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (id) DO UPDATE SET state = excluded.state, severity = excluded.severity,
                 feed_seq = excluded.feed_seq, body = excluded.body",
        )?
        .execute(params![
            review.id.as_str(),
            review.recording_id.as_str(),
            review.state.word(),
            review.severity.word(),
            tx.next_seq()?,
            body,
        ])?;
    Ok(())
}

/// Refuses an id that names the review of another recording.
pub(super) fn check_name(
    connection: &Connection,
    wanted: &ReviewId,
    standing: Option<&Review>,
) -> Result<(), StoreError> {
    match named(connection, wanted)? {
        Some(other) if standing.is_none_or(|review| review.id != other.id) => Err(StoreError::Conflict(
            format!("{wanted} is the review of another recording, {}", other.recording_id),
        )),
        _ => Ok(()),
    }
}

/// Refuses a review that has grown beyond what a person could read.
pub(super) fn check_room(review: &Review) -> Result<(), StoreError> {
    let largest = review.flags.len().max(review.verdicts.len()).max(review.aliases.len() + 1);
    if largest <= PARTS {
        return Ok(());
    }
    Err(StoreError::Conflict(format!("review {} has {PARTS} flags, verdicts or names already", review.id)))
}

/// Makes `alias` a name of the review for ever. The caller has checked that it is free, and saves the review.
pub(super) fn give_alias(tx: &Tx<'_>, review: &mut Review, alias: ReviewId) -> Result<(), StoreError> {
    tx.conn()
        .prepare_cached("INSERT INTO review_aliases (alias, review_id) VALUES (?1, ?2)")?
        .execute([alias.as_str(), review.id.as_str()])?;
    review.aliases.push(alias);
    Ok(())
}

/// Takes the id of a flag or a verdict for a review that stands.
pub(super) fn add_part(tx: &Tx<'_>, id: &str, review_id: &ReviewId) -> Result<(), StoreError> {
    tx.conn()
        .prepare_cached("INSERT INTO review_parts (id, review_id) VALUES (?1, ?2)")?
        .execute([id, review_id.as_str()])?;
    Ok(())
}

/// The review in which the id of a flag or a verdict was used.
pub(super) fn part_of(connection: &Connection, id: &str) -> Result<Option<ReviewId>, StoreError> {
    let review = connection
        .prepare_cached("SELECT review_id FROM review_parts WHERE id = ?1")?
        .query_row([id], |row| row.get::<_, String>(0))
        .optional()?;
    review
        .map(|id| ReviewId::given(&id).map_err(|error| StoreError::damaged("the id of a review", error)))
        .transpose()
}

/// Whether exactly this flag stands in `standing` already.
fn check_flag(connection: &Connection, flag: &Flag, standing: Option<&Review>) -> Result<bool, StoreError> {
    if part_of(connection, flag.id.as_str())?.is_none() {
        return Ok(false);
    }
    if standing.is_some_and(|review| review.flags.contains(flag)) {
        return Ok(true);
    }
    Err(StoreError::Conflict(format!("{} was used for something else", flag.id)))
}

/// Marks a recording as flagged and gives it a new place in the feed. What was said of it before only its owner
/// could see goes along: reviewers see it from now on.
fn appear(tx: &Tx<'_>, recording_id: &RecordingId, is_new: bool) -> Result<(), StoreError> {
    tx.conn()
        .prepare_cached("UPDATE recordings SET flagged = 1, feed_seq = ?2, updated_ms = ?3 WHERE id = ?1")?
        .execute(params![recording_id.as_str(), tx.next_seq()?, tx.now().millis()])?;
    if is_new {
        super::notes::touch_all(tx, recording_id)?;
    }
    Ok(())
}

fn flagged(connection: &Connection, recording_id: &RecordingId) -> Result<Option<bool>, StoreError> {
    let flagged = connection
        .prepare_cached("SELECT flagged FROM recordings WHERE id = ?1")?
        .query_row([recording_id.as_str()], |row| row.get(0))
        .optional()?;
    Ok(flagged)
}

fn one(connection: &Connection, select: &str, key: &str) -> Result<Option<Review>, StoreError> {
    let body =
        connection.prepare_cached(select)?.query_row([key], |row| row.get::<_, String>(0)).optional()?;
    body.map(|body| serde_json::from_str(&body).map_err(|error| StoreError::damaged("a review", error)))
        .transpose()
}

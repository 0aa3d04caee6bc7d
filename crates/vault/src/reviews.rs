//! Reviews: what the server confirmed, and on top of it what waits in the outbox.
//!
//! **Invariant:** a row's projection is its confirmed state with [`Review::overlay`] of each pending mutation in
//! the outbox's order; it is made anew in the transaction that changes either.

use hindsight_contract::view::Items;
use hindsight_domain::{
    Actor, Flag, FlagSource, Mutation, MutationKind, RecordingId, Review, ReviewId, ReviewState,
};
use rusqlite::{Connection, OptionalExtension, params};

use crate::outbox::Pending;
use crate::row::{count, json, to_json};
use crate::{Result, Vault, VaultError, outbox, recordings};

/// Which reviews.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum QueueFilter {
    /// What is not closed.
    #[default]
    Unclosed,
    /// All.
    All,
    /// Those in one state.
    State(ReviewState),
}

impl QueueFilter {
    /// By a state's word, or `all`; without a word, what is not closed. `None` for a word that is neither.
    pub fn named(word: Option<&str>) -> Option<Self> {
        match word {
            None => Some(Self::Unclosed),
            Some("all") => Some(Self::All),
            Some(state) => state.parse().ok().map(Self::State),
        }
    }
}

impl Vault {
    /// Reviews as this console sees them: the most severe first, then the oldest.
    pub fn queue(&self, filter: QueueFilter) -> Result<Items<Review>> {
        let (condition, word) = match filter {
            QueueFilter::Unclosed => ("state <> ?1", ReviewState::Closed.word()),
            QueueFilter::All => ("?1 = ''", ""),
            QueueFilter::State(state) => ("state = ?1", state.word()),
        };
        self.database().read(|c| {
            let mut select = c.prepare_cached(&format!(
                "SELECT projected FROM reviews WHERE {condition} ORDER BY severity DESC, created_at, recording_id"
            ))?;
            let reviews = select.query_and_then([word], |row| json(row, 0))?;
            Ok(Items::all(reviews.collect::<Result<_>>()?))
        })
    }

    /// How many reviews are not closed.
    pub fn open_reviews(&self) -> Result<u64> {
        self.database().read(|c| {
            let mut select = c.prepare_cached("SELECT count(*) FROM reviews WHERE state <> ?1")?;
            Ok(select.query_row([ReviewState::Closed.word()], |row| count(row, 0))?)
        })
    }

    /// The review by its id or by any that it ever had, or [`VaultError::NoReview`](crate::VaultError::NoReview).
    pub fn review(&self, id: &ReviewId) -> Result<Review> {
        self.database().read(|c| {
            let mut select = c.prepare_cached(
                "SELECT projected FROM review_names JOIN reviews USING (recording_id) WHERE name = ?1",
            )?;
            let found = select.query_row([id.as_str()], |row| Ok(json(row, 0))).optional()?;
            found.ok_or_else(|| VaultError::NoReview(id.clone()))?
        })
    }

    /// The review of a recording.
    pub fn review_of(&self, id: &RecordingId) -> Result<Option<Review>> {
        self.database().read(|c| {
            let mut select = c.prepare_cached("SELECT projected FROM reviews WHERE recording_id = ?1")?;
            select.query_row([id.as_str()], |row| Ok(json(row, 0))).optional()?.transpose()
        })
    }
}

/// Takes in a review as the server says it is now.
pub(crate) fn confirm(
    connection: &Connection,
    review: &Review,
    generation: i64,
    client_id: &str,
) -> Result<()> {
    outbox::settle(connection, review)?;
    write(connection, &review.recording_id, Some(review), client_id, generation)
}

/// Makes the projection of a recording's review anew, after the outbox changed. One that was erased has none.
pub(crate) fn project(connection: &Connection, id: &RecordingId, client_id: &str) -> Result<()> {
    let mut select =
        connection.prepare_cached("SELECT confirmed, generation FROM reviews WHERE recording_id = ?1")?;
    let row = select
        .query_row([id.as_str()], |row| {
            let confirmed: Option<String> = row.get(0)?;
            Ok((confirmed, row.get(1)?))
        })
        .optional()?;
    if row.is_none() && recordings::find(connection, id)?.is_none() {
        return Ok(());
    }
    let (confirmed, generation) = row.unwrap_or((None, 0));
    let confirmed = confirmed.map(|text| serde_json::from_str(&text)).transpose()?;
    write(connection, id, confirmed.as_ref(), client_id, generation)
}

/// Reviews that the feed gave before `generation` and not since: what the server said of them no longer holds.
pub(crate) fn forget_older(connection: &Connection, generation: i64, client_id: &str) -> Result<()> {
    let mut select = connection
        .prepare("SELECT recording_id FROM reviews WHERE confirmed IS NOT NULL AND generation < ?1")?;
    let ids: Vec<String> = select.query_map([generation], |row| row.get(0))?.collect::<Result<_, _>>()?;
    for id in ids {
        write(connection, &RecordingId::given(&id)?, None, client_id, generation)?;
    }
    Ok(())
}

fn write(
    connection: &Connection,
    id: &RecordingId,
    confirmed: Option<&Review>,
    client_id: &str,
    generation: i64,
) -> Result<()> {
    let pending = outbox::pending_of(connection, id)?;
    match projection(confirmed, &pending, client_id) {
        Some(projected) => {
            let mut upsert = connection.prepare_cached(
                "INSERT INTO reviews (recording_id, id, confirmed, projected, state, severity, created_at, generation)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
                 ON CONFLICT (recording_id) DO UPDATE SET id = ?2, confirmed = ?3, projected = ?4, state = ?5,
                    severity = ?6, created_at = ?7, generation = ?8",
            )?;
            upsert.execute(params![
                id.as_str(),
                projected.id.as_str(),
                confirmed.map(to_json).transpose()?,
                to_json(&projected)?,
                projected.state.word(),
                projected.severity as i64,
                projected.created_at.millis(),
                generation,
            ])?;
            let pending = pending.iter().filter_map(|p| p.mutation.kind.review_id());
            for name in [&projected.id].into_iter().chain(&projected.aliases).chain(pending) {
                add_name(connection, name, id)?;
            }
        }
        None => {
            connection
                .prepare_cached("DELETE FROM reviews WHERE recording_id = ?1")?
                .execute([id.as_str()])?;
        }
    }
    recordings::refresh_flagged(connection, id)
}

/// Another name of a recording's review; it works for ever.
pub(crate) fn add_name(connection: &Connection, name: &ReviewId, of: &RecordingId) -> Result<()> {
    let mut insert = connection
        .prepare_cached("INSERT OR REPLACE INTO review_names (name, recording_id) VALUES (?1, ?2)")?;
    insert.execute((name.as_str(), of.as_str()))?;
    Ok(())
}

/// What this console shows: what the server said, and on top what waits. `None` where neither makes a review.
pub(crate) fn projection(confirmed: Option<&Review>, pending: &[Pending], client_id: &str) -> Option<Review> {
    let mut review = confirmed.cloned();
    for Pending { mutation, user, role } in pending {
        let actor = Actor { user, role: *role, client_id };
        match &mut review {
            Some(review) => review.overlay(mutation, actor),
            None => review = opened_by(mutation, actor),
        }
    }
    review
}

/// The review that a flag opens where there is none.
fn opened_by(mutation: &Mutation, actor: Actor<'_>) -> Option<Review> {
    let MutationKind::Flag(new) = &mutation.kind else { return None };
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
    Some(Review::open(new.review_id.clone(), flag, 0, mutation.at))
}

//! One page of the feed.

use hindsight_contract::sync::{Gone, INLINE_SEGMENTS, RecordingChange};
use hindsight_domain::{BlobHash, RecordingId, Role};
use rusqlite::types::Value as Sql;
use rusqlite::{Connection, OptionalExtension, params, params_from_iter};
use serde::Serialize;
use serde_json::value::RawValue;

use super::{Cursor, cursor_at, goes_through, head, server_id};
use crate::store::recordings::{COLUMNS, Stored};
use crate::store::{StoreError, segments};

/// Where a page ends although more would fit its count: bytes of what is passed through as it is stored.
const PAGE_BYTES: usize = 4 << 20;

/// What is asked for, and by whom.
#[derive(Clone, Debug)]
pub(crate) struct Ask {
    /// The principal's user.
    pub(crate) user: String,
    /// The principal's role.
    pub(crate) role: Role,
    /// Where the last page ended; `None` for the beginning.
    pub(crate) cursor: Option<Cursor>,
    /// Another place that this history must go through; see [`hindsight_contract::sync::FeedQuery`].
    pub(crate) witness: Option<Cursor>,
    /// Entries at most, from 1.
    pub(crate) limit: u32,
}

/// What came of it.
pub(crate) enum Answer {
    /// What changed.
    Page(Page),
    /// The cursor belongs to another history.
    OtherHistory,
}

/// A page, as [`hindsight_contract::sync::FeedPage`] writes it but for the server's clock.
pub(crate) struct Page {
    /// What changed after the cursor, oldest change first.
    pub(crate) entries: Vec<Entry>,
    /// Where the next page begins.
    pub(crate) next: Cursor,
    /// Whether more stands behind it.
    pub(crate) more: bool,
    /// The position of the latest change.
    pub(crate) head: u64,
    /// Changes when what the principal sees changed as a whole.
    pub(crate) epoch: String,
    /// Recordings of this page that have events in no segment yet.
    pub(crate) with_tail: Vec<RecordingId>,
}

/// [`hindsight_contract::sync::FeedEntry`], with what is stored as JSON passed through.
#[derive(Serialize)]
pub(crate) struct Entry {
    seq: u64,
    kind: &'static str,
    body: Body,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Body {
    Recording(Box<RecordingChange>),
    AsStored(Box<RawValue>),
    Gone(Gone),
}

/// The tables of the feed, each with its key: an integer but for tombstones.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Table {
    Recordings,
    Reviews,
    Notes,
    Gone,
}

/// What changed: where in the feed, in which table, in which row.
type Place = (u64, Table, Sql);

/// The page after the cursor, all of one moment where `connection` is inside a transaction.
pub(crate) fn page(connection: &Connection, ask: &Ask) -> Result<Answer, StoreError> {
    for cursor in [&ask.cursor, &ask.witness].into_iter().flatten() {
        if !goes_through(connection, cursor)? {
            return Ok(Answer::OtherHistory);
        }
    }
    let after = ask.cursor.as_ref().map_or(0, |cursor| cursor.seq);
    let mut places = places(connection, ask, after)?;
    let mut more = places.len() > ask.limit as usize;
    places.truncate(ask.limit as usize);
    let mut entries = Vec::with_capacity(places.len());
    let mut with_tail = Vec::new();
    let (mut bytes, total) = (0, places.len());
    for (seq, table, key) in places {
        let body = match table {
            Table::Recordings => {
                let (change, has_tail) = recording(connection, &key)?;
                if has_tail {
                    with_tail.push(change.recording.id.clone());
                }
                Body::Recording(Box::new(change))
            }
            Table::Reviews => {
                Body::AsStored(stored(connection, "SELECT body FROM reviews WHERE rowid = ?1", &key)?)
            }
            Table::Notes => {
                Body::AsStored(stored(connection, "SELECT body FROM notes WHERE rowid = ?1", &key)?)
            }
            Table::Gone => Body::Gone(gone(connection, &key)?),
        };
        bytes += body.stored_bytes();
        entries.push(Entry { seq, kind: table.kind(), body });
        if bytes >= PAGE_BYTES {
            more |= entries.len() < total;
            break;
        }
    }
    let head = head(connection)?;
    let end = if more { entries.last().map_or(after, |entry| entry.seq) } else { head };
    let next = cursor_at(connection, end)?;
    Ok(Answer::Page(Page { entries, next, more, head, epoch: epoch(connection, ask)?, with_tail }))
}

impl Table {
    fn kind(self) -> &'static str {
        match self {
            Self::Recordings => "recording",
            Self::Reviews => "review",
            Self::Notes => "note",
            Self::Gone => "gone",
        }
    }
}

impl Body {
    fn stored_bytes(&self) -> usize {
        match self {
            Self::AsStored(body) => body.get().len(),
            // Bounded by the limits of a recording; near enough for where a page ends.
            Self::Recording(_) | Self::Gone(_) => 1 << 10,
        }
    }
}

/// What of the feed is visible after `after`, in order, one more than the page takes.
///
/// One query per index, so that somebody who sees little of a large store reads little of it; what two of them
/// find is there once.
fn places(connection: &Connection, ask: &Ask, after: u64) -> Result<Vec<Place>, StoreError> {
    let room = i64::from(ask.limit) + 1;
    let mut places: Vec<Place> = Vec::new();
    for (table, select) in sources(ask.role) {
        let mut statement = connection.prepare_cached(select)?;
        let values =
            [Sql::from(i64::try_from(after).unwrap_or(i64::MAX)), room.into(), ask.user.clone().into()];
        let wanted = statement.parameter_count();
        let rows = statement.query_map(params_from_iter(values.into_iter().take(wanted)), |row| {
            Ok((row.get(0)?, *table, row.get(1)?))
        })?;
        for row in rows {
            places.push(row?);
        }
    }
    places.sort_unstable_by_key(|&(seq, table, _)| (seq, table));
    places.dedup_by_key(|&mut (seq, ..)| seq);
    Ok(places)
}

/// `?1` is the cursor, `?2` the number of rows, `?3` the viewer where it matters.
fn sources(role: Role) -> &'static [(Table, &'static str)] {
    const FLAGGED: (Table, &str) = (
        Table::Recordings,
        "SELECT feed_seq, pk FROM recordings WHERE feed_seq > ?1 AND flagged = 1 ORDER BY feed_seq LIMIT ?2",
    );
    const OWN: (Table, &str) = (
        Table::Recordings,
        "SELECT feed_seq, pk FROM recordings WHERE feed_seq > ?1 AND user_id = ?3 ORDER BY feed_seq LIMIT ?2",
    );
    const WRITTEN: (Table, &str) = (
        Table::Recordings,
        "SELECT feed_seq, pk FROM recordings WHERE feed_seq > ?1 AND recorder = ?3 ORDER BY feed_seq LIMIT ?2",
    );
    const ALL_REVIEWS: (Table, &str) = (
        Table::Reviews,
        "SELECT feed_seq, rowid FROM reviews WHERE feed_seq > ?1 ORDER BY feed_seq LIMIT ?2",
    );
    match role {
        Role::Admin => &[
            (
                Table::Recordings,
                "SELECT feed_seq, pk FROM recordings WHERE feed_seq > ?1 ORDER BY feed_seq LIMIT ?2",
            ),
            ALL_REVIEWS,
            (Table::Notes, "SELECT feed_seq, rowid FROM notes WHERE feed_seq > ?1 ORDER BY feed_seq LIMIT ?2"),
            (
                Table::Gone,
                "SELECT feed_seq, recording_id FROM gone WHERE feed_seq > ?1 ORDER BY feed_seq LIMIT ?2",
            ),
        ],
        Role::Reviewer | Role::Supervisor => &[
            FLAGGED,
            OWN,
            WRITTEN,
            // A recording with a review is flagged.
            ALL_REVIEWS,
            (
                Table::Notes,
                "SELECT n.feed_seq, n.rowid FROM notes AS n CROSS JOIN recordings AS r ON r.id = n.recording_id
                 WHERE n.feed_seq > ?1 AND (r.flagged = 1 OR r.user_id = ?3 OR r.recorder = ?3)
                 ORDER BY n.feed_seq LIMIT ?2",
            ),
            (
                Table::Gone,
                "SELECT feed_seq, recording_id FROM gone
                 WHERE feed_seq > ?1 AND (flagged = 1 OR user_id = ?3 OR recorder = ?3) ORDER BY feed_seq LIMIT ?2",
            ),
        ],
        Role::Member => &[
            OWN,
            WRITTEN,
            (
                Table::Reviews,
                "SELECT v.feed_seq, v.rowid FROM reviews AS v CROSS JOIN recordings AS r ON r.id = v.recording_id
                 WHERE v.feed_seq > ?1 AND (r.user_id = ?3 OR r.recorder = ?3) ORDER BY v.feed_seq LIMIT ?2",
            ),
            (
                Table::Notes,
                "SELECT n.feed_seq, n.rowid FROM notes AS n CROSS JOIN recordings AS r ON r.id = n.recording_id
                 WHERE n.feed_seq > ?1 AND (r.user_id = ?3 OR r.recorder = ?3) ORDER BY n.feed_seq LIMIT ?2",
            ),
            (
                Table::Gone,
                "SELECT feed_seq, recording_id FROM gone
                 WHERE feed_seq > ?1 AND (user_id = ?3 OR recorder = ?3) ORDER BY feed_seq LIMIT ?2",
            ),
        ],
    }
}

/// The recording of a row, and whether some of its events are in no segment yet.
fn recording(connection: &Connection, key: &Sql) -> Result<(RecordingChange, bool), StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM recordings AS r WHERE r.pk = ?1");
    let stored = connection.prepare_cached(&sql)?.query_row([key], Stored::read)?;
    let segments = segments::list(connection, &stored.recording.id, 0, INLINE_SEGMENTS as u32)?;
    let has_tail = stored.tail_events > 0;
    Ok((
        RecordingChange { recording: stored.recording, segment_count: stored.segment_count, segments },
        has_tail,
    ))
}

fn stored(connection: &Connection, select: &str, key: &Sql) -> Result<Box<RawValue>, StoreError> {
    let body: String = connection.prepare_cached(select)?.query_row([key], |row| row.get(0))?;
    RawValue::from_string(body).map_err(|error| StoreError::damaged("a row of the feed", error))
}

fn gone(connection: &Connection, key: &Sql) -> Result<Gone, StoreError> {
    let (id, reason): (String, String) = connection
        .prepare_cached("SELECT recording_id, reason FROM gone WHERE recording_id = ?1")?
        .query_row([key], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let recording_id = RecordingId::given(&id).map_err(|error| StoreError::damaged("a tombstone", error))?;
    Ok(Gone { recording_id, reason })
}

/// What the principal's view as a whole hangs on, in one word.
fn epoch(connection: &Connection, ask: &Ask) -> Result<String, StoreError> {
    let server_id = server_id(connection)?;
    let generation: Option<i64> = connection
        .prepare_cached("SELECT visibility_gen FROM users WHERE name = ?1")?
        .query_row(params![ask.user], |row| row.get(0))
        .optional()?;
    let view = serde_json::json!([server_id, ask.user, ask.role.word(), generation.unwrap_or(0)]);
    Ok(BlobHash::of(view.to_string().as_bytes()).as_str()[..32].to_owned())
}

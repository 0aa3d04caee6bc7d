//! The tail of a growing recording: single events that came and are in no segment yet.
//!
//! A segment per event would be slow to keep and to fetch; so single events wait here, durable, and are sealed
//! into a segment when there are enough of them, when the recording ends, and when somebody wants to read them.

use hindsight_domain::{RecordingId, Timestamp, limits};
use rusqlite::{Connection, params};

use super::pack::{self, Line, Mark};
use super::recordings::{self, Stored};
use super::{StoreError, Tx, segments};

/// What an event adds to the counts of its recording.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Whether it is an `operation_complete`.
    pub completes: bool,
    /// Whether it is an `error`.
    pub errors: bool,
}

/// Adds an event. Returns how many events the recording has now.
///
/// The cost does not depend on how many there are: the counts stand in the recording's row.
pub fn push(tx: &Tx<'_>, pk: i64, line: &Line, tally: Tally) -> Result<u64, StoreError> {
    let (n, count, waiting, bytes): (u64, u64, usize, usize) = tx
        .conn()
        .prepare_cached(
            "UPDATE recordings SET event_count = event_count + 1, next_event = next_event + 1,
                 tail_events = tail_events + 1, tail_bytes = tail_bytes + ?2, tail_since_ms = coalesce(tail_since_ms, ?3),
                 latest_ms = max(latest_ms, ?4), active_ms = ?3, completes = completes + ?5, errors = errors + ?6
             WHERE pk = ?1 RETURNING next_event - 1, event_count, tail_events, tail_bytes",
        )?
        .query_row(
            params![pk, line.json.len() + 1, tx.now().millis(), line.at_ms, tally.completes, tally.errors],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
        )?;
    tx.conn()
        .prepare_cached("INSERT INTO tail_events (recording, n, at_ms, event) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![pk, n, line.at_ms, line.json.as_bytes()])?;
    if waiting >= limits::SEGMENT_EVENTS || bytes >= limits::SEGMENT_BYTES {
        seal_one(tx, pk)?;
        recordings::touch(tx, pk)?;
    } else if waiting == 1 {
        // Consoles hear that there is something new; they hear again when it is sealed.
        recordings::touch(tx, pk)?;
    }
    Ok(count)
}

/// The events of a tail, in the order (time, arrival).
pub(super) fn lines(connection: &Connection, pk: i64) -> Result<Vec<Line>, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT at_ms, event FROM tail_events WHERE recording = ?1 ORDER BY at_ms, n")?;
    let rows = statement.query_map([pk], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, Vec<u8>>(1)?)))?;
    rows.map(|row| {
        let (at_ms, json) = row?;
        let json = String::from_utf8(json).map_err(|error| StoreError::damaged("an event", error))?;
        Ok(Line { at_ms, json, mark: Mark::None })
    })
    .collect()
}

/// Seals the tail of a recording. The feed is the caller's.
pub(super) fn seal_one(tx: &Tx<'_>, pk: i64) -> Result<(), StoreError> {
    let waiting = lines(tx.conn(), pk)?;
    if waiting.is_empty() {
        return Ok(());
    }
    let staged = segments::stage_at(tx.place(), pack::pack(waiting)?)?;
    segments::append_staged(tx, pk, staged)?;
    tx.conn().prepare_cached("DELETE FROM tail_events WHERE recording = ?1")?.execute([pk])?;
    tx.conn()
        .prepare_cached(
            "UPDATE recordings SET tail_events = 0, tail_bytes = 0, tail_since_ms = NULL WHERE pk = ?1",
        )?
        .execute([pk])?;
    Ok(())
}

/// Seals the tail of each of these recordings into segments, and touches what changed. Unknown ids are passed over.
pub fn seal(tx: &Tx<'_>, ids: &[RecordingId]) -> Result<(), StoreError> {
    for id in ids {
        if let Some(stored) = recordings::get(tx.conn(), id)? {
            seal_and_touch(tx, &stored)?;
        }
    }
    Ok(())
}

/// Whether a tail holds an event that came before `before`.
pub fn any_older(connection: &Connection, before: Timestamp) -> Result<bool, StoreError> {
    Ok(!recordings::with_tail_before(connection, before, 1)?.is_empty())
}

/// Seals up to `limit` tails whose first event came before `before`. Returns how many there were.
pub fn seal_older(tx: &Tx<'_>, before: Timestamp, limit: u32) -> Result<usize, StoreError> {
    let due = recordings::with_tail_before(tx.conn(), before, limit)?;
    for stored in &due {
        seal_and_touch(tx, stored)?;
    }
    Ok(due.len())
}

fn seal_and_touch(tx: &Tx<'_>, stored: &Stored) -> Result<(), StoreError> {
    if stored.tail_events == 0 {
        return Ok(());
    }
    seal_one(tx, stored.pk)?;
    recordings::touch(tx, stored.pk)?;
    Ok(())
}

//! Notes: what people pinned to a time of a recording. They are added and never change.

use hindsight_domain::{Note, NoteId, RecordingId};
use rusqlite::{Connection, OptionalExtension, params};

use super::{StoreError, Tx};

/// Notes of one recording at most.
const NOTES: u64 = 10_000;

/// Adds a note to a recording that stands. The same note again changes nothing.
///
/// # Errors
///
/// [`StoreError::Conflict`] where its id was used for another note.
pub fn add(tx: &Tx<'_>, note: &Note) -> Result<(), StoreError> {
    match get(tx.conn(), &note.id)? {
        Some(known) if known == *note => return Ok(()),
        Some(_) => return Err(StoreError::Conflict(format!("{} was used for another note", note.id))),
        None => {}
    }
    let count: u64 = tx
        .conn()
        .prepare_cached("SELECT count(*) FROM notes WHERE recording_id = ?1")?
        .query_row([note.recording_id.as_str()], |row| row.get(0))?;
    if count >= NOTES {
        return Err(StoreError::Conflict(format!(
            "recording {} has {NOTES} notes already",
            note.recording_id
        )));
    }
    let body = serde_json::to_string(note).map_err(|error| StoreError::damaged("a note", error))?;
    tx.conn()
        .prepare_cached("INSERT INTO notes (id, recording_id, feed_seq, body) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![note.id.as_str(), note.recording_id.as_str(), tx.next_seq()?, body])?;
    Ok(())
}

/// A note.
pub fn get(connection: &Connection, id: &NoteId) -> Result<Option<Note>, StoreError> {
    let body = connection
        .prepare_cached("SELECT body FROM notes WHERE id = ?1")?
        .query_row([id.as_str()], |row| row.get::<_, String>(0))
        .optional()?;
    body.map(|body| serde_json::from_str(&body).map_err(|error| StoreError::damaged("a note", error)))
        .transpose()
}

/// Gives all notes of a recording new places in the feed: more people see them from now on.
pub(super) fn touch_all(tx: &Tx<'_>, recording_id: &RecordingId) -> Result<(), StoreError> {
    let mut select =
        tx.conn().prepare_cached("SELECT id FROM notes WHERE recording_id = ?1 ORDER BY feed_seq")?;
    let ids = select
        .query_map([recording_id.as_str()], |row| row.get::<_, String>(0))?
        .collect::<Result<Vec<_>, _>>()?;
    let mut update = tx.conn().prepare_cached("UPDATE notes SET feed_seq = ?2 WHERE id = ?1")?;
    for id in ids {
        update.execute(params![id, tx.next_seq()?])?;
    }
    Ok(())
}

//! The feed: all rows in the order of their latest change, for those who may see them.
//!
//! **Invariant:** the feed is state, not history. Each row carries the position of its latest change, taken from
//! one counter in the transaction of that change; a page is "the visible rows after the cursor". Nothing is ever
//! appended to a log that has to be cleaned up, and a row that changed twice comes once.
//!
//! Rows come in no other order: a review may come before its recording, where the recording changed after it.

mod blobs;
mod cursor;
mod page;

use rusqlite::{Connection, OptionalExtension, params};

use super::recordings::Stored;
use super::{StoreError, Tx};

pub(crate) use blobs::{visible_blob, visible_blobs, visible_length};
use cursor::MARK_CHARS;
pub(crate) use cursor::{Cursor, NotACursor};
pub(crate) use page::{Answer, Ask, Entry, Page, page};

/// Leaves a tombstone for all who could see the recording. It is called before the row goes.
pub fn tombstone(tx: &Tx<'_>, stored: &Stored, reason: &str) -> Result<(), StoreError> {
    tx.conn()
        .prepare_cached(
            "INSERT INTO gone (recording_id, user_id, recorder, flagged, reason, feed_seq)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (recording_id) DO UPDATE SET user_id = excluded.user_id, recorder = excluded.recorder,
                 flagged = excluded.flagged, reason = excluded.reason, feed_seq = excluded.feed_seq",
        )?
        .execute(params![
            stored.recording.id.as_str(),
            stored.recording.user_id,
            stored.recorder,
            stored.recording.flagged,
            reason,
            tx.next_seq()?,
        ])?;
    Ok(())
}

/// Why a recording of this id is no longer there, where one was.
pub(super) fn why_gone(connection: &Connection, id: &str) -> Result<Option<String>, StoreError> {
    let reason = connection
        .prepare_cached("SELECT reason FROM gone WHERE recording_id = ?1")?
        .query_row([id], |row| row.get(0))
        .optional()?;
    Ok(reason)
}

/// Called once at each start of a server, before it serves: inserts the mark of this run.
pub fn start(tx: &Tx<'_>) -> Result<(), StoreError> {
    let mut random = [0; MARK_CHARS / 2];
    tx.chance().fill(&mut random);
    tx.conn()
        .prepare_cached("INSERT INTO marks (seq, mark) VALUES (?1, ?2)")?
        .execute(params![tx.next_seq()?, hex::encode(random)])?;
    Ok(())
}

/// The cursor of everything up to `seq`.
pub(crate) fn cursor_at(connection: &Connection, seq: u64) -> Result<Cursor, StoreError> {
    let mark = connection
        .prepare_cached("SELECT mark FROM marks WHERE seq <= ?1 ORDER BY seq DESC LIMIT 1")?
        .query_row([seq], |row| row.get(0))
        .optional()?;
    Ok(Cursor { seq, mark: mark.unwrap_or_else(|| "0".repeat(MARK_CHARS)) })
}

/// Whether this store's history goes through the cursor: false after it was restored from a backup that is older.
pub(crate) fn goes_through(connection: &Connection, cursor: &Cursor) -> Result<bool, StoreError> {
    Ok(cursor.seq <= head(connection)? && cursor_at(connection, cursor.seq)?.mark == cursor.mark)
}

/// The position of the latest change.
pub(crate) fn head(connection: &Connection) -> Result<u64, StoreError> {
    let seq = connection
        .prepare_cached("SELECT value FROM meta WHERE key = 'feed_seq'")?
        .query_row([], |row| row.get(0))?;
    Ok(seq)
}

/// The id of this store, made with it.
pub(crate) fn server_id(connection: &Connection) -> Result<String, StoreError> {
    let id = connection
        .prepare_cached("SELECT value FROM meta WHERE key = 'server_id'")?
        .query_row([], |row| row.get(0))?;
    Ok(id)
}

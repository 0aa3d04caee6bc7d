//! Erasing a recording: its key, segments, texts, notes and review leave the vault for good.
//!
//! **Invariant:** rows go in one transaction that also dooms the files; the files go after it, and a crash in
//! between is made up for when the vault is next opened or swept.

use hindsight_domain::{RecordingId, Timestamp};
use rusqlite::Connection;
use serde_json::json;

use crate::row::{first_of, last_of};
use crate::{Result, Vault, account, folder, journal, outbox, recordings, texts};

impl Vault {
    /// Erases a recording from this vault: its key, segments, texts, notes, review. Journaled with `reason`.
    ///
    /// Mutations about it that were not sent stay, parked.
    pub fn erase_recording(&self, id: &RecordingId, reason: &str) -> Result<()> {
        let now = self.now();
        self.database().write(|tx| {
            recordings::must_find(tx, id)?;
            let (actor, _) = account::actor(tx)?;
            erase(tx, id, reason, &actor, now)
        })?;
        self.after_erasing()
    }

    /// Finishes what the rows began, and empties the log of what they held.
    pub(crate) fn after_erasing(&self) -> Result<()> {
        self.bury()?;
        self.database().empty_log()
    }

    /// Deletes doomed files, and the words of texts that were taken out. A file that cannot be deleted, because somebody
    /// reads it, stays doomed.
    pub(crate) fn bury(&self) -> Result<()> {
        self.merge_texts()?;
        let doomed: Vec<String> = self.database().read(|c| {
            let mut select = c.prepare_cached("SELECT file FROM doomed")?;
            let files = select.query_map([], |row| row.get(0))?;
            Ok(files.collect::<Result<_, _>>()?)
        })?;
        if doomed.is_empty() {
            return Ok(());
        }
        let mut buried = Vec::new();
        for file in doomed {
            match folder::remove(&self.folder().blob(&file)) {
                Ok(_) => buried.push(file),
                Err(error) => tracing::warn!(%error, "a blob of an erased recording stays for now"),
            }
        }
        self.database().write(|tx| {
            let mut delete = tx.prepare_cached("DELETE FROM doomed WHERE file = ?1")?;
            for file in &buried {
                delete.execute([file])?;
            }
            Ok(())
        })
    }
}

/// Erases in the caller's transaction. A recording that is not here loses what else stands under its id.
pub(crate) fn erase(
    connection: &Connection,
    id: &RecordingId,
    reason: &str,
    actor: &str,
    now: Timestamp,
) -> Result<()> {
    if let Some(known) = recordings::find(connection, id)? {
        drop_segments(connection, known.n)?;
        texts::drop_all(connection, known.n)?;
        connection.prepare_cached("DELETE FROM recordings WHERE n = ?1")?.execute([known.n])?;
    }
    for sql in [
        "DELETE FROM reviews WHERE recording_id = ?1",
        "DELETE FROM review_names WHERE recording_id = ?1",
        "DELETE FROM notes WHERE recording_id = ?1",
        // What repeats the recording's content or a note's text. Decisions about it are a person's own words and
        // stay; the journal has all of them.
        "DELETE FROM outbox WHERE recording_id = ?1 AND kind = 'recording'",
        "DELETE FROM outbox WHERE recording_id = ?1 AND kind = 'note' AND state = 'sent'",
    ] {
        connection.prepare_cached(sql)?.execute([id.as_str()])?;
    }
    outbox::park_of_erased(connection, id, reason)?;
    journal::append(connection, now, actor, "erase", json!({ "recording_id": id, "reason": reason }))
}

/// Forgets a recording's segments and dooms their files; its data key goes too, so that what is left of them
/// anywhere can never be read.
pub(crate) fn drop_segments(connection: &Connection, n: i64) -> Result<()> {
    for sql in [
        "INSERT OR IGNORE INTO doomed (file) SELECT file FROM segments WHERE id BETWEEN ?1 AND ?2 AND file IS NOT NULL",
        "INSERT OR IGNORE INTO doomed (file) SELECT file FROM partials WHERE segment BETWEEN ?1 AND ?2",
        "DELETE FROM partials WHERE segment BETWEEN ?1 AND ?2",
        "DELETE FROM uploads WHERE hash IN (SELECT hash FROM segments WHERE id BETWEEN ?1 AND ?2)",
        "DELETE FROM segments WHERE id BETWEEN ?1 AND ?2",
    ] {
        connection.prepare_cached(sql)?.execute((first_of(n), last_of(n)))?;
    }
    connection.prepare_cached("DELETE FROM derived WHERE n = ?1")?.execute([n])?;
    connection.prepare_cached("UPDATE recordings SET wrapped_key = NULL WHERE n = ?1")?.execute([n])?;
    recordings::recount(connection, n)
}

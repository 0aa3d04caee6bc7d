//! How far the segments of local recordings are on their way up.

use hindsight_domain::{BlobHash, RecordingId, Segment};
use rusqlite::Connection;

use crate::row::{count, signed};
use crate::segments::{COLUMNS, segment_of};
use crate::{Result, Vault};

/// A segment that the server does not have yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingUpload {
    /// Whose.
    pub recording_id: RecordingId,
    /// Which.
    pub segment: Segment,
    /// Bytes that the server is known to have.
    pub offset: u64,
}

/// Of a row of `outbox`: whether some of its recording's segments are not at the server.
pub(crate) const NOT_ALL_UP: &str = "EXISTS (SELECT 1 FROM recordings r
    JOIN segments s ON s.id BETWEEN r.n << 24 AND (r.n << 24) + 16777215
    LEFT JOIN uploads u ON u.hash = s.hash
    WHERE r.id = outbox.recording_id AND coalesce(u.complete, 0) = 0)";

impl Vault {
    /// Segments of recordings whose `recording` mutation waits in the outbox, in order. The mutation is held back
    /// until none is left.
    pub fn pending_uploads(&self) -> Result<Vec<PendingUpload>> {
        self.database().read(|c| {
            let mut select = c.prepare_cached(&format!(
                "SELECT r.id, coalesce(u.at_byte, 0), {COLUMNS} FROM outbox o
                 JOIN recordings r ON r.id = o.recording_id
                 JOIN segments s ON s.id BETWEEN r.n << 24 AND (r.n << 24) + 16777215
                 LEFT JOIN uploads u ON u.hash = s.hash
                 WHERE o.state IN ('queued', 'sending') AND o.kind = 'recording' AND coalesce(u.complete, 0) = 0
                 ORDER BY o.place, o.seq, s.id"
            ))?;
            let uploads = select.query_and_then([], |row| {
                let recording_id = row.get::<_, String>(0)?.parse()?;
                Ok(PendingUpload { recording_id, offset: count(row, 1)?, segment: segment_of(row, 2)? })
            })?;
            uploads.collect()
        })
    }

    /// The server has `offset` bytes of this blob, and with `complete` all of it, verified.
    pub fn mark_upload(&self, hash: &BlobHash, offset: u64, complete: bool) -> Result<()> {
        self.database().write(|tx| {
            let mut upsert = tx.prepare_cached(
                "INSERT INTO uploads (hash, at_byte, complete) VALUES (?1, ?2, ?3)
                 ON CONFLICT (hash) DO UPDATE SET at_byte = ?2, complete = ?3",
            )?;
            upsert.execute((hash.as_str(), signed(offset), complete))?;
            Ok(())
        })
    }

    /// The server said that it does not have these blobs after all.
    pub fn forget_uploads(&self, hashes: &[BlobHash]) -> Result<()> {
        self.database().write(|tx| forget(tx, hashes))
    }
}

pub(crate) fn forget(connection: &Connection, hashes: &[BlobHash]) -> Result<()> {
    let mut delete = connection.prepare_cached("DELETE FROM uploads WHERE hash = ?1")?;
    for hash in hashes {
        delete.execute([hash.as_str()])?;
    }
    Ok(())
}

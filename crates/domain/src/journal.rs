//! The journal: the append-only record of every mutation, each entry carrying the hash of the one before.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use thiserror::Error;

use crate::{BlobHash, Timestamp};

/// SHA-256 of an entry's canonical JSON.
pub type EntryHash = BlobHash;

/// What cannot be journaled, or a journal that was changed.
#[derive(Debug, Error)]
pub enum JournalError {
    /// No canonical form, for example a number that is not finite.
    #[error("this has no canonical JSON")]
    NotCanonical(#[source] serde_json::Error),
    /// An entry does not carry the hash of the one before it.
    #[error("journal entry {seq} does not follow from the entry before it: the journal was changed")]
    Broken {
        /// Where.
        seq: u64,
    },
}

/// Canonical JSON (RFC 8785): the same value always gives the same bytes.
pub fn canonical_json<T: Serialize>(value: &T) -> Result<Vec<u8>, JournalError> {
    serde_json_canonicalizer::to_vec(value).map_err(JournalError::NotCanonical)
}

/// One entry. Its bytes are its canonical JSON; its hash is over them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Position, from 1, without gaps.
    pub seq: u64,
    /// When, by the clock of this journal's machine.
    pub at: Timestamp,
    /// Who: a user, or the program itself.
    pub actor: String,
    /// What, as a word: a mutation's kind, `import`, `download`, `erase`, …
    pub action: String,
    /// All that is needed to tell what happened; free of secrets and of recorded content.
    pub body: Value,
    /// Hash of the entry before; absent in the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prev: Option<EntryHash>,
}

impl Entry {
    /// The bytes to store, and their hash.
    pub fn seal(&self) -> Result<(Vec<u8>, EntryHash), JournalError> {
        let bytes = canonical_json(self)?;
        let hash = BlobHash::of(&bytes);
        Ok((bytes, hash))
    }
}

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {} {}", self.seq, self.at, self.actor, self.action)
    }
}

/// Checks that each of these stored entries, in order, follows from the one before.
///
/// Returns the last entry's hash, or `None` for an empty journal. `entries` are the stored canonical bytes.
pub fn verify_chain<'a>(entries: impl Iterator<Item = &'a [u8]>) -> Result<Option<EntryHash>, JournalError> {
    let mut prev = None;
    for (bytes, expected) in entries.zip(1..) {
        let broken = JournalError::Broken { seq: expected };
        let Ok(entry) = serde_json::from_slice::<Entry>(bytes) else { return Err(broken) };
        if entry.seq != expected || entry.prev != prev || canonical_json(&entry)? != bytes {
            return Err(broken);
        }
        prev = Some(BlobHash::of(bytes));
    }
    Ok(prev)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chain(length: u64) -> Vec<Vec<u8>> {
        let mut prev = None;
        (1..=length)
            .map(|seq| {
                let entry = Entry {
                    seq,
                    at: Timestamp::clamp_millis(1_772_366_400_000),
                    actor: "ann".into(),
                    action: "flag".into(),
                    body: serde_json::json!({ "z": 1, "a": seq }),
                    prev: prev.take(),
                };
                let (bytes, hash) = entry.seal().unwrap();
                prev = Some(hash);
                bytes
            })
            .collect()
    }

    #[test]
    fn keys_are_sorted_whatever_order_they_came_in() {
        let one: Value = serde_json::from_str(r#"{"b":1,"a":[2.0,"é"]}"#).unwrap();
        assert_eq!(canonical_json(&one).unwrap(), r#"{"a":[2,"é"],"b":1}"#.as_bytes());
    }

    #[test]
    fn a_whole_journal_verifies_and_an_empty_one_too() {
        assert!(verify_chain(chain(5).iter().map(Vec::as_slice)).unwrap().is_some());
        assert!(verify_chain(std::iter::empty()).unwrap().is_none());
    }

    proptest::proptest! {
        #[test]
        fn a_changed_dropped_or_swapped_entry_shows(at in 0usize..7, how in 0..3, byte in 0usize..60) {
            let mut entries = chain(8);
            match how {
                0 => { let byte = byte % entries[at].len(); entries[at][byte] ^= 1; }
                1 => { entries.remove(at); }
                _ => entries.swap(at, at + 1),
            }
            proptest::prop_assert!(verify_chain(entries.iter().map(Vec::as_slice)).is_err());
        }
    }
}

//! The journal: append-only, each entry carrying the hash of the one before.
//!
//! **Invariant:** entries hold no secrets and no recorded content, so that they may outlive every erasure. A note's
//! text and a local recording's data stand there as their SHA-256.

use hindsight_domain::{Entry, EntryHash, JournalError, Timestamp, verify_chain};
use rusqlite::{Connection, OptionalExtension};
use serde_json::Value;

use crate::row::{self, signed};
use crate::{Result, Vault, VaultError, account};

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
        let now = self.now();
        self.database().write(|tx| {
            let (user, _) = account::actor(tx)?;
            append(tx, now, &user, action, body)
        })
    }

    /// Entries from `seq` on, `limit` at most.
    pub fn journal(&self, from_seq: u64, limit: u32) -> Result<Vec<Entry>> {
        self.database().read(|c| {
            let mut select =
                c.prepare_cached("SELECT entry FROM journal WHERE seq >= ?1 ORDER BY seq LIMIT ?2")?;
            let rows = select.query_and_then((signed(from_seq), limit), |row| row::json(row, 0))?;
            rows.collect()
        })
    }

    /// Checks the whole chain.
    pub fn verify_journal(&self) -> Result<JournalState> {
        let (entries, last): (Vec<String>, Option<String>) = self.database().read(|c| {
            let mut select = c.prepare("SELECT entry FROM journal ORDER BY seq")?;
            let entries = select.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
            let last = "SELECT hash FROM journal ORDER BY seq DESC LIMIT 1";
            Ok((entries, c.query_row(last, [], |row| row.get(0)).optional()?))
        })?;
        let head = verify_chain(entries.iter().map(String::as_bytes))?;
        let seq = entries.len() as u64;
        if head.as_ref().map(EntryHash::as_str) != last.as_deref() {
            return Err(JournalError::Broken { seq }.into());
        }
        Ok(JournalState { entries: seq, head })
    }
}

/// Appends an entry in the caller's transaction.
pub(crate) fn append(
    connection: &Connection,
    at: Timestamp,
    actor: &str,
    action: &str,
    body: Value,
) -> Result<()> {
    let mut last = connection.prepare_cached("SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1")?;
    let last: Option<(i64, String)> = last.query_row([], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    let (seq, prev) = match last {
        Some((seq, hash)) => (seq + 1, Some(hash.parse()?)),
        None => (1, None),
    };
    let entry =
        Entry { seq: seq.unsigned_abs(), at, actor: actor.to_owned(), action: action.to_owned(), body, prev };
    let (bytes, hash) = entry.seal()?;
    let text = String::from_utf8(bytes).map_err(|e| VaultError::BadRow { what: e.to_string() })?;
    let mut insert =
        connection.prepare_cached("INSERT INTO journal (seq, hash, entry) VALUES (?1, ?2, ?3)")?;
    insert.execute((seq, hash.as_str(), text))?;
    Ok(())
}

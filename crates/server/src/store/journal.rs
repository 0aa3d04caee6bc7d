//! The journal: who did what, each entry carrying the hash of the one before.

use hindsight_domain::{BlobHash, Entry, Timestamp};
use rusqlite::{Connection, OptionalExtension, params};
use serde_json::Value;

use super::StoreError;

pub(super) fn append(
    connection: &Connection,
    at: Timestamp,
    actor: &str,
    action: &str,
    body: Value,
) -> Result<(), StoreError> {
    let last = connection
        .prepare_cached("SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1")?
        .query_row([], |row| Ok((row.get::<_, u64>(0)?, row.get::<_, String>(1)?)))
        .optional()?;
    let (seq, prev) = match last {
        None => (1, None),
        Some((seq, hash)) => {
            let hash =
                hash.parse::<BlobHash>().map_err(|error| StoreError::damaged("a journal entry", error))?;
            (seq + 1, Some(hash))
        }
    };
    let entry = Entry { seq, at, actor: actor.to_owned(), action: action.to_owned(), body, prev };
    let (bytes, hash) = entry.seal()?;
    connection
        .prepare_cached("INSERT INTO journal (seq, entry, hash) VALUES (?1, ?2, ?3)")?
        .execute(params![seq, bytes, hash.as_str()])?;
    Ok(())
}

/// Checks that the whole journal hangs together; how many entries it has.
pub fn verify(connection: &Connection) -> Result<u64, StoreError> {
    let mut statement = connection.prepare("SELECT entry FROM journal ORDER BY seq")?;
    let entries = statement.query_map([], |row| row.get::<_, Vec<u8>>(0))?.collect::<Result<Vec<_>, _>>()?;
    hindsight_domain::verify_chain(entries.iter().map(Vec::as_slice))?;
    Ok(entries.len() as u64)
}

//! Blobs that a principal may have: those of the recordings that its feed lists.

use hindsight_domain::{BlobHash, Role};
use rusqlite::{Connection, OptionalExtension, Row, named_params};

use crate::store::StoreError;
use crate::store::blobs::Found;
use crate::store::recordings;

/// The blob, where a recording has it that a principal of this role sees.
pub(crate) fn visible_blob(
    connection: &Connection,
    hash: &BlobHash,
    user: &str,
    role: Role,
) -> Result<Option<Found>, StoreError> {
    let sql = format!(
        "SELECT b.hash, b.bytes, b.inline, b.file FROM blobs AS b WHERE b.hash = :hash AND {}",
        listed(role)
    );
    let found = connection
        .prepare_cached(&sql)?
        .query_row(named_params! { ":hash": hash.as_str(), ":viewer": user }, |row| found(row, hash.clone()))
        .optional()?;
    Ok(found)
}

/// Length of the blob, where a recording has it that a principal of this role sees.
pub(crate) fn visible_length(
    connection: &Connection,
    hash: &BlobHash,
    user: &str,
    role: Role,
) -> Result<Option<u64>, StoreError> {
    let sql = format!("SELECT b.bytes FROM blobs AS b WHERE b.hash = :hash AND {}", listed(role));
    let length = connection
        .prepare_cached(&sql)?
        .query_row(named_params! { ":hash": hash.as_str(), ":viewer": user }, |row| row.get(0))
        .optional()?;
    Ok(length)
}

/// Calls `each` with every one of `hashes` in order, and the blob where the principal may have it, until it says
/// that it has enough.
pub(crate) fn visible_blobs(
    connection: &Connection,
    hashes: &[BlobHash],
    user: &str,
    role: Role,
    mut each: impl FnMut(Option<Found>) -> bool,
) -> Result<(), StoreError> {
    let list = serde_json::json!(hashes).to_string();
    // The list is the outer side of the join, so that rows come in its order and nothing has to be sorted; a row
    // without a blob stands for one that is not there.
    let sql = format!(
        "SELECT b.hash, b.bytes, b.inline, b.file, j.key FROM json_each(:hashes) AS j
         LEFT JOIN blobs AS b ON b.hash = j.value AND {}",
        listed(role)
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(named_params! { ":hashes": list, ":viewer": user })?;
    for (hash, index) in hashes.iter().zip(0_i64..) {
        let Some(row) = rows.next()? else { break };
        if row.get::<_, i64>("key")? != index {
            return Err(StoreError::damaged("the list of hashes", "it came back in another order"));
        }
        let blob = match row.get::<_, Option<u64>>("bytes")? {
            None => None,
            Some(_) => Some(found(row, hash.clone())?),
        };
        if !each(blob) {
            break;
        }
    }
    Ok(())
}

fn listed(role: Role) -> String {
    format!(
        "EXISTS (SELECT 1 FROM segments AS s JOIN recordings AS r ON r.pk = s.recording
                 WHERE s.hash = b.hash AND {})",
        recordings::visible(role)
    )
}

fn found(row: &Row<'_>, hash: BlobHash) -> rusqlite::Result<Found> {
    Ok(match row.get::<_, Option<Vec<u8>>>("inline")? {
        Some(bytes) => Found::Inline(bytes),
        None => Found::File { hash, bytes: row.get("bytes")?, name: row.get("file")? },
    })
}

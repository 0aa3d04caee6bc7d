//! The rows of uploads and of their parts.

use hindsight_domain::{BlobHash, Timestamp};
use rusqlite::{Connection, OptionalExtension, params};

use super::{KEPT_MS, USER_BYTES, USER_UPLOADS, UploadKey};
use crate::store::{StoreError, Tx, blobs};

/// An upload's row.
pub(super) struct Upload {
    /// Length of the blob as it was announced.
    pub(super) bytes: u64,
    /// All before it is durable.
    pub(super) offset: u64,
    /// Whether it is verified and among the blobs.
    pub(super) complete: bool,
}

/// Bytes of an upload, from an offset on: in the row, or in a file.
pub(super) struct Part {
    pub(super) offset: u64,
    pub(super) bytes: u64,
    pub(super) inline: Option<Vec<u8>>,
    pub(super) file: Option<String>,
}

pub(super) fn get(connection: &Connection, key: &UploadKey) -> Result<Option<Upload>, StoreError> {
    let upload = connection
        .prepare_cached("SELECT bytes, offset_at, complete FROM uploads WHERE by_user = ?1 AND hash = ?2")?
        .query_row([&key.user, key.hash.as_str()], |row| {
            Ok(Upload { bytes: row.get(0)?, offset: row.get(1)?, complete: row.get(2)? })
        })
        .optional()?;
    Ok(upload)
}

/// Refuses an upload that would take its user over a limit.
pub(super) fn check_room(connection: &Connection, user: &str, bytes: u64) -> Result<(), StoreError> {
    let (count, sum): (u64, u64) = connection
        .prepare_cached("SELECT count(*), coalesce(sum(bytes), 0) FROM uploads WHERE by_user = ?1")?
        .query_row([user], |row| Ok((row.get(0)?, row.get(1)?)))?;
    if count >= USER_UPLOADS || sum.saturating_add(bytes) > USER_BYTES {
        return Err(StoreError::Conflict(format!(
            "{user} has {count} uploads of {sum} bytes under way; the limits are {USER_UPLOADS} and {USER_BYTES} bytes: \
             send the recordings that need them, or wait {} hours",
            KEPT_MS / 3_600_000
        )));
    }
    Ok(())
}

pub(super) fn insert(tx: &Tx<'_>, key: &UploadKey, bytes: u64) -> Result<(), StoreError> {
    tx.conn()
        .prepare_cached(
            "INSERT INTO uploads (by_user, hash, bytes, offset_at, complete, touched_ms) VALUES (?1, ?2, ?3, 0, 0, ?4)",
        )?
        .execute(params![key.user, key.hash.as_str(), bytes, tx.now().millis()])?;
    Ok(())
}

/// Says that somebody still wants it.
pub(super) fn touch(tx: &Tx<'_>, key: &UploadKey) -> Result<(), StoreError> {
    tx.conn()
        .prepare_cached("UPDATE uploads SET touched_ms = ?3 WHERE by_user = ?1 AND hash = ?2")?
        .execute(params![key.user, key.hash.as_str(), tx.now().millis()])?;
    Ok(())
}

/// Adds a part at the end of an upload; `Some` with the offset where the upload stands elsewhere by now.
pub(super) fn add_part(tx: &Tx<'_>, key: &UploadKey, part: &Part) -> Result<Option<u64>, StoreError> {
    let gone = || StoreError::NotFound(format!("there is no upload of {} under way", key.hash));
    let upload = get(tx.conn(), key)?.ok_or_else(gone)?;
    if upload.offset != part.offset {
        return Ok(Some(upload.offset));
    }
    if part.bytes > upload.bytes - upload.offset {
        return Err(StoreError::Conflict(format!(
            "the blob was announced anew, with {} bytes",
            upload.bytes
        )));
    }
    tx.conn()
        .prepare_cached(
            "INSERT INTO upload_parts (by_user, hash, offset_at, bytes, inline, file) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![key.user, key.hash.as_str(), part.offset, part.bytes, part.inline, part.file])?;
    tx.conn()
        .prepare_cached(
            "UPDATE uploads SET offset_at = ?3, touched_ms = ?4 WHERE by_user = ?1 AND hash = ?2",
        )?
        .execute(params![key.user, key.hash.as_str(), part.offset + part.bytes, tx.now().millis()])?;
    Ok(None)
}

/// The part that begins at `offset`.
pub(super) fn part_at(
    connection: &Connection,
    key: &UploadKey,
    offset: u64,
) -> Result<Option<Part>, StoreError> {
    let part = connection
        .prepare_cached(
            "SELECT offset_at, bytes, inline, file FROM upload_parts
             WHERE by_user = ?1 AND hash = ?2 AND offset_at = ?3",
        )?
        .query_row(params![key.user, key.hash.as_str(), offset], |row| {
            Ok(Part { offset: row.get(0)?, bytes: row.get(1)?, inline: row.get(2)?, file: row.get(3)? })
        })
        .optional()?;
    Ok(part)
}

/// The blob is among the blobs: the parts go, the upload keeps it until a recording names it.
pub(super) fn complete(tx: &Tx<'_>, key: &UploadKey) -> Result<(), StoreError> {
    remove_parts(tx, key)?;
    tx.conn()
        .prepare_cached(
            "UPDATE uploads SET complete = 1, offset_at = bytes, touched_ms = ?3 WHERE by_user = ?1 AND hash = ?2",
        )?
        .execute(params![key.user, key.hash.as_str(), tx.now().millis()])?;
    Ok(())
}

/// Takes an upload away, with its parts; a blob that is complete stays among the blobs.
pub(super) fn remove(tx: &Tx<'_>, key: &UploadKey) -> Result<(), StoreError> {
    remove_parts(tx, key)?;
    tx.conn()
        .prepare_cached("DELETE FROM uploads WHERE by_user = ?1 AND hash = ?2")?
        .execute([&key.user, key.hash.as_str()])?;
    Ok(())
}

fn remove_parts(tx: &Tx<'_>, key: &UploadKey) -> Result<(), StoreError> {
    let mut delete = tx
        .conn()
        .prepare_cached("DELETE FROM upload_parts WHERE by_user = ?1 AND hash = ?2 RETURNING file")?;
    let files = delete.query_map([&key.user, key.hash.as_str()], |row| row.get::<_, Option<String>>(0))?;
    for file in files {
        let Some(name) = file? else { continue };
        let path = tx.place().uploads().join(name);
        tx.after_commit(move || {
            if let Err(error) = std::fs::remove_file(&path) {
                tracing::warn!(%error, "a part of an upload stays until the next start");
            }
        });
    }
    Ok(())
}

/// Whether a row names this file.
pub(super) fn names(connection: &Connection, file: &str) -> Result<bool, StoreError> {
    Ok(connection.prepare_cached("SELECT 1 FROM upload_parts WHERE file = ?1")?.exists([file])?)
}

/// Takes away up to `limit` uploads that nothing happened to since `before`; how many there were.
pub(super) fn collect(tx: &Tx<'_>, before: Timestamp, limit: u32) -> Result<u32, StoreError> {
    let mut select =
        tx.conn().prepare_cached("SELECT by_user, hash FROM uploads WHERE touched_ms < ?1 LIMIT ?2")?;
    let keys = select
        .query_map(params![before.millis(), limit], |row| Ok((row.get(0)?, row.get::<_, String>(1)?)))?
        .collect::<Result<Vec<_>, _>>()?;
    let mut collected = 0;
    for (user, hash) in keys {
        let hash = hash.parse::<BlobHash>().map_err(|error| StoreError::damaged("an upload", error))?;
        let key = UploadKey { user, hash };
        remove(tx, &key)?;
        blobs::release(tx, &key.hash)?;
        collected += 1;
    }
    Ok(collected)
}

/// Whether an upload still needs the blob although no segment names it.
pub fn holds(connection: &Connection, hash: &BlobHash) -> Result<bool, StoreError> {
    Ok(connection
        .prepare_cached("SELECT 1 FROM uploads WHERE hash = ?1 AND complete = 1")?
        .exists([hash.as_str()])?)
}

/// Whether the user has uploaded the whole blob, and its length.
pub fn completed(connection: &Connection, key: &UploadKey) -> Result<Option<u64>, StoreError> {
    Ok(get(connection, key)?.filter(|upload| upload.complete).map(|upload| upload.bytes))
}

/// A recording names the blob from now on: the upload has done its work.
pub fn consume(tx: &Tx<'_>, key: &UploadKey) -> Result<(), StoreError> {
    remove(tx, key)
}

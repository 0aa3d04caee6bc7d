//! Uploads: blobs on their way up, and those that no recording names yet.
//!
//! **Invariant:** what a reply calls received is on the disk, in a row or in a synced file that a row names.
//!
//! **Invariant:** a user's upload is that user's alone, and the store tells nobody that somebody else has the same
//! bytes: whoever may not see a blob has to send all of it.
//!
//! Parts are sealed one by one under salts of their own, so that a part that is sent again with other bytes never
//! writes twice under one nonce.

mod finish;
mod rows;

use std::fs::{self, File};
use std::io::{Cursor, Read, Write};
use std::path::PathBuf;
use std::sync::Arc;

use hindsight_contract::sync::UploadState;
use hindsight_domain::{BlobHash, Role, Timestamp};
use hindsight_seal::Opener;
use rusqlite::Connection;
use tokio::sync::Mutex;
use tokio::task::spawn_blocking;

use super::blobs::{INLINE_BYTES, sync_folder};
use super::{Place, Store, StoreError, Tx, blobs, feed, make_folder};
use rows::{Part, Upload};

pub use rows::{completed, consume, holds};

/// What one user may have under way, in bytes: announced, and in no recording yet.
pub const USER_BYTES: u64 = 32 << 30;
/// Uploads that one user may have under way.
pub const USER_UPLOADS: u64 = 4_000;
/// How long an upload is kept that nothing happens to.
pub const KEPT_MS: i64 = 24 * 60 * 60 * 1000;

/// The folder of the parts that are too large for a row.
const FOLDER: &str = "uploads";
/// Uploads that one pass of the clean-up takes.
const COLLECTED_AT_ONCE: u32 = 200;

/// Whose upload it is, of which blob.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct UploadKey {
    /// The user.
    pub user: String,
    /// The blob.
    pub hash: BlobHash,
}

/// What came of bytes that were sent.
#[derive(Debug)]
pub enum Received {
    /// They are kept.
    Kept(UploadState),
    /// They belong elsewhere: the upload stands at this offset, in bytes.
    WrongOffset(u64),
    /// The blob is whole and is not the one that was announced. The upload is gone.
    OtherBytes,
}

/// One lock per upload or few: the last part of one is checked once.
#[derive(Clone)]
pub struct FinishLocks(Arc<[Mutex<()>; 32]>);

impl Default for FinishLocks {
    fn default() -> Self {
        Self(Arc::new(std::array::from_fn(|_| Mutex::new(()))))
    }
}

impl FinishLocks {
    fn of(&self, key: &UploadKey) -> &Mutex<()> {
        let digit = usize::from_str_radix(&key.hash.as_str()[..4], 16).unwrap_or(0);
        &self.0[digit % self.0.len()]
    }
}

impl Store {
    /// Announces a blob of `bytes` bytes. One that the user may see, or has uploaded, is complete at once.
    ///
    /// # Errors
    ///
    /// [`StoreError::Conflict`] where it is over a limit of the user's, or cannot have this length.
    pub async fn start_upload(
        &self,
        key: UploadKey,
        role: Role,
        bytes: u64,
    ) -> Result<UploadState, StoreError> {
        self.write(move |tx| start(tx, &key, role, bytes)).await
    }

    /// How far an upload is; `None` for one that the user has not announced.
    pub async fn upload_state(
        &self,
        key: UploadKey,
        role: Role,
        locks: &FinishLocks,
    ) -> Result<Option<Received>, StoreError> {
        let wanted = key.clone();
        let Some((state, bytes)) = self.read(move |connection| find(connection, &wanted, role)).await? else {
            return Ok(None);
        };
        if state.complete || state.offset < bytes {
            return Ok(Some(Received::Kept(state)));
        }
        // All bytes are here, and the server stopped before it had checked them.
        self.finish(key, locks).await.map(Some)
    }

    /// Takes the bytes of an upload from `offset` on; the reply comes when they are durable, and verified where
    /// they are the last. `None` for an upload that the user has not announced.
    ///
    /// # Errors
    ///
    /// [`StoreError::Conflict`] for more bytes than were announced.
    pub async fn receive(
        &self,
        key: UploadKey,
        role: Role,
        offset: u64,
        plain: Vec<u8>,
        locks: &FinishLocks,
    ) -> Result<Option<Received>, StoreError> {
        let wanted = key.clone();
        let Some((state, bytes)) = self.read(move |connection| find(connection, &wanted, role)).await? else {
            return Ok(None);
        };
        if offset != state.offset {
            return Ok(Some(Received::WrongOffset(state.offset)));
        }
        if plain.len() as u64 > bytes - offset {
            return Err(StoreError::Conflict(format!(
                "the blob was announced with {bytes} bytes: {} more from {offset} on are too many",
                plain.len()
            )));
        }
        if state.complete || (plain.is_empty() && offset < bytes) {
            return Ok(Some(Received::Kept(state)));
        }
        if offset == 0 && plain.len() as u64 == bytes {
            return self.receive_whole(key, plain).await.map(Some);
        }
        let next = offset + plain.len() as u64;
        if !plain.is_empty()
            && let Some(stands_at) = self.receive_part(key.clone(), offset, plain).await?
        {
            return Ok(Some(Received::WrongOffset(stands_at)));
        }
        if next == bytes {
            return self.finish(key, locks).await.map(Some);
        }
        Ok(Some(Received::Kept(UploadState { hash: key.hash, offset: next, complete: false })))
    }

    /// Keeps a part; `Some` with the upload's offset where another part came first.
    async fn receive_part(
        &self,
        key: UploadKey,
        offset: u64,
        plain: Vec<u8>,
    ) -> Result<Option<u64>, StoreError> {
        let (store, hash) = (self.clone(), key.hash.clone());
        let written = spawn_blocking(move || store.write_part(&hash, offset, plain));
        let (part, held) = written.await.map_err(|_| StoreError::Panicked)??;
        // The file's fate goes with the job, not with this call, which ends early when its client goes away.
        self.write(move |tx| {
            let stands_at = rows::add_part(tx, &key, &part)?;
            if stands_at.is_none() {
                tx.after_commit(move || held.keep());
            }
            Ok(stands_at)
        })
        .await
    }

    fn write_part(&self, hash: &BlobHash, offset: u64, plain: Vec<u8>) -> Result<(Part, Held), StoreError> {
        let bytes = plain.len() as u64;
        if plain.len() <= INLINE_BYTES {
            return Ok((Part { offset, bytes, inline: Some(plain), file: None }, Held(None)));
        }
        let name = self.place().new_name();
        let path = self.place().uploads().join(&name);
        let held = Held(Some(path.clone()));
        let mut sink = self.blob_sink(&path, hash)?;
        sink.write_all(&plain).map_err(StoreError::file(&path))?;
        sink.finish(&path)?;
        sync_folder(&self.place().uploads())?;
        Ok((Part { offset, bytes, inline: None, file: Some(name) }, held))
    }

    /// The plain bytes of a part.
    fn open_part(&self, hash: &BlobHash, part: Part) -> Result<Box<dyn Read>, StoreError> {
        let Some(name) = part.file else { return Ok(Box::new(Cursor::new(part.inline.unwrap_or_default()))) };
        let path = self.place().uploads().join(name);
        let file = File::open(&path).map_err(StoreError::file(&path))?;
        Ok(match self.blob_key() {
            None => Box::new(file),
            Some(key) => Box::new(Opener::new(file, key, hash.as_str().as_bytes())?),
        })
    }

    /// Takes away uploads that nothing happened to since `before`, and their blobs where no recording names them.
    pub async fn collect_uploads(&self, before: Timestamp) -> Result<u64, StoreError> {
        let mut collected = 0;
        loop {
            let taken = self.write(move |tx| rows::collect(tx, before, COLLECTED_AT_ONCE)).await?;
            collected += u64::from(taken);
            if taken < COLLECTED_AT_ONCE {
                return Ok(collected);
            }
        }
    }

    /// Makes the folder of parts, and removes the files in it that no row names: what a crash left. Once per start
    /// of the process that serves.
    pub(crate) async fn sweep_uploads(&self) -> Result<(), StoreError> {
        let folder = self.place().uploads();
        make_folder(&folder)?;
        self.write(move |tx| {
            for entry in fs::read_dir(&folder).map_err(StoreError::file(&folder))? {
                let entry = entry.map_err(StoreError::file(&folder))?;
                if !rows::names(tx.conn(), &entry.file_name().to_string_lossy())? {
                    fs::remove_file(entry.path()).map_err(StoreError::file(entry.path()))?;
                }
            }
            Ok(())
        })
        .await
    }
}

impl Place {
    fn uploads(&self) -> PathBuf {
        self.dir.join(FOLDER)
    }
}

/// A file that no row names yet: it goes when this is dropped.
struct Held(Option<PathBuf>);

impl Held {
    fn keep(mut self) {
        self.0 = None;
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        if let Some(path) = &self.0 {
            // What cannot be removed now is swept at the next start.
            let _left = fs::remove_file(path);
        }
    }
}

fn start(tx: &Tx<'_>, key: &UploadKey, role: Role, bytes: u64) -> Result<UploadState, StoreError> {
    if let Some(upload) = rows::get(tx.conn(), key)? {
        if upload.bytes == bytes {
            rows::touch(tx, key)?;
            return Ok(upload.state(&key.hash));
        }
        if upload.complete {
            return Err(other_length(&key.hash, upload.bytes));
        }
        rows::remove(tx, key)?;
    } else if let Some(length) = feed::visible_length(tx.conn(), &key.hash, &key.user, role)? {
        if length != bytes {
            return Err(other_length(&key.hash, length));
        }
        return Ok(UploadState { hash: key.hash.clone(), offset: bytes, complete: true });
    }
    rows::check_room(tx.conn(), &key.user, bytes)?;
    rows::insert(tx, key, bytes)?;
    if bytes == 0 {
        // Nothing will ever be sent of an empty blob.
        if blobs::put_small(tx, &[])? != key.hash {
            return Err(other_length(&BlobHash::of(&[]), 0));
        }
        rows::complete(tx, key)?;
    }
    Ok(UploadState { hash: key.hash.clone(), offset: 0, complete: bytes == 0 })
}

fn other_length(hash: &BlobHash, bytes: u64) -> StoreError {
    StoreError::Conflict(format!("the blob {hash} has {bytes} bytes"))
}

/// How far an upload is, and how long its blob is.
fn find(
    connection: &Connection,
    key: &UploadKey,
    role: Role,
) -> Result<Option<(UploadState, u64)>, StoreError> {
    if let Some(upload) = rows::get(connection, key)? {
        return Ok(Some((upload.state(&key.hash), upload.bytes)));
    }
    let length = feed::visible_length(connection, &key.hash, &key.user, role)?;
    Ok(length.map(|bytes| (UploadState { hash: key.hash.clone(), offset: bytes, complete: true }, bytes)))
}

impl Upload {
    fn state(&self, hash: &BlobHash) -> UploadState {
        UploadState { hash: hash.clone(), offset: self.offset, complete: self.complete }
    }
}

//! The end of an upload: its parts are put together, verified, and become a blob.

use std::io::{Read, Write};
use std::path::PathBuf;

use hindsight_domain::BlobHash;
use ring::digest::{Context, SHA256};
use tokio::task::spawn_blocking;

use super::rows::{self, Part};
use super::{FinishLocks, Held, Received, UploadKey};
use crate::store::blobs::{self, INLINE_BYTES, Sink};
use crate::store::{Store, StoreError, Tx};

/// Bytes that are copied at once.
const COPY_BYTES: usize = 64 << 10;

impl Store {
    /// Takes a blob that came in one piece: nothing of it is written twice.
    pub(super) async fn receive_whole(&self, key: UploadKey, plain: Vec<u8>) -> Result<Received, StoreError> {
        let store = self.clone();
        let wanted = key.hash.clone();
        let staged = spawn_blocking(move || {
            // The hash comes first, so that other bytes never reach the disk.
            if BlobHash::of(&plain) == wanted { store.stage(plain).map(Some) } else { Ok(None) }
        });
        let Some(staged) = staged.await.map_err(|_| StoreError::Panicked)?? else {
            return self.refuse(key).await;
        };
        self.write(move |tx| {
            let Some(upload) = rows::get(tx.conn(), &key)? else { return Err(gone(&key)) };
            blobs::keep(tx, staged)?;
            rows::complete(tx, &key)?;
            Ok(Received::Kept(
                super::Upload { offset: upload.bytes, complete: true, ..upload }.state(&key.hash),
            ))
        })
        .await
    }

    /// Verifies an upload whose last byte is here, in a task of its own: it ends even where its client goes away.
    pub(super) async fn finish(&self, key: UploadKey, locks: &FinishLocks) -> Result<Received, StoreError> {
        let (store, locks) = (self.clone(), locks.clone());
        let task = tokio::spawn(async move {
            let _alone = locks.of(&key).lock().await;
            let wanted = key.clone();
            let Some(upload) = store.read(move |connection| rows::get(connection, &wanted)).await? else {
                return Err(gone(&key));
            };
            if upload.complete || upload.offset < upload.bytes {
                return Ok(Received::Kept(upload.state(&key.hash)));
            }
            match store.assemble(&key, upload.bytes).await? {
                Some(blob) => store.adopt_upload(key, blob).await,
                None => store.refuse(key).await,
            }
        });
        task.await.map_err(|_| StoreError::Panicked)?
    }

    /// Puts the parts together; `None` where they are not what was announced.
    async fn assemble(&self, key: &UploadKey, bytes: u64) -> Result<Option<Assembled>, StoreError> {
        let store = self.clone();
        let hash = key.hash.clone();
        let made = spawn_blocking(move || Assembly::new(&store, &hash, bytes));
        let mut assembly = made.await.map_err(|_| StoreError::Panicked)??;
        let mut offset = 0;
        while offset < bytes {
            let wanted = key.clone();
            let part = self.read(move |connection| rows::part_at(connection, &wanted, offset)).await?;
            let part =
                part.ok_or_else(|| StoreError::damaged("an upload", format!("nothing is at {offset}")))?;
            offset += part.bytes;
            let (store, hash) = (self.clone(), key.hash.clone());
            let added = spawn_blocking(move || assembly.add(&store, &hash, part));
            assembly = added.await.map_err(|_| StoreError::Panicked)??;
        }
        let hash = key.hash.clone();
        spawn_blocking(move || assembly.end(&hash)).await.map_err(|_| StoreError::Panicked)?
    }

    async fn adopt_upload(&self, key: UploadKey, blob: Assembled) -> Result<Received, StoreError> {
        self.write(move |tx| {
            let Some(upload) = rows::get(tx.conn(), &key)? else { return Err(gone(&key)) };
            blob.adopt(tx, &key.hash, upload.bytes)?;
            rows::complete(tx, &key)?;
            Ok(Received::Kept(super::Upload { complete: true, ..upload }.state(&key.hash)))
        })
        .await
    }

    async fn refuse(&self, key: UploadKey) -> Result<Received, StoreError> {
        self.write(move |tx| rows::remove(tx, &key)).await?;
        Ok(Received::OtherBytes)
    }
}

fn gone(key: &UploadKey) -> StoreError {
    StoreError::NotFound(format!("there is no upload of {} under way", key.hash))
}

/// A blob that is being put together.
struct Assembly {
    digest: Context,
    target: Target,
}

enum Target {
    Memory(Vec<u8>),
    File { sink: Sink, path: PathBuf, held: Held },
}

/// A verified blob that has no row yet.
enum Assembled {
    Memory(Vec<u8>),
    File { path: PathBuf, held: Held },
}

impl Assembly {
    fn new(store: &Store, hash: &BlobHash, bytes: u64) -> Result<Self, StoreError> {
        let digest = Context::new(&SHA256);
        if bytes <= INLINE_BYTES as u64 {
            return Ok(Self { digest, target: Target::Memory(Vec::with_capacity(bytes as usize)) });
        }
        let path = store.place().uploads().join(store.place().new_name());
        let held = Held(Some(path.clone()));
        let sink = store.blob_sink(&path, hash)?;
        Ok(Self { digest, target: Target::File { sink, path, held } })
    }

    fn add(mut self, store: &Store, hash: &BlobHash, part: Part) -> Result<Self, StoreError> {
        let expected = part.bytes;
        let folder = store.place().uploads();
        let mut source = store.open_part(hash, part)?;
        let mut buffer = vec![0; COPY_BYTES];
        let mut copied = 0;
        loop {
            let read = source.read(&mut buffer).map_err(StoreError::file(&folder))?;
            if read == 0 {
                break;
            }
            copied += read as u64;
            self.digest.update(&buffer[..read]);
            match &mut self.target {
                Target::Memory(plain) => plain.extend_from_slice(&buffer[..read]),
                Target::File { sink, path, .. } => {
                    sink.write_all(&buffer[..read]).map_err(StoreError::file(&*path))?;
                }
            }
        }
        if copied != expected {
            return Err(StoreError::damaged(
                "a part of an upload",
                format!("{copied} of {expected} bytes are there"),
            ));
        }
        Ok(self)
    }

    fn end(self, hash: &BlobHash) -> Result<Option<Assembled>, StoreError> {
        if hex::encode(self.digest.finish()) != hash.as_str() {
            return Ok(None);
        }
        match self.target {
            Target::Memory(plain) => Ok(Some(Assembled::Memory(plain))),
            Target::File { sink, path, held } => {
                sink.finish(&path)?;
                Ok(Some(Assembled::File { path, held }))
            }
        }
    }
}

impl Assembled {
    fn adopt(self, tx: &Tx<'_>, hash: &BlobHash, bytes: u64) -> Result<(), StoreError> {
        match self {
            Self::Memory(plain) => blobs::put_small(tx, &plain).map(drop),
            Self::File { path, held } => {
                blobs::adopt(tx, hash, bytes, &path)?;
                // It has its place among the blobs, or will be removed: there is nothing at the old path.
                held.keep();
                Ok(())
            }
        }
    }
}

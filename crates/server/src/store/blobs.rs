//! Blobs by the hash of their plain bytes: small ones in a row, others as a file of their own.
//!
//! **Invariant:** a file is whole, synced and named at random before a row names it; it is removed only after
//! the commit that took its row away. What a crash leaves between the two is swept when a server starts.
//! With a key, files are sealed; rows are encrypted with the database that they stand in.

use std::fs::{self, File};
use std::io::{self, Cursor, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use hindsight_domain::BlobHash;
use hindsight_seal::{Key, Opener, SALT_LEN, Sealer};
use rusqlite::{Connection, OptionalExtension, params};

use super::{Place, Store, StoreError, Tx};

/// The largest blob that stands in a row, in bytes.
pub const INLINE_BYTES: usize = 64 << 10;

/// A blob that is on the disk or in memory and has no row yet. Dropped without one, its file goes too.
#[derive(Debug)]
pub struct Staged {
    hash: BlobHash,
    bytes: u64,
    at: Staging,
}

#[derive(Debug)]
enum Staging {
    Memory(Vec<u8>),
    File {
        folder: PathBuf,
        name: String,
    },
    /// A row names it.
    Kept,
}

impl Staged {
    /// SHA-256 of the plain bytes.
    pub fn hash(&self) -> &BlobHash {
        &self.hash
    }

    /// Length of the plain bytes.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        if let Staging::File { folder, name } = &self.at {
            // What cannot be removed now is swept at the next start.
            let _left = fs::remove_file(folder.join(name));
        }
    }
}

impl Store {
    /// Puts a blob beside the database, or keeps a small one in memory. Blocks; call it outside of the writer.
    pub fn stage(&self, plain: Vec<u8>) -> Result<Staged, StoreError> {
        stage_at(self.place(), plain)
    }

    /// A writer of a blob's file that lies at `path`: sealed where the store has a key. See [`adopt`].
    pub fn blob_sink(&self, path: &Path, hash: &BlobHash) -> Result<Sink, StoreError> {
        Sink::create(path, self.place(), hash)
    }

    /// The key that blob files are sealed with, for uploads that go on where they were cut.
    pub fn blob_key(&self) -> Option<&Key> {
        self.place().blob_key.as_ref()
    }

    /// Opens a blob that a row names.
    pub fn open_blob(&self, found: Found) -> Result<Blob, StoreError> {
        match found {
            Found::Inline(bytes) => {
                Ok(Blob { bytes: bytes.len() as u64, source: Source::Memory(Cursor::new(bytes)) })
            }
            Found::File { hash, bytes, name } => {
                let path = self.place().blobs().join(name);
                let file = File::open(&path).map_err(StoreError::file(&path))?;
                let source = match &self.place().blob_key {
                    None => Source::Plain(file),
                    Some(key) => Source::Sealed(Box::new(Opener::new(file, key, hash.as_str().as_bytes())?)),
                };
                Ok(Blob { bytes, source })
            }
        }
    }

    /// Removes files that no row names: what a crash left. Only the process that serves may do it.
    pub(crate) async fn sweep_blobs(&self) -> Result<(), StoreError> {
        let folder = self.place().blobs();
        self.write(move |tx| {
            for entry in fs::read_dir(&folder).map_err(StoreError::file(&folder))? {
                let entry = entry.map_err(StoreError::file(&folder))?;
                let name = entry.file_name().to_string_lossy().into_owned();
                let named =
                    tx.conn().prepare_cached("SELECT 1 FROM blobs WHERE file = ?1")?.exists([&name])?;
                if !named {
                    fs::remove_file(entry.path()).map_err(StoreError::file(entry.path()))?;
                }
            }
            Ok(())
        })
        .await
    }
}

/// Writes a blob's file.
pub enum Sink {
    /// As it is.
    Plain(File),
    /// Encrypted.
    Sealed(Box<Sealer<File>>),
}

impl Sink {
    fn create(path: &Path, place: &Place, hash: &BlobHash) -> Result<Self, StoreError> {
        let mut options = File::options();
        options.write(true).create_new(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt;
            options.mode(0o600);
        }
        let file = options.open(path).map_err(StoreError::file(path))?;
        let Some(key) = &place.blob_key else { return Ok(Self::Plain(file)) };
        let mut salt = [0; SALT_LEN];
        place.chance.fill(&mut salt);
        Ok(Self::Sealed(Box::new(Sealer::new(file, key, hash.as_str().as_bytes(), salt)?)))
    }

    /// Ends the file and syncs it.
    pub fn finish(self, path: &Path) -> Result<(), StoreError> {
        let file = match self {
            Self::Plain(file) => file,
            Self::Sealed(sealer) => sealer.finish()?,
        };
        file.sync_all().map_err(StoreError::file(path))
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(file) => file.write(bytes),
            Self::Sealed(sealer) => sealer.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Plain(file) => file.flush(),
            Self::Sealed(sealer) => sealer.flush(),
        }
    }
}

pub(super) fn stage_at(place: &Place, plain: Vec<u8>) -> Result<Staged, StoreError> {
    let hash = BlobHash::of(&plain);
    let bytes = plain.len() as u64;
    if plain.len() <= INLINE_BYTES {
        return Ok(Staged { hash, bytes, at: Staging::Memory(plain) });
    }
    let (folder, name) = (place.blobs(), place.new_name());
    let path = folder.join(&name);
    // Made first, so that a failed write removes its file.
    let staged = Staged { hash, bytes, at: Staging::File { folder: folder.clone(), name } };
    let mut sink = Sink::create(&path, place, staged.hash())?;
    sink.write_all(&plain).map_err(StoreError::file(&path))?;
    sink.finish(&path)?;
    sync_folder(&folder)?;
    Ok(staged)
}

/// Gives a staged blob its row, or drops it where the store has the same bytes already.
pub fn keep(tx: &Tx<'_>, mut staged: Staged) -> Result<(BlobHash, u64), StoreError> {
    let (hash, bytes) = (staged.hash.clone(), staged.bytes);
    if exists(tx.conn(), &hash)? {
        return Ok((hash, bytes));
    }
    match std::mem::replace(&mut staged.at, Staging::Kept) {
        Staging::Memory(plain) => insert(tx, &hash, bytes, Some(&plain), None)?,
        Staging::File { folder, name } => {
            let row = insert(tx, &hash, bytes, None, Some(&name));
            // Without its commit the row is gone again; the sweep of the next start takes the file.
            if let Err(error) = row {
                staged.at = Staging::File { folder, name };
                return Err(error);
            }
        }
        Staging::Kept => {}
    }
    Ok((hash, bytes))
}

/// Puts a small blob, at most [`INLINE_BYTES`], into a row.
pub fn put_small(tx: &Tx<'_>, plain: &[u8]) -> Result<BlobHash, StoreError> {
    let hash = BlobHash::of(plain);
    if !exists(tx.conn(), &hash)? {
        insert(tx, &hash, plain.len() as u64, Some(plain), None)?;
    }
    Ok(hash)
}

/// Takes a finished, synced and verified file, which [`Store::blob_sink`] wrote, as the blob `hash`.
///
/// `path` is on the same file system; it is removed after the commit, and stays when there is none.
pub fn adopt(tx: &Tx<'_>, hash: &BlobHash, bytes: u64, path: &Path) -> Result<(), StoreError> {
    if !exists(tx.conn(), hash)? {
        let (folder, name) = (tx.place().blobs(), tx.place().new_name());
        fs::hard_link(path, folder.join(&name)).map_err(StoreError::file(path))?;
        sync_folder(&folder)?;
        insert(tx, hash, bytes, None, Some(&name))?;
    }
    let path = path.to_owned();
    tx.after_commit(move || drop(fs::remove_file(path)));
    Ok(())
}

fn insert(
    tx: &Tx<'_>,
    hash: &BlobHash,
    bytes: u64,
    inline: Option<&[u8]>,
    file: Option<&str>,
) -> Result<(), StoreError> {
    tx.conn()
        .prepare_cached("INSERT INTO blobs (hash, bytes, inline, file) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![hash.as_str(), bytes, inline, file])?;
    Ok(())
}

/// Whether the store has it.
pub fn exists(connection: &Connection, hash: &BlobHash) -> Result<bool, StoreError> {
    Ok(connection.prepare_cached("SELECT 1 FROM blobs WHERE hash = ?1")?.exists([hash.as_str()])?)
}

/// Length of its plain bytes.
pub fn length(connection: &Connection, hash: &BlobHash) -> Result<Option<u64>, StoreError> {
    let length = connection
        .prepare_cached("SELECT bytes FROM blobs WHERE hash = ?1")?
        .query_row([hash.as_str()], |row| row.get(0))
        .optional()?;
    Ok(length)
}

/// Where a blob lies; [`Store::open_blob`] opens it.
pub enum Found {
    /// Its bytes.
    Inline(Vec<u8>),
    /// Its file.
    File {
        /// Which blob.
        hash: BlobHash,
        /// Length of the plain bytes.
        bytes: u64,
        /// The file's name.
        name: String,
    },
}

/// Finds a blob.
pub fn find(connection: &Connection, hash: &BlobHash) -> Result<Option<Found>, StoreError> {
    let found = connection
        .prepare_cached("SELECT bytes, inline, file FROM blobs WHERE hash = ?1")?
        .query_row([hash.as_str()], |row| {
            Ok(match row.get::<_, Option<Vec<u8>>>(1)? {
                Some(bytes) => Found::Inline(bytes),
                None => Found::File { hash: hash.clone(), bytes: row.get(0)?, name: row.get(2)? },
            })
        })
        .optional()?;
    Ok(found)
}

/// Removes a blob that no segment and no upload needs any more; its file after the commit.
pub fn release(tx: &Tx<'_>, hash: &BlobHash) -> Result<(), StoreError> {
    let named =
        tx.conn().prepare_cached("SELECT 1 FROM segments WHERE hash = ?1")?.exists([hash.as_str()])?;
    if named || super::uploads::holds(tx.conn(), hash)? {
        return Ok(());
    }
    let file = tx
        .conn()
        .prepare_cached("DELETE FROM blobs WHERE hash = ?1 RETURNING file")?
        .query_row([hash.as_str()], |row| row.get::<_, Option<String>>(0))
        .optional()?
        .flatten();
    if let Some(name) = file {
        let path = tx.place().blobs().join(name);
        tx.after_commit(move || {
            if let Err(error) = fs::remove_file(&path) {
                tracing::warn!(%error, "a blob's file stays until the next start");
            }
        });
    }
    Ok(())
}

/// The plain bytes of a blob, from any place in it.
pub struct Blob {
    bytes: u64,
    source: Source,
}

enum Source {
    Memory(Cursor<Vec<u8>>),
    Plain(File),
    Sealed(Box<Opener<File>>),
}

impl Blob {
    /// Length of the plain bytes.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }
}

impl Read for Blob {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        match &mut self.source {
            Source::Memory(bytes) => bytes.read(target),
            Source::Plain(file) => file.read(target),
            Source::Sealed(opener) => opener.read(target),
        }
    }
}

impl Seek for Blob {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        match &mut self.source {
            Source::Memory(bytes) => bytes.seek(to),
            Source::Plain(file) => file.seek(to),
            Source::Sealed(opener) => opener.seek(to),
        }
    }
}

/// Makes the names of new files durable.
pub(crate) fn sync_folder(folder: &Path) -> Result<(), StoreError> {
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(StoreError::file(folder))
}

//! The files of `blobs`: one sealed segment each.
//!
//! **Invariant:** a file is named by a row (of `segments`, `partials` or `doomed`), or it begins with the name of a
//! [`Living`] whose lock is held. Everything else is what a dead process left, and is swept.

use std::fs::File;
use std::io::{self, BufReader, Cursor, Read, Seek, SeekFrom, Write};
use std::path::PathBuf;

use hindsight_domain::BlobHash;
use hindsight_seal::{Key, Opener, SealError, Sealer};
use ring::digest::{Context, SHA256};
use zeroize::Zeroizing;

use crate::{Result, Vault, VaultError, folder};

/// Segments up to this many bytes stand in a row, larger ones in a file.
pub(crate) const INLINE_BYTES: usize = 64 * 1024;

/// Owner of files that no row names yet. Dropped, it deletes what was not adopted.
pub(crate) struct Living {
    vault: Vault,
    name: String,
    /// Held until the end.
    _lock: File,
    files: Vec<String>,
}

impl Living {
    pub(crate) fn begin(vault: &Vault) -> Result<Self> {
        loop {
            let name = vault.new_name();
            let path = vault.folder().lock_of(&name);
            let lock = folder::lock_file(&path)?;
            // A sweep may take it for a dead one's before it is locked, and delete it.
            if folder::try_lock(&lock, &path)? && path.exists() {
                return Ok(Self { vault: vault.clone(), name, _lock: lock, files: Vec::new() });
            }
        }
    }

    /// The one in `slot`, begun if there is none.
    pub(crate) fn of<'s>(slot: &'s mut Option<Self>, vault: &Vault) -> Result<&'s mut Self> {
        match slot {
            Some(living) => Ok(living),
            none => Ok(none.insert(Self::begin(vault)?)),
        }
    }

    /// Begins a file of its own, sealed with `key`.
    pub(crate) fn write_blob(&mut self, key: &Key) -> Result<BlobWriter> {
        let name = format!("{}.{}", self.name, self.files.len());
        let path = self.vault.folder().blob(&name);
        let file = folder::private().read(true).write(true).create_new(true).open(&path);
        let file = file.map_err(|e| VaultError::file("made", &path, e))?;
        self.files.push(name.clone());
        let sealer =
            Sealer::new(file, key, name.as_bytes(), self.vault.salt()).map_err(failed("written", &path))?;
        Ok(BlobWriter { name, path, sealer, hash: Context::new(&SHA256), bytes: 0 })
    }

    /// Lets go of its files, but for one: rows name them now.
    pub(crate) fn adopted_but(mut self, unnamed: Option<&str>) {
        self.files.retain(|file| Some(file.as_str()) == unnamed);
    }

    /// Lets go of these files: rows name them now.
    pub(crate) fn adopted(mut self, named: &[String]) {
        self.files.retain(|file| !named.contains(file));
    }
}

impl Drop for Living {
    fn drop(&mut self) {
        let blobs = self.files.iter().map(|file| self.vault.folder().blob(file));
        let lock = self.vault.folder().lock_of(&self.name);
        for path in blobs.chain([lock]) {
            if let Err(error) = folder::remove(&path) {
                tracing::warn!(%error, "left for the next sweep");
            }
        }
    }
}

/// A blob that is being written.
pub(crate) struct BlobWriter {
    name: String,
    path: PathBuf,
    sealer: Sealer<File>,
    hash: Context,
    bytes: u64,
}

/// A blob that is on the disk.
pub(crate) struct Written {
    pub(crate) name: String,
    pub(crate) hash: BlobHash,
    pub(crate) bytes: u64,
}

impl BlobWriter {
    /// Ends it. Its bytes last through a power cut then; its name only after [`folder::sync_parent`].
    pub(crate) fn finish(self) -> Result<Written> {
        let file = self.sealer.finish().map_err(failed("written", &self.path))?;
        file.sync_all().map_err(|e| VaultError::file("made durable", &self.path, e))?;
        Ok(Written { name: self.name, hash: digest(self.hash), bytes: self.bytes })
    }

    /// Adds bytes, with the file's name in the error.
    pub(crate) fn add(&mut self, bytes: &[u8]) -> Result<()> {
        self.write_all(bytes).map_err(|e| VaultError::file("written", &self.path, e))
    }
}

impl Write for BlobWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = self.sealer.write(bytes)?;
        self.hash.update(&bytes[..taken]);
        self.bytes += taken as u64;
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.sealer.flush()
    }
}

/// The plain bytes of a segment, from any place in them.
pub struct SegmentReader(Source);

enum Source {
    File(Box<BufReader<Opener<File>>>),
    Row(Cursor<Zeroizing<Vec<u8>>>),
}

impl SegmentReader {
    /// Opens a file of `blobs`.
    pub(crate) fn of_file(vault: &Vault, name: &str, key: &Key) -> Result<Self> {
        let path = vault.folder().blob(name);
        let file = File::open(&path).map_err(|e| VaultError::file("opened", &path, e))?;
        let opener = Opener::new(file, key, name.as_bytes()).map_err(failed("read", &path))?;
        Ok(Self(Source::File(Box::new(BufReader::new(opener)))))
    }

    pub(crate) fn of_bytes(plain: Zeroizing<Vec<u8>>) -> Self {
        Self(Source::Row(Cursor::new(plain)))
    }
}

impl Read for SegmentReader {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        match &mut self.0 {
            Source::File(file) => file.read(target),
            Source::Row(row) => row.read(target),
        }
    }
}

impl Seek for SegmentReader {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        match &mut self.0 {
            Source::File(file) => file.seek(to),
            Source::Row(row) => row.seek(to),
        }
    }
}

pub(crate) fn digest(context: Context) -> BlobHash {
    let mut bytes = [0; 32];
    bytes.copy_from_slice(context.finish().as_ref());
    BlobHash::from_digest(bytes)
}

/// A failure of sealing as one of the vault: a full disk is told from damage.
pub(crate) fn failed(doing: &'static str, path: &std::path::Path) -> impl FnOnce(SealError) -> VaultError {
    move |error| match error {
        SealError::Io(error) => VaultError::file(doing, path, error),
        damage => VaultError::Damaged { path: path.to_owned(), detail: damage.to_string() },
    }
}

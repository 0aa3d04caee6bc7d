//! The vault's folder: which file is what, and that only its owner can read them.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};

use crate::{Result, VaultError};

#[cfg_attr(unix, path = "folder_unix.rs")]
#[cfg_attr(not(unix), path = "folder_other.rs")]
mod rights;

pub(crate) use rights::exposure;

/// Paths of one vault.
#[derive(Clone, Debug)]
pub(crate) struct Folder {
    root: PathBuf,
}

impl Folder {
    pub(crate) fn at(root: &Path) -> Self {
        Self { root: root.to_owned() }
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// What opens the vault; see `keyfile`.
    pub(crate) fn key_file(&self) -> PathBuf {
        self.root.join("vault.json")
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.root.join("vault.db")
    }

    /// The database and what SQLite keeps beside it.
    pub(crate) fn database_files(&self) -> [PathBuf; 3] {
        ["vault.db", "vault.db-wal", "vault.db-shm"].map(|name| self.root.join(name))
    }

    /// Segments that are too large for a row, one file each.
    pub(crate) fn blobs(&self) -> PathBuf {
        self.root.join("blobs")
    }

    pub(crate) fn blob(&self, name: &str) -> PathBuf {
        self.blobs().join(name)
    }

    /// The lock files of those who write blobs right now.
    pub(crate) fn locks(&self) -> PathBuf {
        self.root.join("locks")
    }

    pub(crate) fn lock_of(&self, name: &str) -> PathBuf {
        self.locks().join(name)
    }

    /// Held while a vault is made.
    pub(crate) fn making_lock(&self) -> PathBuf {
        self.root.join("making.lock")
    }

    /// Held by the sync leader.
    pub(crate) fn leader_lock(&self) -> PathBuf {
        self.root.join("leader.lock")
    }

    /// Makes the folders that are missing. Those that are there keep their rights, but for an empty root.
    pub(crate) fn prepare(&self) -> Result<()> {
        [self.root.clone(), self.blobs(), self.locks()].iter().try_for_each(|dir| Self::make(dir))
    }

    /// Makes a folder that only its owner may enter, unless it is there.
    pub(crate) fn make(dir: &Path) -> Result<()> {
        rights::make_dir(dir).map_err(|e| VaultError::file("made", dir, e))
    }
}

/// A folder by the one path that it has: without links, `.` and `..`. It need not be there yet.
pub fn real(dir: &Path) -> PathBuf {
    let whole = std::path::absolute(dir).unwrap_or_else(|_| dir.to_owned());
    // The nearest folder above it that is there may be reached by links; below it there can be none.
    let there = whole.ancestors().find_map(|above| Some((above, std::fs::canonicalize(above).ok()?)));
    let Some((above, found)) = there else { return whole };
    let below = whole.strip_prefix(above).unwrap_or(Path::new(""));
    let goes_up = below.components().any(|part| part == Component::ParentDir);
    let mut real = found;
    for part in below.components() {
        match part {
            Component::ParentDir => {
                real.pop();
            }
            part => real.push(part),
        }
    }
    // The way up may have led past what is not there, into what is.
    if goes_up { self::real(&real) } else { real }
}

/// How a file is opened for writing that only its owner may read.
pub(crate) fn private() -> OpenOptions {
    rights::private()
}

/// Writes a file so that after a crash either the old content or the new one is there.
pub(crate) fn replace(path: &Path, content: &[u8]) -> Result<()> {
    let new = path.with_extension("new");
    let write = || -> io::Result<()> {
        let mut file = private().write(true).create(true).truncate(true).open(&new)?;
        file.write_all(content)?;
        file.sync_all()?;
        std::fs::rename(&new, path)
    };
    write().map_err(|e| VaultError::file("written", path, e))?;
    sync_parent(path)
}

/// Makes the names of new files in the folder of `path` last through a power cut.
pub(crate) fn sync_parent(path: &Path) -> Result<()> {
    match path.parent() {
        Some(parent) => rights::sync_dir(parent).map_err(|e| VaultError::file("made durable", parent, e)),
        None => Ok(()),
    }
}

/// Deletes a file; one that is gone already is fine. Says how many bytes it had.
pub(crate) fn remove(path: &Path) -> Result<u64> {
    let bytes = std::fs::metadata(path).map_or(0, |meta| meta.len());
    match std::fs::remove_file(path) {
        Ok(()) => Ok(bytes),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(0),
        Err(error) => Err(VaultError::file("deleted", path, error)),
    }
}

/// Opens a lock file, making it where it is missing.
pub(crate) fn lock_file(path: &Path) -> Result<File> {
    private()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(path)
        .map_err(|e| VaultError::file("opened", path, e))
}

/// Whether the lock could be had. The operating system frees it when the file is closed or its owner dies.
pub(crate) fn try_lock(file: &File, path: &Path) -> Result<bool> {
    match file.try_lock() {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(error)) => Err(VaultError::file("locked", path, error)),
    }
}

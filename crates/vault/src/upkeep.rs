//! Looking after the vault: what it takes on disk, whether it is whole, what dead processes left.

use std::collections::HashSet;
use std::path::Path;

use hindsight_seal::sealed_len;
use rusqlite::Connection;

use crate::row::count;
use crate::{Result, Vault, VaultError, folder};

/// What the vault takes on disk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StorageUse {
    /// The database and its write-ahead log.
    pub database_bytes: u64,
    /// Segments in files.
    pub blob_bytes: u64,
    /// Files of segments.
    pub blobs: u64,
    /// Recordings.
    pub recordings: u64,
    /// Of them with all segments here.
    pub cached: u64,
    /// Of them known only here.
    pub local_only: u64,
    /// Free on the disk.
    pub free_bytes: u64,
}

/// Something that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What was looked at: `database`, `blobs`, `journal`, `folder`.
    pub what: &'static str,
    /// What was found.
    pub detail: String,
}

/// What [`Vault::sweep`] threw away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Files that nothing names and no living process owns.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
}

impl Vault {
    /// What it takes.
    pub fn storage(&self) -> Result<StorageUse> {
        // By what is counted already: a window asks after every change, and rows are costly to look at.
        let counted = self.facets()?;
        let files = files_of(&self.folder().blobs())?;
        let root = self.dir();
        Ok(StorageUse {
            database_bytes: self.folder().database_files().iter().map(|file| length(file)).sum(),
            blob_bytes: files.iter().map(|(_, bytes)| bytes).sum(),
            blobs: files.len() as u64,
            recordings: counted.total,
            cached: counted.cached,
            local_only: counted.local_only,
            free_bytes: fs4::available_space(root).map_err(|e| VaultError::file("measured", root, e))?,
        })
    }

    /// Looks for damage: SQLite's and SQLCipher's own checks, blobs that are missing or have the wrong length, the
    /// journal's chain, the folder's rights. Empty when all is well. Seconds for a large vault.
    pub fn integrity(&self) -> Result<Vec<Fault>> {
        let mut faults = self.database().maintain(database_faults)?;
        for (name, bytes) in self.database().read(named_blobs)? {
            let found = length(&self.folder().blob(&name));
            let expected = sealed_len(bytes);
            if found != expected {
                let detail = format!("blob {name} has {found} bytes on disk where {expected} are due");
                faults.push(Fault { what: "blobs", detail });
            }
        }
        match self.verify_journal() {
            Ok(_) => {}
            Err(VaultError::Journal(error)) => {
                faults.push(Fault { what: "journal", detail: error.to_string() });
            }
            Err(error) => return Err(error),
        }
        for path in [self.dir().to_owned(), self.folder().database(), self.folder().key_file()] {
            let exposed = folder::exposure(&path).map_err(|e| VaultError::file("looked at", &path, e))?;
            faults.extend(exposed.map(|detail| Fault { what: "folder", detail }));
        }
        Ok(faults)
    }

    /// Deletes blobs that nothing names and no living process owns. Opening does it where a process died.
    pub fn sweep(&self) -> Result<Swept> {
        self.bury()?;
        let mut swept = Swept::default();
        let files: Vec<String> =
            files_of(&self.folder().blobs())?.into_iter().map(|(name, _)| name).collect();
        // First that its owner is dead, then that no row names it: in this order nobody can adopt it in between.
        let mut ownerless = Vec::new();
        for file in files {
            if !self.is_owned(&file)? {
                ownerless.push(file);
            }
        }
        let named: HashSet<String> =
            self.database().read(|c| named(c, ownerless.clone()))?.into_iter().collect();
        for file in ownerless.iter().filter(|file| !named.contains(*file)) {
            swept.files += 1;
            swept.bytes += folder::remove(&self.folder().blob(file))?;
        }
        Ok(swept)
    }

    /// Sweeps when a process died while it wrote blobs or deleted them.
    pub(crate) fn sweep_after_the_dead(&self) -> Result<()> {
        self.bury()?;
        let partials: HashSet<String> = self.database().read(|c| {
            let mut select = c.prepare("SELECT file FROM partials")?;
            let names = select.query_map([], |row| row.get(0))?;
            Ok(names.collect::<Result<_, _>>()?)
        })?;
        let mut dead = Vec::new();
        for (name, _) in files_of(&self.folder().locks())? {
            if !partials.contains(&name) && !self.is_owned(&name)? {
                dead.push(name);
            }
        }
        if dead.is_empty() {
            return Ok(());
        }
        self.sweep()?;
        for name in dead {
            folder::remove(&self.folder().lock_of(&name))?;
        }
        Ok(())
    }

    /// Whether a living process writes this blob, or others with it.
    fn is_owned(&self, file: &str) -> Result<bool> {
        let owner = file.split('.').next().unwrap_or(file);
        let path = self.folder().lock_of(owner);
        if !path.exists() {
            return Ok(false);
        }
        let lock = folder::lock_file(&path)?;
        Ok(!folder::try_lock(&lock, &path)?)
    }
}

/// Those of `files` that a row names.
pub(crate) fn named(connection: &Connection, files: Vec<String>) -> Result<Vec<String>> {
    let mut select = connection.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM segments WHERE file = ?1)
            OR EXISTS (SELECT 1 FROM partials WHERE file = ?1)",
    )?;
    let mut named = Vec::new();
    for file in files {
        if select.query_row([&file], |row| row.get(0))? {
            named.push(file);
        }
    }
    Ok(named)
}

/// Names and plain lengths of all segments in files.
fn named_blobs(connection: &Connection) -> Result<Vec<(String, u64)>> {
    let mut select = connection.prepare("SELECT file, bytes FROM segments WHERE file IS NOT NULL")?;
    let rows = select.query_map([], |row| Ok((row.get(0)?, count(row, 1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn database_faults(connection: &Connection) -> Result<Vec<Fault>> {
    let mut faults = Vec::new();
    for pragma in ["quick_check", "cipher_integrity_check", "foreign_key_check"] {
        let mut check = connection.prepare(&format!("PRAGMA {pragma}"))?;
        let mut rows = check.query([])?;
        while let Some(row) = rows.next()? {
            let found = row.get_ref(0)?;
            let detail = found.as_str().map_or_else(|_| format!("{found:?}"), str::to_owned);
            if detail != "ok" {
                faults.push(Fault { what: "database", detail: format!("{pragma}: {detail}") });
            }
        }
    }
    let index = "INSERT INTO texts_index (texts_index, rank) VALUES ('integrity-check', 1)";
    if let Err(error) = connection.execute(index, []) {
        faults.push(Fault { what: "database", detail: format!("the search's index: {error}") });
    }
    Ok(faults)
}

fn files_of(dir: &Path) -> Result<Vec<(String, u64)>> {
    let failed = |e| VaultError::file("read", dir, e);
    let mut files = Vec::new();
    for entry in std::fs::read_dir(dir).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        // Gone since it was listed.
        let Ok(meta) = entry.metadata() else { continue };
        if let (true, Ok(name)) = (meta.is_file(), entry.file_name().into_string()) {
            files.push((name, meta.len()));
        }
    }
    Ok(files)
}

fn length(path: &Path) -> u64 {
    std::fs::metadata(path).map_or(0, |meta| meta.len())
}

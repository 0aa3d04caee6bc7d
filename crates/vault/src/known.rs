//! Which vaults were opened where: remembered outside of them, so that a disk which is not there is not taken for a
//! first start.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::folder::{self, Folder};
use crate::{Result, Vault, VaultError};

/// Folders that are remembered, those of the latest openings.
const KEPT: usize = 200;
/// More than `KEPT` paths of the longest kind take.
const LONGEST_FILE: u64 = 4 << 20;

/// The list of vaults that this user opened.
#[derive(Clone, Debug)]
pub struct KnownVaults {
    file: PathBuf,
}

#[derive(Default, Serialize, Deserialize)]
struct List {
    /// By their latest opening, the last one last.
    vaults: Vec<Known>,
}

#[derive(PartialEq, Eq, Serialize, Deserialize)]
struct Known {
    vault_id: String,
    /// As it was given, from the root on.
    dir: String,
    /// Without links: a link to a disk that is not there leads nowhere.
    real: String,
}

impl KnownVaults {
    /// The list in `file`, which is made with the first vault.
    pub fn in_file(file: PathBuf) -> Self {
        Self { file }
    }

    /// Fails where `dir` is no place for a first vault, since there was one before.
    pub fn none_was_in(&self, dir: &Path) -> Result<()> {
        let unreadable = |error: io::Error| VaultError::KnownUnreadable {
            path: self.file.clone(),
            dir: dir.to_owned(),
            detail: error.to_string(),
        };
        let known = self.read().map_err(unreadable)?.vaults;
        let Some(at) = known.iter().rposition(|known| known.was_in(dir)) else { return Ok(()) };
        let since = known.get(at + 1..).unwrap_or_default();
        let moved = since.iter().rfind(|other| known.get(at).is_some_and(|it| it.vault_id == other.vault_id));
        Err(VaultError::Gone { dir: dir.to_owned(), since_in: moved.map(|known| known.dir.clone().into()) })
    }

    /// Remembers where a vault was opened.
    pub fn remember(&self, vault: &Vault) -> Result<()> {
        let opened = Known::of(vault);
        if self.read().is_ok_and(|list| list.vaults.last() == Some(&opened)) {
            return Ok(());
        }
        if let Some(parent) = self.file.parent() {
            Folder::make(parent)?;
        }
        let lock_path = self.file.with_extension("lock");
        let lock = folder::lock_file(&lock_path)?;
        lock.lock().map_err(|e| VaultError::file("locked", &lock_path, e))?;
        let mut list = match self.read() {
            Ok(list) => list,
            // What is damaged names no vault any more; from here on it does again.
            Err(error) if error.kind() == io::ErrorKind::InvalidData => List::default(),
            Err(error) => return Err(VaultError::file("read", &self.file, error)),
        };
        list.vaults.retain(|known| known.dir != opened.dir);
        list.vaults.push(opened);
        list.vaults.drain(..list.vaults.len().saturating_sub(KEPT));
        folder::replace(&self.file, &serde_json::to_vec_pretty(&list)?)
    }

    fn read(&self) -> io::Result<List> {
        let file = match File::open(&self.file) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(List::default()),
            Err(error) => return Err(error),
        };
        let mut bytes = Vec::new();
        file.take(LONGEST_FILE).read_to_end(&mut bytes)?;
        serde_json::from_slice(&bytes).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
    }
}

impl Known {
    fn of(vault: &Vault) -> Self {
        let [dir, real] = spellings(vault.dir());
        Self { vault_id: vault.inner.vault_id.clone(), dir, real }
    }

    fn was_in(&self, dir: &Path) -> bool {
        spellings(dir).iter().any(|path| *path == self.dir || *path == self.real)
    }
}

/// A folder as it is given, and as it is without links. What is no text is written with marks in its place: two such
/// folders may be taken for one, and a person is asked once too often.
fn spellings(dir: &Path) -> [String; 2] {
    let given = std::path::absolute(dir).unwrap_or_else(|_| dir.to_owned());
    [given, folder::real(dir)].map(|path| path.to_string_lossy().into_owned())
}

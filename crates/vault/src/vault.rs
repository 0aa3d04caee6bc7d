//! Opening and making a vault.

use std::path::Path;
use std::sync::Arc;

use hindsight_domain::{Chance, Clock, Timestamp, uuid7};
use hindsight_seal::{Key, SALT_LEN};

use crate::database::{Database, DatabaseKey};
use crate::folder::{self, Folder};
use crate::keychain::Keychain;
use crate::keyfile::{KeyFile, Stage, random, random_key};
use crate::unlock::{Slot, Unlock};
use crate::{Result, VaultError};

/// An open vault. Clones share it; it may be used from any thread, and every call may block.
#[derive(Clone)]
pub struct Vault {
    pub(crate) inner: Arc<Inner>,
    /// In which what is computed from segments is kept and asked for.
    pub(crate) version: u32,
}

pub(crate) struct Inner {
    pub(crate) folder: Folder,
    pub(crate) database: Database,
    pub(crate) vault_id: String,
    pub(crate) slot: Slot,
    pub(crate) keychain: Arc<dyn Keychain>,
    /// Wraps the recordings' data keys.
    pub(crate) wrapping: Key,
    /// Seals tokens where no keychain keeps them.
    pub(crate) secrets: Key,
    client_id: String,
    clock: Arc<dyn Clock>,
    chance: Arc<dyn Chance>,
}

impl Vault {
    /// Opens the vault in `dir`.
    pub fn open(dir: &Path, unlock: &Unlock, clock: Arc<dyn Clock>, chance: Arc<dyn Chance>) -> Result<Self> {
        let folder = Folder::at(dir);
        match KeyFile::read(&folder.key_file())? {
            Some(key_file) if key_file.stage == Stage::Ready => {
                let master = key_file.open(unlock)?;
                let database_key = database_key(&master)?;
                let opening = Opening { folder, key_file: &key_file, master: &master, database_key, unlock };
                Self::assemble(opening, Make::No, clock, chance)
            }
            Some(_) => Err(VaultError::NoVault { dir: dir.to_owned() }),
            None if folder.database().exists() => Err(key_file_missing(&folder)),
            None => Err(VaultError::NoVault { dir: dir.to_owned() }),
        }
    }

    /// Makes a vault in `dir`, which must not hold one.
    pub fn create(
        dir: &Path,
        unlock: &Unlock,
        clock: Arc<dyn Clock>,
        chance: Arc<dyn Chance>,
    ) -> Result<Self> {
        Self::make(dir, unlock, database_key, clock, chance)
    }

    /// A vault whose database anybody can read: for tests that look for what should be gone from it.
    #[cfg(test)]
    pub(crate) fn create_in_plain_text(
        dir: &Path,
        unlock: &Unlock,
        clock: Arc<dyn Clock>,
        chance: Arc<dyn Chance>,
    ) -> Result<Self> {
        Self::make(dir, unlock, |_| Ok(DatabaseKey::None), clock, chance)
    }

    fn make(
        dir: &Path,
        unlock: &Unlock,
        database_key: impl FnOnce(&Key) -> Result<DatabaseKey>,
        clock: Arc<dyn Clock>,
        chance: Arc<dyn Chance>,
    ) -> Result<Self> {
        let folder = Folder::at(dir);
        folder.prepare()?;
        let lock_path = folder.making_lock();
        let lock = folder::lock_file(&lock_path)?;
        lock.lock().map_err(|e| VaultError::file("locked", &lock_path, e))?;
        match KeyFile::read(&folder.key_file())? {
            Some(key_file) if key_file.stage == Stage::Ready => {
                return Err(VaultError::Exists { dir: dir.to_owned() });
            }
            // Whoever made it died before anything was acknowledged: the lock is ours.
            Some(unfinished) => {
                unfinished.forget(unlock);
                for file in folder.database_files() {
                    folder::remove(&file)?;
                }
            }
            None if folder.database().exists() => return Err(key_file_missing(&folder)),
            None => {}
        }
        let (mut key_file, master) = KeyFile::make(unlock, &*chance)?;
        key_file.write(&folder.key_file())?;
        let database_key = database_key(&master)?;
        let opening = Opening { folder, key_file: &key_file, master: &master, database_key, unlock };
        let vault = Self::assemble(opening, Make::Yes, clock, chance)?;
        key_file.stage = Stage::Ready;
        key_file.write(&vault.inner.folder.key_file())?;
        Ok(vault)
    }

    /// Opens the vault in `dir`, or makes one where there is none. Safe when several processes do so at once.
    pub fn open_or_create(
        dir: &Path,
        unlock: &Unlock,
        clock: Arc<dyn Clock>,
        chance: Arc<dyn Chance>,
    ) -> Result<Self> {
        match Self::open(dir, unlock, Arc::clone(&clock), Arc::clone(&chance)) {
            Err(VaultError::NoVault { .. }) => {}
            done => return done,
        }
        match Self::create(dir, unlock, Arc::clone(&clock), Arc::clone(&chance)) {
            Err(VaultError::Exists { .. }) => Self::open(dir, unlock, clock, chance),
            done => done,
        }
    }

    /// Whether `dir` holds a vault. Opens nothing.
    pub fn exists(dir: &Path) -> bool {
        Folder::at(dir).key_file().exists()
    }

    fn assemble(
        opening: Opening<'_>,
        make: Make,
        clock: Arc<dyn Clock>,
        chance: Arc<dyn Chance>,
    ) -> Result<Self> {
        let Opening { folder, key_file, master, database_key, unlock } = opening;
        folder.prepare()?;
        let database = Database::open(&folder.database(), database_key, make == Make::Yes)?;
        if make == Make::Yes {
            let client_id = uuid7(clock.now(), &*chance).to_string();
            database.write(|tx| {
                tx.execute("INSERT INTO identity (one, client_id) VALUES (1, ?1)", [&client_id])?;
                Ok(())
            })?;
        }
        let client_id =
            database.read(|c| Ok(c.query_row("SELECT client_id FROM identity", [], |row| row.get(0))?))?;
        let inner = Inner {
            folder,
            database,
            vault_id: key_file.vault_id.clone(),
            slot: key_file.slot(),
            keychain: Arc::clone(&unlock.keychain),
            wrapping: master.subkey(b"vault data keys")?,
            secrets: master.subkey(b"vault secrets")?,
            client_id,
            clock,
            chance,
        };
        let vault = Self { inner: Arc::new(inner), version: 0 };
        vault.sweep_after_the_dead()?;
        Ok(vault)
    }

    /// The same vault for a program that computes what it keeps beside recordings in this version: what was kept in another
    /// is not there for it (see [`Vault::derived`]).
    #[must_use]
    pub fn deriving(self, version: u32) -> Self {
        Self { version, ..self }
    }

    /// The vault's folder.
    pub fn dir(&self) -> &Path {
        self.inner.folder.root()
    }

    /// What opens it.
    pub fn slot(&self) -> Slot {
        self.inner.slot
    }

    /// Who this console is to a server: random, made with the vault.
    pub fn client_id(&self) -> &str {
        &self.inner.client_id
    }

    pub(crate) fn database(&self) -> &Database {
        &self.inner.database
    }

    pub(crate) fn folder(&self) -> &Folder {
        &self.inner.folder
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.inner.clock.now()
    }

    pub(crate) fn salt(&self) -> [u8; SALT_LEN] {
        random(&*self.inner.chance)
    }

    pub(crate) fn new_key(&self) -> Key {
        random_key(&*self.inner.chance)
    }

    /// A name for a file that tells nothing.
    pub(crate) fn new_name(&self) -> String {
        hex::encode(random::<16>(&*self.inner.chance))
    }
}

/// All that it takes to open a vault's files.
struct Opening<'a> {
    folder: Folder,
    key_file: &'a KeyFile,
    master: &'a Key,
    database_key: DatabaseKey,
    unlock: &'a Unlock,
}

fn database_key(master: &Key) -> Result<DatabaseKey> {
    Ok(DatabaseKey::Raw(master.subkey(b"vault database")?))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Make {
    No,
    Yes,
}

fn key_file_missing(folder: &Folder) -> VaultError {
    VaultError::Damaged { path: folder.key_file(), detail: "it is missing beside vault.db".into() }
}

//! Opening and making a vault.

use std::path::Path;
use std::sync::Arc;

use hindsight_domain::{Chance, Clock};

use crate::unlock::{Slot, Unlock};
use crate::{Result, VaultError};

/// An open vault. Clones share it; it may be used from any thread, and every call may block.
#[derive(Clone)]
pub struct Vault {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {}

impl Vault {
    /// Opens the vault in `dir`.
    pub fn open(dir: &Path, unlock: &Unlock, clock: Arc<dyn Clock>, chance: Arc<dyn Chance>) -> Result<Self> {
        let _ = (unlock, clock, chance);
        Err(VaultError::NoVault { dir: dir.to_owned() })
    }

    /// Makes a vault in `dir`, which must not hold one.
    pub fn create(
        dir: &Path,
        unlock: &Unlock,
        clock: Arc<dyn Clock>,
        chance: Arc<dyn Chance>,
    ) -> Result<Self> {
        let _ = (dir, unlock, clock, chance);
        todo!()
    }

    /// Opens the vault in `dir`, or makes one where there is none. Safe when several processes do so at once.
    pub fn open_or_create(
        dir: &Path,
        unlock: &Unlock,
        clock: Arc<dyn Clock>,
        chance: Arc<dyn Chance>,
    ) -> Result<Self> {
        let _ = (dir, unlock, clock, chance);
        todo!()
    }

    /// Whether `dir` holds a vault. Opens nothing.
    pub fn exists(dir: &Path) -> bool {
        dir.join("vault.json").exists()
    }

    /// The vault's folder.
    pub fn dir(&self) -> &Path {
        todo!()
    }

    /// What opens it.
    pub fn slot(&self) -> Slot {
        todo!()
    }

    /// Who this console is to a server: random, made with the vault.
    pub fn client_id(&self) -> &str {
        todo!()
    }
}

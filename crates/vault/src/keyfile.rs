//! `vault.json`: which of keychain and passphrase opens the vault. Holds nothing secret but the wrapped key.

use std::path::Path;

use hindsight_domain::Chance;
use hindsight_seal::{KEY_LEN, Key, SALT_LEN};
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, Zeroizing};

use crate::keychain::{KEYCHAIN_SERVICE, KeychainError};
use crate::passphrase::{self, PassphraseCost};
use crate::unlock::{Slot, Unlock};
use crate::{Result, VaultError, folder};

const FORMAT: u32 = 1;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct KeyFile {
    format: u32,
    /// Random; the name of the key in the keychain, so that several vaults do not collide.
    pub(crate) vault_id: String,
    pub(crate) stage: Stage,
    slot: SlotRecord,
}

/// Whether the vault beside it was ever finished.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Stage {
    /// Its maker is at work, or died: nothing was acknowledged yet.
    Making,
    Ready,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum SlotRecord {
    Keychain { service: String, account: String },
    Passphrase { argon2id: PassphraseCost, salt: String, wrapped_key: String },
}

impl KeyFile {
    /// Makes a master key and the slot that keeps it: the keychain where one works, otherwise the passphrase.
    pub(crate) fn make(unlock: &Unlock, chance: &dyn Chance) -> Result<(Self, Key)> {
        let vault_id = hex::encode(random::<16>(chance));
        let master = random_key(chance);
        let slot = match keep_in_keychain(unlock, &vault_id, &master) {
            Ok(()) => SlotRecord::Keychain { service: KEYCHAIN_SERVICE.into(), account: vault_id.clone() },
            Err(error) => match &unlock.passphrase {
                Some(words) => passphrase_slot(words, unlock.cost, &vault_id, &master, chance)?,
                None => return Err(no_way(error)),
            },
        };
        Ok((Self { format: FORMAT, vault_id, stage: Stage::Making, slot }, master))
    }

    /// The key file, or `None` where there is none.
    pub(crate) fn read(path: &Path) -> Result<Option<Self>> {
        #[derive(Deserialize)]
        struct Format {
            format: u32,
        }
        let damaged = |detail: String| VaultError::Damaged { path: path.to_owned(), detail };
        let bytes = match std::fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(VaultError::file("read", path, error)),
        };
        let Format { format } = serde_json::from_slice(&bytes).map_err(|e| damaged(e.to_string()))?;
        if format > FORMAT {
            return Err(VaultError::Newer { what: "key file", found: format, known: FORMAT });
        }
        serde_json::from_slice(&bytes).map(Some).map_err(|e| damaged(e.to_string()))
    }

    pub(crate) fn write(&self, path: &Path) -> Result<()> {
        folder::replace(path, &serde_json::to_vec_pretty(self)?)
    }

    pub(crate) fn slot(&self) -> Slot {
        match self.slot {
            SlotRecord::Keychain { .. } => Slot::Keychain,
            SlotRecord::Passphrase { .. } => Slot::Passphrase,
        }
    }

    /// The master key.
    pub(crate) fn open(&self, unlock: &Unlock) -> Result<Key> {
        match &self.slot {
            SlotRecord::Keychain { account, .. } => {
                let found = unlock.keychain.get(account)?;
                let missing = || VaultError::KeyMissing { account: account.clone() };
                from_hex(&found.ok_or_else(missing)?).ok_or_else(missing)
            }
            SlotRecord::Passphrase { argon2id, salt, wrapped_key } => {
                let words = unlock.passphrase.as_ref().ok_or(VaultError::PassphraseNeeded)?;
                let unhex = |text: &str| {
                    hex::decode(text).map_err(|_| VaultError::BadRow { what: "the key file's hex".into() })
                };
                let wrapping = passphrase::derive(words, &unhex(salt)?, *argon2id)?;
                wrapping
                    .unwrap(&unhex(wrapped_key)?, self.vault_id.as_bytes())
                    .map_err(|_| VaultError::WrongPassphrase)
            }
        }
    }

    /// Forgets the key of a vault that was never finished. A keychain that does not answer keeps a useless entry.
    pub(crate) fn forget(&self, unlock: &Unlock) {
        if let SlotRecord::Keychain { account, .. } = &self.slot
            && let Err(error) = unlock.keychain.delete(account)
        {
            tracing::warn!(%error, account, "the key of an unfinished vault stays in the keychain");
        }
    }
}

/// Keeps the key and reads it back: some keychains take what they cannot give.
fn keep_in_keychain(unlock: &Unlock, account: &str, master: &Key) -> Result<(), KeychainError> {
    let secret = Zeroizing::new(hex::encode(master.expose()));
    unlock.keychain.set(account, secret.as_bytes())?;
    match unlock.keychain.get(account)? {
        Some(kept) if *kept == secret.as_bytes() => Ok(()),
        _ => Err(KeychainError::Refused { cause: "what was kept did not come back".into() }),
    }
}

fn passphrase_slot(
    words: &str,
    cost: PassphraseCost,
    vault_id: &str,
    master: &Key,
    chance: &dyn Chance,
) -> Result<SlotRecord> {
    let salt = random::<16>(chance);
    let wrapping = passphrase::derive(words, &salt, cost)?;
    let wrapped = wrapping.wrap(master, vault_id.as_bytes(), random::<SALT_LEN>(chance))?;
    Ok(SlotRecord::Passphrase { argon2id: cost, salt: hex::encode(salt), wrapped_key: hex::encode(wrapped) })
}

/// A locked keychain is to be unlocked; any other one that does not work is no way to lock a vault.
fn no_way(error: KeychainError) -> VaultError {
    match error {
        KeychainError::Absent { cause } | KeychainError::Refused { cause } => {
            VaultError::NoWayToLock { cause }
        }
        other => other.into(),
    }
}

fn from_hex(secret: &[u8]) -> Option<Key> {
    let mut bytes = [0; KEY_LEN];
    let decoded = hex::decode_to_slice(secret, &mut bytes);
    let key = decoded.is_ok().then(|| Key::from_bytes(bytes));
    bytes.zeroize();
    key
}

pub(crate) fn random<const N: usize>(chance: &dyn Chance) -> [u8; N] {
    let mut bytes = [0; N];
    chance.fill(&mut bytes);
    bytes
}

pub(crate) fn random_key(chance: &dyn Chance) -> Key {
    let mut bytes = random::<KEY_LEN>(chance);
    let key = Key::from_bytes(bytes);
    bytes.zeroize();
    key
}

//! Where the operating system keeps secrets.
//!
//! **Invariant:** the OS keychain is called on a plain thread of its own, never on one of an async runtime:
//! there it panics when any crate of the build turned on zbus's tokio feature.

use std::collections::HashMap;
use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};

use keyring::v1::{Entry, Error};
use zeroize::Zeroizing;

/// What the keychain calls us.
pub const KEYCHAIN_SERVICE: &str = "hindsight";

/// Why the keychain did not do it.
#[derive(Debug, thiserror::Error)]
pub enum KeychainError {
    #[error("no keychain answers: {cause}")]
    Absent { cause: String },
    #[error("the keychain is locked")]
    Locked,
    #[error("the keychain refused: {cause}")]
    Refused { cause: String },
    #[error("a thread for the keychain could not be started")]
    NoThread(#[source] io::Error),
}

/// A keychain: secrets by account name, under the service `hindsight`.
pub trait Keychain: Send + Sync {
    /// The secret of `account`, or `None` where there is none.
    fn get(&self, account: &str) -> Result<Option<Zeroizing<Vec<u8>>>, KeychainError>;
    /// Keeps `secret` under `account`, in place of what was there.
    fn set(&self, account: &str, secret: &[u8]) -> Result<(), KeychainError>;
    /// Forgets what is under `account`; nothing there is fine.
    fn delete(&self, account: &str) -> Result<(), KeychainError>;
}

/// The operating system's.
#[derive(Clone, Copy, Debug, Default)]
pub struct OsKeychain;

/// None: for machines where it is known that none works, and for tests of that.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoKeychain;

/// One in memory, for tests.
#[derive(Debug, Default)]
pub struct MemoryKeychain {
    secrets: Mutex<HashMap<String, Vec<u8>>>,
}

impl Keychain for OsKeychain {
    fn get(&self, account: &str) -> Result<Option<Zeroizing<Vec<u8>>>, KeychainError> {
        with_entry(account, |entry| match entry.get_secret() {
            Ok(secret) => Ok(Some(Zeroizing::new(secret))),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(error),
        })
    }

    fn set(&self, account: &str, secret: &[u8]) -> Result<(), KeychainError> {
        with_entry(account, |entry| entry.set_secret(secret))
    }

    fn delete(&self, account: &str) -> Result<(), KeychainError> {
        with_entry(account, |entry| match entry.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(error),
        })
    }
}

fn with_entry<T: Send>(
    account: &str,
    call: impl FnOnce(&Entry) -> Result<T, Error> + Send,
) -> Result<T, KeychainError> {
    let on_thread = || {
        if let Err(error) = Entry::store_status() {
            return Err(KeychainError::Absent { cause: error.to_string() });
        }
        let entry = Entry::new(KEYCHAIN_SERVICE, account).map_err(situation)?;
        call(&entry).map_err(situation)
    };
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new()
            .name("keychain".into())
            .spawn_scoped(scope, on_thread)
            .map_err(KeychainError::NoThread)?;
        // It panics where an async runtime forbids what it does: no answer, as without a keychain.
        let panicked = |_| Err(KeychainError::Absent { cause: "the keychain's client failed".into() });
        thread.join().unwrap_or_else(panicked)
    })
}

/// The Secret Service's own words are all that tells a locked keyring from one that is not there.
fn situation(error: Error) -> KeychainError {
    let detail = format!("{error:?}");
    match error {
        Error::NoDefaultStore => KeychainError::Absent { cause: error.to_string() },
        Error::NoStorageAccess(_) if detail.contains("NoResult") => {
            KeychainError::Absent { cause: "the keychain's service has no keyring".into() }
        }
        Error::NoStorageAccess(_) if detail.contains("Prompt") || detail.contains("Locked") => {
            KeychainError::Locked
        }
        error => KeychainError::Refused { cause: error.to_string() },
    }
}

impl Keychain for NoKeychain {
    fn get(&self, _: &str) -> Result<Option<Zeroizing<Vec<u8>>>, KeychainError> {
        Err(none())
    }

    fn set(&self, _: &str, _: &[u8]) -> Result<(), KeychainError> {
        Err(none())
    }

    fn delete(&self, _: &str) -> Result<(), KeychainError> {
        Err(none())
    }
}

fn none() -> KeychainError {
    KeychainError::Absent { cause: "this one is none".into() }
}

impl MemoryKeychain {
    /// A copy of all secrets, by account.
    pub fn secrets(&self) -> HashMap<String, Vec<u8>> {
        self.lock().clone()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Vec<u8>>> {
        self.secrets.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Keychain for MemoryKeychain {
    fn get(&self, account: &str) -> Result<Option<Zeroizing<Vec<u8>>>, KeychainError> {
        Ok(self.lock().get(account).cloned().map(Zeroizing::new))
    }
    fn set(&self, account: &str, secret: &[u8]) -> Result<(), KeychainError> {
        self.lock().insert(account.to_owned(), secret.to_vec());
        Ok(())
    }
    fn delete(&self, account: &str) -> Result<(), KeychainError> {
        self.lock().remove(account);
        Ok(())
    }
}

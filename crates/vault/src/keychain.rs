//! Where the operating system keeps secrets.
//!
//! **Invariant:** the OS keychain is called on a plain thread of its own, never on one of an async runtime:
//! there it panics when any crate of the build turned on zbus's tokio feature.

use std::collections::HashMap;
use std::io;
use std::sync::{Mutex, PoisonError};

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
    fn get(&self, _account: &str) -> Result<Option<Zeroizing<Vec<u8>>>, KeychainError> {
        todo!()
    }
    fn set(&self, _account: &str, _secret: &[u8]) -> Result<(), KeychainError> {
        todo!()
    }
    fn delete(&self, _account: &str) -> Result<(), KeychainError> {
        todo!()
    }
}

impl Keychain for NoKeychain {
    fn get(&self, _: &str) -> Result<Option<Zeroizing<Vec<u8>>>, KeychainError> {
        Err(KeychainError::Absent { cause: "there is none".into() })
    }
    fn set(&self, _: &str, _: &[u8]) -> Result<(), KeychainError> {
        Err(KeychainError::Absent { cause: "there is none".into() })
    }
    fn delete(&self, _: &str) -> Result<(), KeychainError> {
        Err(KeychainError::Absent { cause: "there is none".into() })
    }
}

impl Keychain for MemoryKeychain {
    fn get(&self, account: &str) -> Result<Option<Zeroizing<Vec<u8>>>, KeychainError> {
        let secrets = self.secrets.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(secrets.get(account).cloned().map(Zeroizing::new))
    }
    fn set(&self, account: &str, secret: &[u8]) -> Result<(), KeychainError> {
        let mut secrets = self.secrets.lock().unwrap_or_else(PoisonError::into_inner);
        secrets.insert(account.to_owned(), secret.to_vec());
        Ok(())
    }
    fn delete(&self, account: &str) -> Result<(), KeychainError> {
        self.secrets.lock().unwrap_or_else(PoisonError::into_inner).remove(account);
        Ok(())
    }
}

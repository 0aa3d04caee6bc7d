//! With what a vault is opened.

use std::fmt;
use std::sync::Arc;

use zeroize::Zeroizing;

use crate::keychain::{Keychain, OsKeychain};
use crate::passphrase::PassphraseCost;

/// A keychain, and a passphrase for where none works.
///
/// A new vault is locked by the keychain where one works, otherwise by the passphrase. An existing one says
/// itself which of the two opens it.
#[derive(Clone)]
pub struct Unlock {
    pub(crate) keychain: Arc<dyn Keychain>,
    pub(crate) passphrase: Option<Arc<Zeroizing<String>>>,
    pub(crate) cost: PassphraseCost,
}

impl Unlock {
    /// The operating system's keychain, and no passphrase.
    pub fn os() -> Self {
        Self::by(Arc::new(OsKeychain))
    }

    /// This keychain, and no passphrase.
    pub fn by(keychain: Arc<dyn Keychain>) -> Self {
        Self { keychain, passphrase: None, cost: PassphraseCost::default() }
    }

    /// The same with a passphrase for where no keychain works.
    #[must_use]
    pub fn or_passphrase(mut self, passphrase: impl Into<String>) -> Self {
        self.passphrase = Some(Arc::new(Zeroizing::new(passphrase.into())));
        self
    }

    /// How dear a new vault makes it to try passphrases. An existing vault keeps its own.
    #[must_use]
    pub fn at_cost(mut self, cost: PassphraseCost) -> Self {
        self.cost = cost;
        self
    }
}

impl fmt::Debug for Unlock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.passphrase.is_some() {
            "Unlock(keychain, passphrase)"
        } else {
            "Unlock(keychain)"
        })
    }
}

/// What opens a vault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    /// The key is in the keychain.
    Keychain,
    /// The key is wrapped by a passphrase.
    Passphrase,
}

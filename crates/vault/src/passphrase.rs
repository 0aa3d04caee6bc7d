//! From a passphrase to a key: Argon2id (RFC 9106).

use argon2::{Algorithm, Argon2, Params, Version};
use hindsight_seal::Key;
use serde::{Deserialize, Serialize};

use crate::{Result, VaultError};

/// How dear it is to try a passphrase. Stands in the vault's key file, so that it can rise later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PassphraseCost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over it.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

impl Default for PassphraseCost {
    /// The second choice of RFC 9106, for machines that do many other things too: 64 MiB, 3 passes, 4 lanes.
    fn default() -> Self {
        Self { memory_kib: 64 * 1024, passes: 3, lanes: 4 }
    }
}

impl PassphraseCost {
    /// The least that Argon2 takes. For tests that open many vaults; it protects nothing.
    pub fn none_for_tests() -> Self {
        Self { memory_kib: 8, passes: 1, lanes: 1 }
    }

    /// A key file may come from anywhere: what would take a laptop down is refused.
    fn params(self) -> Option<Params> {
        const MOST_MEMORY_KIB: u32 = 1 << 20;
        const MOST_PASSES: u32 = 64;
        const MOST_LANES: u32 = 64;
        if self.memory_kib > MOST_MEMORY_KIB || self.passes > MOST_PASSES || self.lanes > MOST_LANES {
            return None;
        }
        Params::new(self.memory_kib, self.passes, self.lanes, Some(hindsight_seal::KEY_LEN)).ok()
    }
}

/// The key that wraps the master key.
pub(crate) fn derive(passphrase: &str, salt: &[u8], cost: PassphraseCost) -> Result<Key> {
    let refused = || VaultError::BadRow { what: format!("the passphrase's parameters {cost:?}") };
    if passphrase.is_empty() {
        return Err(VaultError::EmptyPassphrase);
    }
    let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, cost.params().ok_or_else(refused)?);
    let mut bytes = [0; hindsight_seal::KEY_LEN];
    argon.hash_password_into(passphrase.as_bytes(), salt, &mut bytes).map_err(|_| refused())?;
    Ok(Key::from_bytes(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_passphrase_gives_one_key_and_another_or_another_salt_gives_another() {
        let cost = PassphraseCost::none_for_tests();
        let key = |words, salt: &[u8]| *derive(words, salt, cost).unwrap().expose();
        assert_eq!(key("correct horse", &[1; 16]), key("correct horse", &[1; 16]));
        assert_ne!(key("correct horse", &[1; 16]), key("correct horse ", &[1; 16]));
        assert_ne!(key("correct horse", &[1; 16]), key("correct horse", &[2; 16]));
    }

    #[test]
    fn a_cost_that_would_take_the_machine_down_is_refused() {
        let sane = PassphraseCost::default();
        for cost in [
            PassphraseCost { memory_kib: u32::MAX, ..sane },
            PassphraseCost { passes: u32::MAX, ..sane },
            PassphraseCost { lanes: u32::MAX, ..sane },
            PassphraseCost { memory_kib: 0, ..sane },
        ] {
            assert!(derive("words", &[0; 16], cost).is_err(), "{cost:?}");
        }
    }
}

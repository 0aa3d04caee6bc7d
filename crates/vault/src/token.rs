//! The server's token: in the keychain where the vault's key is, else in an encrypted row.

use hindsight_seal::{open_bytes, seal_bytes};
use rusqlite::OptionalExtension;
use zeroize::Zeroizing;

use crate::unlock::Slot;
use crate::{Result, Vault, VaultError};

impl Vault {
    /// Keeps the token for `server_url`, in place of an earlier one.
    pub fn store_token(&self, server_url: &str, token: &str) -> Result<()> {
        if self.slot() == Slot::Keychain {
            return Ok(self.inner.keychain.set(&self.account_of(server_url), token.as_bytes())?);
        }
        let name = name_of(server_url);
        let sealed = seal_bytes(&self.inner.secrets, name.as_bytes(), self.salt(), token.as_bytes())?;
        self.database().write(|tx| {
            tx.execute("INSERT OR REPLACE INTO secrets (name, sealed) VALUES (?1, ?2)", (&name, &sealed))?;
            Ok(())
        })
    }

    /// The token for `server_url`.
    pub fn token(&self, server_url: &str) -> Result<Option<Zeroizing<String>>> {
        let plain = if self.slot() == Slot::Keychain {
            self.inner.keychain.get(&self.account_of(server_url))?
        } else {
            let name = name_of(server_url);
            let sealed: Option<Vec<u8>> = self.database().read(|c| {
                Ok(c.query_row("SELECT sealed FROM secrets WHERE name = ?1", [&name], |row| row.get(0))
                    .optional()?)
            })?;
            let open = |sealed: Vec<u8>| open_bytes(&self.inner.secrets, name.as_bytes(), &sealed);
            sealed.map(open).transpose()?.map(Zeroizing::new)
        };
        let Some(plain) = plain else { return Ok(None) };
        let text =
            std::str::from_utf8(&plain).map_err(|_| VaultError::BadRow { what: "the token".into() })?;
        Ok(Some(Zeroizing::new(text.to_owned())))
    }

    /// Forgets the token for `server_url`; none there is fine.
    pub fn forget_token(&self, server_url: &str) -> Result<()> {
        if self.slot() == Slot::Keychain {
            return Ok(self.inner.keychain.delete(&self.account_of(server_url))?);
        }
        self.database().write(|tx| {
            tx.execute("DELETE FROM secrets WHERE name = ?1", [name_of(server_url)])?;
            Ok(())
        })
    }

    /// The keychain is one for all vaults of a user.
    fn account_of(&self, server_url: &str) -> String {
        format!("{} {}", self.inner.vault_id, name_of(server_url))
    }
}

fn name_of(server_url: &str) -> String {
    format!("token for {server_url}")
}

//! The server's token: in the keychain where the vault's key is, else in an encrypted row.

use zeroize::Zeroizing;

use crate::{Result, Vault};

impl Vault {
    /// Keeps the token for `server_url`, in place of an earlier one.
    pub fn store_token(&self, server_url: &str, token: &str) -> Result<()> {
        let _ = (server_url, token);
        todo!()
    }

    /// The token for `server_url`.
    pub fn token(&self, server_url: &str) -> Result<Option<Zeroizing<String>>> {
        let _ = server_url;
        todo!()
    }

    /// Forgets the token for `server_url`; none there is fine.
    pub fn forget_token(&self, server_url: &str) -> Result<()> {
        let _ = server_url;
        todo!()
    }
}

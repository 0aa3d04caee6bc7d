//! Who is signed in where, and how far this vault is in that server's feed.

use hindsight_domain::{Role, Timestamp};

use crate::{Result, Vault};

/// Who acts while nobody is signed in.
pub const NOBODY: &str = "local";

/// The server and user of this vault. One at a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// As it was given at sign-in.
    pub server_url: String,
    /// The user there.
    pub user: String,
    /// The user's role, as the server said last.
    pub role: Role,
    /// Which server: random, made with its store.
    pub server_id: String,
    /// Whether the session stands. After a sign-out the account stays, for its name and its feed.
    pub signed_in: bool,
    /// The epoch of the feed that was applied; `None` before the first page.
    pub epoch: Option<String>,
    /// Where the feed was left; `None` for the beginning.
    pub cursor: Option<String>,
    /// Whether a rebuild is under way (see [`Vault::start_rebuild`]).
    pub rebuilding: bool,
    /// When the feed was last read to its end, by this machine's clock.
    pub last_sync_at: Option<Timestamp>,
    /// Since when the server cannot be reached; `None` while it can.
    pub offline_since: Option<Timestamp>,
    /// This machine's clock less the server's, in ms, as of the last sync.
    pub clock_skew_ms: Option<i64>,
}

/// What a sign-in found out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignIn {
    /// As it was given.
    pub server_url: String,
    /// The user there.
    pub user: String,
    /// The user's role.
    pub role: Role,
    /// Which server.
    pub server_id: String,
}

impl Vault {
    /// The account, signed in or out; `None` before the first sign-in.
    pub fn account(&self) -> Result<Option<Account>> {
        todo!()
    }

    /// Signs in. Another server or user than before starts a rebuild of the feed: what it does not list again
    /// and is not local is erased at its end. Journaled.
    pub fn sign_in(&self, as_whom: &SignIn) -> Result<()> {
        let _ = as_whom;
        todo!()
    }

    /// Signs out and forgets the token. Recordings and the outbox stay. Journaled.
    pub fn sign_out(&self) -> Result<()> {
        todo!()
    }

    /// The server gave another role.
    pub fn set_role(&self, role: Role) -> Result<()> {
        let _ = role;
        todo!()
    }

    /// The feed was read to its end now; the server's clock said `server_at`.
    pub fn mark_synced(&self, server_at: Timestamp) -> Result<()> {
        let _ = server_at;
        todo!()
    }

    /// The server could not be reached. Keeps the earliest such time until [`Vault::mark_synced`].
    pub fn mark_offline(&self) -> Result<()> {
        todo!()
    }
}

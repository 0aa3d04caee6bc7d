//! Who is signed in where, and how far this vault is in that server's feed.

use hindsight_domain::{Role, Timestamp};
use rusqlite::{Connection, OptionalExtension, Row};
use serde_json::json;

use crate::row::{time, word};
use crate::{Result, Vault, VaultError, journal};

/// Who acts while nobody is signed in. What this one did travels as whoever signs in.
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
    /// The server's witness of results that are recorded here, until the feed was read to its end behind them: a
    /// server that is restored from a backup without them does not know it.
    pub witness: Option<String>,
    /// Whether a rebuild is under way (see [`Vault::start_rebuild`]).
    pub rebuilding: bool,
    /// When the feed was last read to its end, by this machine's clock.
    pub last_sync_at: Option<Timestamp>,
    /// Since when the server cannot be reached; `None` while it can.
    pub offline_since: Option<Timestamp>,
    /// This machine's clock less the server's, in ms, as of the last sync.
    pub clock_skew_ms: Option<i64>,
}

impl Account {
    /// A place of the server's history behind all that it acknowledged to this vault; `None` where nothing proves
    /// that it did.
    pub fn proof(&self) -> Option<&str> {
        self.witness.as_deref().or(self.cursor.as_deref())
    }
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
        self.database().read(read)
    }

    /// Signs in. Another server or user than before starts a rebuild of the feed: what it does not list again
    /// and is not local is erased at its end. What the same server acknowledged to another user keeps its proof.
    /// Journaled.
    pub fn sign_in(&self, as_whom: &SignIn) -> Result<()> {
        let SignIn { server_url, user, role, server_id } = as_whom;
        let now = self.now();
        self.database().write(|tx| {
            let before = read(tx)?;
            tx.execute(
                "INSERT INTO account (one, server_url, user, role, server_id, signed_in)
                 VALUES (1, ?1, ?2, ?3, ?4, 1)
                 ON CONFLICT (one) DO UPDATE SET server_url = ?1, user = ?2, role = ?3, server_id = ?4, signed_in = 1",
                (server_url, user, role.word(), server_id),
            )?;
            if let Some(before) = before.filter(|b| b.server_id != *server_id || b.user != *user) {
                start_rebuild(tx)?;
                keep_proof(tx, before.proof().filter(|_| before.server_id == *server_id))?;
            }
            let body = json!({ "server": server_id, "role": role });
            journal::append(tx, now, user, "sign_in", body)
        })
    }

    /// Signs out and forgets the token. Recordings and the outbox stay. Journaled.
    pub fn sign_out(&self) -> Result<()> {
        let account = self.account()?.filter(|a| a.signed_in).ok_or(VaultError::NotSignedIn)?;
        self.forget_token(&account.server_url)?;
        let now = self.now();
        self.database().write(|tx| {
            tx.execute("UPDATE account SET signed_in = 0", [])?;
            journal::append(tx, now, &account.user, "sign_out", json!({ "server": account.server_id }))
        })
    }

    /// The server gave another role.
    pub fn set_role(&self, role: Role) -> Result<()> {
        self.change("UPDATE account SET role = ?1", [role.word()])
    }

    /// The feed was read to its end now; the server's clock said `server_at`.
    pub fn mark_synced(&self, server_at: Timestamp) -> Result<()> {
        let now = self.now();
        self.change(
            "UPDATE account SET last_sync_at = ?1, clock_skew_ms = ?2, offline_since = NULL",
            [now.millis(), now.since(server_at)],
        )
    }

    /// The server could not be reached. Keeps the earliest such time until [`Vault::mark_synced`].
    pub fn mark_offline(&self) -> Result<()> {
        let now = self.now();
        self.change("UPDATE account SET offline_since = coalesce(offline_since, ?1)", [now.millis()])
    }

    fn change(&self, sql: &str, values: impl rusqlite::Params) -> Result<()> {
        self.database().write(|tx| match tx.execute(sql, values)? {
            0 => Err(VaultError::NotSignedIn),
            _ => Ok(()),
        })
    }
}

pub(crate) fn read(connection: &Connection) -> Result<Option<Account>> {
    let mut select = connection.prepare_cached(
        "SELECT server_url, user, role, server_id, signed_in, epoch, cursor, witness, rebuilding,
                last_sync_at, offline_since, clock_skew_ms
         FROM account",
    )?;
    select.query_row([], |row| Ok(from_row(row))).optional()?.transpose()
}

fn from_row(row: &Row<'_>) -> Result<Account> {
    Ok(Account {
        server_url: row.get(0)?,
        user: row.get(1)?,
        role: word(row, 2)?,
        server_id: row.get(3)?,
        signed_in: row.get(4)?,
        epoch: row.get(5)?,
        cursor: row.get(6)?,
        witness: row.get(7)?,
        rebuilding: row.get(8)?,
        last_sync_at: time(row, 9)?,
        offline_since: time(row, 10)?,
        clock_skew_ms: row.get(11)?,
    })
}

/// From no cursor, in a new generation; nothing proves any more that the server's history is the one that was read.
pub(crate) fn start_rebuild(connection: &Connection) -> Result<()> {
    let sql = "UPDATE account SET epoch = NULL, cursor = NULL, witness = NULL, rebuilding = 1,
        generation = generation + 1";
    match connection.execute(sql, [])? {
        0 => Err(VaultError::NotSignedIn),
        _ => Ok(()),
    }
}

/// What was read of the feed does not count any more, but the server's history is still the same.
pub(crate) fn keep_proof(connection: &Connection, proof: Option<&str>) -> Result<()> {
    connection.execute("UPDATE account SET witness = ?1", [proof])?;
    Ok(())
}

/// The generation that rows of the feed carry now.
pub(crate) fn generation(connection: &Connection) -> Result<i64> {
    let mut select = connection.prepare_cached("SELECT generation FROM account")?;
    Ok(select.query_row([], |row| row.get(0)).optional()?.unwrap_or(0))
}

/// Who acts now, and in which role.
pub(crate) fn actor(connection: &Connection) -> Result<(String, Role)> {
    Ok(match read(connection)? {
        Some(account) if account.signed_in => (account.user, account.role),
        _ => (NOBODY.to_owned(), Role::Member),
    })
}

//! Tokens: kept as hashes, with what they allow and until when.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hindsight_domain::{Role, Timestamp, uuid7};
use ring::digest;
use rusqlite::{Connection, OptionalExtension, params};
use serde_json::json;

use super::{StoreError, Tx};
use crate::auth::Principal;

/// What every token begins with, so that a secret scanner knows one when it sees it.
const PREFIX: &str = "hs_";
/// Random bytes of a token.
const TOKEN_BYTES: usize = 32;
/// The last use of a token is written down when the one before is at least so long ago.
const USE_RESOLUTION_MS: i64 = 60_000;

/// SHA-256 of a token. The token has 256 random bits, so that no salt and no slow hash is needed.
pub fn hash(token: &str) -> [u8; 32] {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest::digest(&digest::SHA256, token.as_bytes()).as_ref());
    hash
}

/// A token to be.
#[derive(Clone, Debug)]
pub struct NewToken {
    /// Whom it stands for.
    pub user: String,
    /// What it allows; of a token made by signing in the user's present role holds instead.
    pub role: Role,
    /// Whether it may record in another user's name.
    pub service: bool,
    /// Whether it was made by signing in.
    pub login: bool,
    /// When it ends.
    pub expires_at: Option<Timestamp>,
}

/// A token just made. Its text is shown once and stored nowhere.
#[derive(Clone)]
pub struct Made {
    /// Its id, to revoke it by.
    pub id: String,
    /// The secret.
    pub token: String,
}

/// Makes a token.
pub fn create(tx: &Tx<'_>, new: &NewToken, actor: &str) -> Result<Made, StoreError> {
    let mut secret = [0; TOKEN_BYTES];
    tx.chance().fill(&mut secret);
    let token = format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(secret));
    let id = format!("tok_{}", uuid7(tx.now(), tx.chance()).simple());
    tx.conn()
        .prepare_cached(
            "INSERT INTO tokens (id, hash, user, role, service, login, created_ms, expires_ms)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute(params![
            id,
            hash(&token),
            new.user,
            new.role.word(),
            new.service,
            new.login,
            tx.now().millis(),
            new.expires_at.map(Timestamp::millis),
        ])?;
    let action = if new.login { "signed_in" } else { "token_created" };
    tx.journal(
        actor,
        action,
        json!({ "token_id": id, "user": new.user, "role": new.role, "service": new.service }),
    )?;
    Ok(Made { id, token })
}

/// Ends a token for good.
pub fn revoke(tx: &Tx<'_>, id: &str, actor: &str) -> Result<(), StoreError> {
    let revoked = tx
        .conn()
        .prepare_cached("UPDATE tokens SET revoked_ms = coalesce(revoked_ms, ?2) WHERE id = ?1")?
        .execute(params![id, tx.now().millis()])?;
    if revoked == 0 {
        return Err(StoreError::NotFound(format!("there is no token {id}")));
    }
    tx.journal(actor, "token_revoked", json!({ "token_id": id }))
}

/// A token as a list shows it.
#[derive(Clone, Debug)]
pub struct Listed {
    /// Its id.
    pub id: String,
    /// Whom it stands for.
    pub user: String,
    /// What it allows.
    pub role: String,
    /// Whether it may record in another user's name.
    pub service: bool,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends.
    pub expires_at: Option<Timestamp>,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
    /// When it was last used, to the minute.
    pub last_used_at: Option<Timestamp>,
}

/// All tokens, the oldest first.
pub fn list(connection: &Connection) -> Result<Vec<Listed>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT id, user, role, service, created_ms, expires_ms, revoked_ms, last_used_ms FROM tokens
         ORDER BY created_ms, id",
    )?;
    let rows = statement.query_map([], |row| {
        let time = |column: usize| {
            Ok::<_, rusqlite::Error>(row.get::<_, Option<i64>>(column)?.map(Timestamp::clamp_millis))
        };
        Ok(Listed {
            id: row.get(0)?,
            user: row.get(1)?,
            role: row.get(2)?,
            service: row.get(3)?,
            created_at: Timestamp::clamp_millis(row.get(4)?),
            expires_at: time(5)?,
            revoked_at: time(6)?,
            last_used_at: time(7)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// A token that holds.
pub struct Found {
    /// Whom it stands for.
    pub principal: Principal,
    last_used: Option<Timestamp>,
}

impl Found {
    /// Whether this use is worth writing down.
    pub fn is_used_long_ago(&self, now: Timestamp) -> bool {
        self.last_used.is_none_or(|last| now.since(last) >= USE_RESOLUTION_MS)
    }
}

/// Finds a token that is neither expired nor revoked, and whose user, where it has one, is not disabled.
/// Of one made by signing in the user's present role holds, not the one at that time.
pub fn find(connection: &Connection, hash: &[u8; 32], now: Timestamp) -> Result<Option<Found>, StoreError> {
    let found = connection
        .prepare_cached(
            "SELECT t.id, t.user, CASE WHEN t.login THEN u.role ELSE t.role END, t.service, t.last_used_ms
             FROM tokens AS t LEFT JOIN users AS u ON u.name = t.user
             WHERE t.hash = ?1 AND t.revoked_ms IS NULL AND (t.expires_ms IS NULL OR t.expires_ms > ?2)
               AND coalesce(u.disabled, t.login) = 0",
        )?
        .query_row(params![hash, now.millis()], |row| {
            Ok((
                row.get(0)?,
                row.get(1)?,
                row.get::<_, String>(2)?,
                row.get(3)?,
                row.get::<_, Option<i64>>(4)?,
            ))
        })
        .optional()?;
    let Some((token_id, user, role, service, last_used)) = found else { return Ok(None) };
    let role = role.parse().map_err(|error| StoreError::damaged("a token", error))?;
    let principal = Principal { user, role, service, token_id };
    Ok(Some(Found { principal, last_used: last_used.map(Timestamp::clamp_millis) }))
}

/// Writes down that it was used now.
pub fn used(tx: &Tx<'_>, id: &str) -> Result<(), StoreError> {
    tx.conn()
        .prepare_cached("UPDATE tokens SET last_used_ms = ?2 WHERE id = ?1")?
        .execute(params![id, tx.now().millis()])?;
    Ok(())
}

//! Tokens: kept as hashes, with what they allow and until when.

use hindsight_domain::Timestamp;
use ring::digest;
use rusqlite::{Connection, OptionalExtension, params};

use super::{StoreError, Tx};
use crate::auth::Principal;

/// The last use of a token is written down when the one before is at least so long ago.
const USE_RESOLUTION_MS: i64 = 60_000;

/// SHA-256 of a token. The token has 256 random bits, so that no salt and no slow hash is needed.
pub fn hash(token: &str) -> [u8; 32] {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest::digest(&digest::SHA256, token.as_bytes()).as_ref());
    hash
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
/// A user's present role holds, not the one at the time of signing in.
pub fn find(connection: &Connection, hash: &[u8; 32], now: Timestamp) -> Result<Option<Found>, StoreError> {
    let found = connection
        .prepare_cached(
            "SELECT t.id, t.user, CASE WHEN t.login THEN u.role ELSE t.role END, t.service, t.last_used_ms
             FROM tokens AS t LEFT JOIN users AS u ON u.name = t.user
             WHERE t.hash = ?1 AND t.revoked_ms IS NULL AND (t.expires_ms IS NULL OR t.expires_ms > ?2)
               AND (NOT t.login OR u.disabled = 0)",
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

//! Users who sign in with a password.

use hindsight_domain::{Role, Timestamp};
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde_json::json;

use super::{StoreError, Tx};

/// A user.
#[derive(Clone, Debug)]
pub struct User {
    /// Its name, which is its id.
    pub name: String,
    /// What it may.
    pub role: Role,
    /// Argon2id, as a PHC string.
    pub password: String,
    /// Whether it may sign in no more.
    pub disabled: bool,
    /// When it was made.
    pub created_at: Timestamp,
}

/// Makes a user.
pub fn add(tx: &Tx<'_>, name: &str, role: Role, password: &str, actor: &str) -> Result<(), StoreError> {
    let added = tx
        .conn()
        .prepare_cached(
            "INSERT INTO users (name, role, password, created_ms) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
        )?
        .execute(params![name, role.word(), password, tx.now().millis()])?;
    if added == 0 {
        return Err(StoreError::Conflict(format!("there is a user {name} already")));
    }
    tx.journal(actor, "user_added", json!({ "user": name, "role": role }))
}

/// Changes what a user may. What it sees changes as a whole with it.
pub fn set_role(tx: &Tx<'_>, name: &str, role: Role, actor: &str) -> Result<(), StoreError> {
    let sql = "UPDATE users SET role = ?2, visibility_gen = visibility_gen + 1 WHERE name = ?1";
    known(name, tx.conn().prepare_cached(sql)?.execute(params![name, role.word()])?)?;
    tx.journal(actor, "user_role_set", json!({ "user": name, "role": role }))
}

/// Gives a user a new password. Who is signed in is signed out.
pub fn set_password(tx: &Tx<'_>, name: &str, password: &str, actor: &str) -> Result<(), StoreError> {
    let sql = "UPDATE users SET password = ?2 WHERE name = ?1";
    known(name, tx.conn().prepare_cached(sql)?.execute(params![name, password])?)?;
    tx.conn()
        .prepare_cached("UPDATE tokens SET revoked_ms = ?2 WHERE user = ?1 AND login AND revoked_ms IS NULL")?
        .execute(params![name, tx.now().millis()])?;
    tx.journal(actor, "user_password_set", json!({ "user": name }))
}

/// Shuts a user out, or lets it in again. All of its tokens rest while it is out.
pub fn set_disabled(tx: &Tx<'_>, name: &str, disabled: bool, actor: &str) -> Result<(), StoreError> {
    let sql = "UPDATE users SET disabled = ?2 WHERE name = ?1";
    known(name, tx.conn().prepare_cached(sql)?.execute(params![name, disabled])?)?;
    let action = if disabled { "user_disabled" } else { "user_enabled" };
    tx.journal(actor, action, json!({ "user": name }))
}

fn known(name: &str, changed: usize) -> Result<(), StoreError> {
    if changed > 0 { Ok(()) } else { Err(StoreError::NotFound(format!("there is no user {name}"))) }
}

const COLUMNS: &str = "name, role, password, disabled, created_ms";

type Columns = (String, String, String, bool, i64);

fn columns(row: &Row<'_>) -> rusqlite::Result<Columns> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
}

fn user((name, role, password, disabled, created_ms): Columns) -> Result<User, StoreError> {
    let role = role.parse().map_err(|error| StoreError::damaged("a user", error))?;
    Ok(User { name, role, password, disabled, created_at: Timestamp::clamp_millis(created_ms) })
}

/// Finds a user.
pub fn get(connection: &Connection, name: &str) -> Result<Option<User>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM users WHERE name = ?1");
    connection.prepare_cached(&sql)?.query_row([name], columns).optional()?.map(user).transpose()
}

/// All users, by their names.
pub fn list(connection: &Connection) -> Result<Vec<User>, StoreError> {
    let mut statement = connection.prepare_cached(&format!("SELECT {COLUMNS} FROM users ORDER BY name"))?;
    let rows = statement.query_map([], columns)?.collect::<Result<Vec<_>, _>>()?;
    rows.into_iter().map(user).collect()
}

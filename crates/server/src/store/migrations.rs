//! The schema, as the list of its migrations.

use rusqlite::{Connection, TransactionBehavior};

use super::{Place, StoreError};

/// Append-only: a migration that was released never changes.
const MIGRATIONS: &[&str] = &[
    include_str!("../../migrations/0001_base.sql"),
    include_str!("../../migrations/0002_sync.sql"),
    include_str!("../../migrations/0003_web.sql"),
    include_str!("../../migrations/0004_analytics.sql"),
];

/// Brings the database to the newest schema, in one transaction. A newer one is refused unharmed.
pub(super) fn run(connection: &mut Connection, place: &Place) -> Result<(), StoreError> {
    let known = u32::try_from(MIGRATIONS.len()).unwrap_or(u32::MAX);
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found: u32 = tx.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if found > known {
        return Err(StoreError::Newer { found, known });
    }
    for migration in &MIGRATIONS[found as usize..] {
        tx.execute_batch(migration)?;
    }
    tx.execute(
        "INSERT INTO meta (key, value) VALUES ('server_id', ?1) ON CONFLICT DO NOTHING",
        [format!("srv_{}", place.new_name())],
    )?;
    tx.pragma_update(None, "user_version", known)?;
    Ok(tx.commit()?)
}

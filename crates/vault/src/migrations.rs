//! The schema's versions. A migration that was released never changes; a new one is added at the end.

use rusqlite::{Connection, TransactionBehavior};

use crate::{Result, VaultError};

/// In order; the position, from 1, is the schema's version.
const MIGRATIONS: &[&str] = &[
    include_str!("../migrations/0001_initial.sql"),
    include_str!("../migrations/0002_witness.sql"),
    include_str!("../migrations/0003_derived.sql"),
    include_str!("../migrations/0004_beginnings.sql"),
    include_str!("../migrations/0005_pages.sql"),
    include_str!("../migrations/0006_orders.sql"),
    include_str!("../migrations/0007_unmerged.sql"),
    include_str!("../migrations/0008_versions.sql"),
];

pub(crate) const KNOWN: u32 = MIGRATIONS.len() as u32;

/// Refuses a database that a newer Hindsight wrote. Only reads.
pub(crate) fn check(connection: &Connection) -> Result<u32> {
    let found = version(connection)?;
    if found > KNOWN {
        return Err(VaultError::Newer { what: "schema", found, known: KNOWN });
    }
    Ok(found)
}

/// Brings the schema up to date in one transaction. Safe when several processes do so at once.
pub(crate) fn run(connection: &mut Connection) -> Result<()> {
    if check(connection)? == KNOWN {
        return Ok(());
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let from = check(&transaction)?;
    for migration in &MIGRATIONS[from as usize..] {
        transaction.execute_batch(migration)?;
    }
    transaction.pragma_update(None, "user_version", KNOWN)?;
    transaction.commit()?;
    Ok(())
}

fn version(connection: &Connection) -> Result<u32> {
    Ok(connection.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

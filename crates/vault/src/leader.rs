//! One process at a time syncs; the others write, and it sees that they did.

use std::fs::File;

use rusqlite::Connection;

use crate::{Result, Vault, folder};

/// Held by the process that syncs. Ends when it is dropped, and with its process however that ends.
#[derive(Debug)]
pub struct LeaderGuard {
    _lock: File,
}

/// Sees whether anybody else wrote to the vault.
pub struct Watch {
    connection: Connection,
    version: i64,
}

impl Watch {
    /// Whether another connection, of this process or another, wrote since the last call. Cheap: microseconds.
    pub fn changed(&mut self) -> Result<bool> {
        let version = data_version(&self.connection)?;
        Ok(std::mem::replace(&mut self.version, version) != version)
    }
}

impl Vault {
    /// Becomes the sync leader, unless another process or handle is.
    pub fn try_lead(&self) -> Result<Option<LeaderGuard>> {
        let path = self.folder().leader_lock();
        let lock = folder::lock_file(&path)?;
        Ok(folder::try_lock(&lock, &path)?.then_some(LeaderGuard { _lock: lock }))
    }

    /// Begins to watch for writes, of this handle's too.
    pub fn watch(&self) -> Result<Watch> {
        let connection = self.database().reader()?;
        let version = data_version(&connection)?;
        Ok(Watch { connection, version })
    }
}

fn data_version(connection: &Connection) -> Result<i64> {
    Ok(connection.pragma_query_value(None, "data_version", |row| row.get(0))?)
}

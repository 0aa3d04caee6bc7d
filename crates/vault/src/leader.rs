//! One process at a time syncs; the others write, and it sees that they did.

use crate::{Result, Vault};

/// Held by the process that syncs. Ends when it is dropped, and with its process however that ends.
pub struct LeaderGuard {}

/// Sees whether anybody else wrote to the vault.
pub struct Watch {}

impl Watch {
    /// Whether another connection, of this process or another, wrote since the last call. Cheap: microseconds.
    pub fn changed(&mut self) -> Result<bool> {
        todo!()
    }
}

impl Vault {
    /// Becomes the sync leader, unless another process or handle is.
    pub fn try_lead(&self) -> Result<Option<LeaderGuard>> {
        todo!()
    }

    /// Begins to watch for writes of others.
    pub fn watch(&self) -> Result<Watch> {
        todo!()
    }
}

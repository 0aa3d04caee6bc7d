//! Doing something: one transaction makes the journal entry, the row of the outbox and the projection.

use hindsight_domain::Mutation;

use crate::{Result, Vault};

impl Vault {
    /// Records what the signed-in user (or [`NOBODY`](crate::NOBODY)) did. It is visible at once and travels when
    /// there is a network. The same mutation again changes nothing.
    ///
    /// Whether it is allowed is the caller's to check; here only its recording must exist.
    pub fn perform(&self, mutation: &Mutation) -> Result<()> {
        let _ = mutation;
        todo!()
    }
}

//! The outbox: what waits to go up, in the order in which it must go.
//!
//! **Invariant:** a row is never deleted while its recording is here; a sent one stays for a server that is
//! restored from an older backup.

use hindsight_contract::sync::MutationResult;
use hindsight_contract::view::{Delivery, Items, OutboxItem};
use hindsight_domain::{Mutation, MutationId};

use crate::{Result, Vault};

/// What [`Vault::record_results`] took down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outcomes {
    /// Mutations that the server took, competing ones included.
    pub sent: u64,
    /// Verdicts among them that stand beside others.
    pub competing: u64,
    /// Mutations that it refused.
    pub parked: u64,
}

impl Vault {
    /// What is not sent, in the order in which it will be.
    pub fn outbox(&self) -> Result<Items<OutboxItem>> {
        todo!()
    }

    /// The next mutations to send, marked as under way: `MUTATIONS_PER_REQUEST` at most. What waits for a parked
    /// one, for an upload or for another user is held back, the rest goes on. Those under way already (a reply
    /// was lost) are among them again.
    pub fn next_batch(&self) -> Result<Vec<Mutation>> {
        todo!()
    }

    /// Takes down what the server said of mutations that were sent.
    pub fn record_results(&self, results: &[MutationResult]) -> Result<Outcomes> {
        let _ = results;
        todo!()
    }

    /// A batch did not get through: its mutations wait again, with what went wrong.
    pub fn batch_failed(&self, batch: &[MutationId], why: &str) -> Result<()> {
        let _ = (batch, why);
        todo!()
    }

    /// Parked mutations wait again: this one, or all. Says how many.
    pub fn retry_parked(&self, which: Option<MutationId>) -> Result<u64> {
        let _ = which;
        todo!()
    }

    /// How many are parked.
    pub fn parked_count(&self) -> Result<u64> {
        todo!()
    }

    /// Puts all that this server ever took back into the outbox, for a server that was restored from a backup.
    /// Recordings that were uploaded from here count as local again until the feed lists them. Says how many.
    pub fn requeue_all_sent(&self) -> Result<u64> {
        todo!()
    }

    /// Whether a mutation was sent; `None` for one that was not made here.
    pub fn delivery(&self, id: MutationId) -> Result<Option<Delivery>> {
        let _ = id;
        todo!()
    }
}

//! The outbox, in order, until it is empty or the server cannot go on.

use std::collections::HashMap;

use hindsight_contract::error::{ErrorBody, ErrorCode};
use hindsight_contract::sync::{MUTATIONS_PER_REQUEST, MutationResult, MutationResults, Outcome};
use hindsight_domain::{Mutation, MutationId};

use super::round::Round;
use super::trip::Phase;
use crate::SyncError;
use crate::plan;

/// What a request of several mutations holds at most, so that a poor line gets through one after the other.
const REQUEST_BYTES: usize = 512 << 10;
/// How often one mutation is sent in one push before the server is held to make no sense.
const SENT_AT_MOST: u8 = 3;

impl Round<'_> {
    /// Sends what waits: first the bytes of local recordings, then mutations.
    ///
    /// A recording whose bytes the server refuses does not hold up the rest; its error is returned in the end.
    pub(super) async fn push(&mut self) -> Result<(), SyncError> {
        let mut late = self.send_pending(None).await?.refused;
        let mut sent = HashMap::<MutationId, u8>::new();
        let mut at_most = MUTATIONS_PER_REQUEST;
        loop {
            let taken = self.vault(hindsight_vault::Vault::next_batch).await?;
            if taken.is_empty() {
                return late.map_or(Ok(()), Err);
            }
            self.tell(Phase::Push, self.synced.report.sent, None);
            let fitting = plan::fitting(&taken, REQUEST_BYTES).min(at_most);
            let batch = &taken[..fitting];
            for mutation in batch {
                let times = sent.entry(mutation.id).or_default();
                *times += 1;
                if *times > SENT_AT_MOST {
                    let error = self.remote.protocol("it neither takes nor refuses a mutation");
                    return self.not_through(&taken, error).await;
                }
            }
            let client_id = self.vault.client_id();
            match self.again(|| self.remote.mutations(client_id, batch)).await {
                Ok(results) => {
                    if let Some(refused) = self.take(batch, results).await? {
                        late = Some(refused);
                    }
                }
                // One of them is not even readable to the server: the smaller the request, the sooner it is found.
                Err(SyncError::Refused { .. }) if batch.len() > 1 => at_most = batch.len() / 2,
                Err(SyncError::Refused { body, .. }) => {
                    let result = rejected(batch[0].id, *body);
                    self.take(batch, MutationResults { results: vec![result], witness: None }).await?;
                    at_most = MUTATIONS_PER_REQUEST;
                }
                Err(error) => return self.not_through(&taken, error).await,
            }
        }
    }

    async fn not_through(&self, taken: &[Mutation], error: SyncError) -> Result<(), SyncError> {
        let (ids, why) = (ids(taken), error.to_string());
        self.vault(move |vault| vault.batch_failed(&ids, &why)).await?;
        Err(error)
    }

    /// Takes down the results of `batch`. What is given back is an error of a recording whose bytes went up again
    /// in vain.
    async fn take(
        &mut self,
        batch: &[Mutation],
        results: MutationResults,
    ) -> Result<Option<SyncError>, SyncError> {
        let settled = plan::settle(batch, results.results);
        let record = settled.record;
        let counts = |result: &&MutationResult| !(self.recovering && result.repeated);
        let number = |outcome| record.iter().filter(counts).filter(|r| r.outcome == outcome).count() as u64;
        let (applied, competing) = (number(Outcome::Applied), number(Outcome::Competing));
        self.refused.extend(record.iter().filter_map(|result| Some((result.id, result.error.clone()?))));
        self.vault(move |vault| vault.record_results(&record)).await?;
        self.synced.report.sent += applied + competing;
        self.synced.report.conflicts += competing;
        self.witness = results.witness.or(self.witness.take());

        if !settled.again.is_empty() {
            let (again, why) = (settled.again, "what it waits for did not get through");
            self.vault(move |vault| vault.batch_failed(&again, why)).await?;
        }
        if settled.stop {
            return Err(SyncError::ServerFault {
                server: self.remote.server(),
                status: ErrorCode::StoreUnavailable.status(),
                detail: Some("it cannot take more now".to_owned()),
                request_id: None,
                retry_after: None,
            });
        }
        if settled.missing.is_empty() {
            return Ok(None);
        }
        let missing = settled.missing;
        self.vault(move |vault| vault.forget_uploads(&missing)).await?;
        Ok(self.send_pending(None).await?.refused)
    }
}

fn ids(mutations: &[Mutation]) -> Vec<MutationId> {
    mutations.iter().map(|mutation| mutation.id).collect()
}

fn rejected(id: MutationId, error: ErrorBody) -> MutationResult {
    MutationResult { id, outcome: Outcome::Rejected, repeated: false, review_id: None, error: Some(error) }
}

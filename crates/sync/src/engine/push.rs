//! The outbox, in order, until it is empty or the server cannot go on.

use std::collections::HashMap;

use hindsight_contract::error::{ErrorBody, ErrorCode};
use hindsight_contract::sync::{MUTATIONS_PER_REQUEST, MutationResult, MutationResults, Outcome};
use hindsight_domain::MutationId;
use hindsight_vault::{Account, Vault};

use super::pull::REBUILDS;
use super::round::Round;
use super::trip::Phase;
use crate::SyncError;
use crate::plan;

/// How often one mutation is sent in one push before the server is held to make no sense. Above the number of times
/// that the vault lets a recording's segments go missing.
const SENT_AT_MOST: u8 = 8;

impl Round<'_> {
    /// Sends what waits: first the bytes of local recordings, then mutations.
    ///
    /// A recording whose bytes the server refuses does not hold up the rest; its error is returned in the end. A
    /// server that has lost what it acknowledged gets all of it again.
    pub(super) async fn push(&mut self) -> Result<(), SyncError> {
        let mut late = self.send_pending(None).await?.refused;
        let mut rebuilds = 0;
        let mut sent = HashMap::<MutationId, u8>::new();
        let mut at_most = MUTATIONS_PER_REQUEST;
        loop {
            let taken = self.vault(Vault::next_batch).await?;
            self.under_way = taken.iter().map(|mutation| mutation.id).collect();
            if taken.is_empty() {
                return late.map_or(Ok(()), Err);
            }
            self.tell(Phase::Push, self.synced.report.sent, None);
            let batch = &taken[..taken.len().min(at_most)];
            if batch.iter().any(|mutation| is_sent_too_often(&mut sent, mutation.id)) {
                let error = self.remote.protocol("it neither takes nor refuses a mutation");
                return self.not_through(error).await;
            }
            let (client_id, account) = (self.vault.client_id(), self.vault(Vault::account).await?);
            let witness = account.as_ref().and_then(Account::proof);
            match self.again(|| self.remote.mutations(client_id, witness, batch)).await {
                Ok(results) => {
                    if self.take(results).await? {
                        late = self.send_pending(None).await?.refused.or(late);
                    }
                }
                Err(SyncError::EpochChanged { .. }) if rebuilds < REBUILDS => {
                    rebuilds += 1;
                    if let Err(error) = self.start_over().await {
                        return self.not_through(error).await;
                    }
                    late = self.send_pending(None).await?.refused.or(late);
                }
                // One of them is not even readable to the server: the smaller the request, the sooner it is found.
                Err(SyncError::Refused { .. }) if batch.len() > 1 => at_most = batch.len() / 2,
                Err(SyncError::Refused { body, .. }) => {
                    let result = rejected(batch[0].id, *body);
                    self.take(MutationResults { results: vec![result], witness: None }).await?;
                    at_most = MUTATIONS_PER_REQUEST;
                }
                Err(error) => return self.not_through(error).await,
            }
        }
    }

    /// What is under way waits again, with the reason.
    pub(super) async fn not_through(&mut self, error: SyncError) -> Result<(), SyncError> {
        let (ids, why) = (std::mem::take(&mut self.under_way), error.to_string());
        self.vault(move |vault| vault.batch_failed(&ids, &why)).await?;
        Err(error)
    }

    /// Takes down the results of a batch. Says whether segments have to go up again.
    async fn take(&mut self, results: MutationResults) -> Result<bool, SyncError> {
        let plan::Settled { record, segments_missing, stop } = plan::settle(results.results);
        let counts = |result: &&MutationResult| !(self.recovering && result.repeated);
        let number = |outcome| record.iter().filter(counts).filter(|r| r.outcome == outcome).count() as u64;
        let (applied, competing) = (number(Outcome::Applied), number(Outcome::Competing));
        self.refused.extend(record.iter().filter_map(|result| Some((result.id, result.error.clone()?))));
        self.under_way.retain(|id| record.iter().all(|result| result.id != *id));
        let witness = results.witness;
        self.vault(move |vault| vault.record_results(&record, witness.as_deref())).await?;
        self.synced.report.sent += applied + competing;
        self.synced.report.conflicts += competing;
        if !stop {
            return Ok(segments_missing);
        }
        let busy = SyncError::ServerFault {
            server: self.remote.server(),
            status: ErrorCode::StoreUnavailable.status(),
            detail: Some("it cannot take more now".to_owned()),
            request_id: None,
            retry_after: None,
        };
        self.not_through(busy).await.map(|()| false)
    }
}

fn is_sent_too_often(sent: &mut HashMap<MutationId, u8>, id: MutationId) -> bool {
    let times = sent.entry(id).or_default();
    *times += 1;
    *times > SENT_AT_MOST
}

fn rejected(id: MutationId, error: ErrorBody) -> MutationResult {
    MutationResult { id, outcome: Outcome::Rejected, repeated: false, review_id: None, error: Some(error) }
}

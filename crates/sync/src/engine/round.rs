//! One go at the server: what its parts share.

use std::time::Duration;

use hindsight_contract::error::ErrorBody;
use hindsight_domain::MutationId;
use hindsight_vault::{LeaderGuard, Vault, VaultError};
use tokio::time::{Instant, sleep};

use super::trip::{FAULTS_KEPT, Fault, Phase, Progress, Synced, Trip};
use crate::{Remote, SyncError};

/// How often a call is tried that a later try may serve.
const ATTEMPTS: u32 = 4;
/// How often it is looked whether another process still leads.
const LEAD_POLL: Duration = Duration::from_millis(100);

pub(super) struct Round<'a> {
    pub(super) vault: &'a Vault,
    pub(super) remote: &'a Remote,
    pub(super) trip: &'a Trip,
    pub(super) synced: Synced,
    /// Whether mutations that were sent before are sent again: what had come before does not count twice.
    pub(super) recovering: bool,
    /// Mutations that were sent and not answered yet.
    pub(super) under_way: Vec<MutationId>,
    /// Mutations that the server refused in this round.
    pub(super) refused: Vec<(MutationId, ErrorBody)>,
}

/// Becomes the leader, or waits a bounded time for the one there is.
pub(crate) async fn lead(vault: &Vault, trip: &Trip) -> Result<LeaderGuard, SyncError> {
    let until = Instant::now() + trip.lead_wait;
    loop {
        let vault = vault.clone();
        if let Some(leader) = blocking(move || vault.try_lead()).await? {
            return Ok(leader);
        }
        if Instant::now() >= until {
            return Err(SyncError::AnotherSyncs);
        }
        tokio::select! {
            () = trip.cancel.cancelled() => return Err(SyncError::Cancelled),
            () = sleep(LEAD_POLL) => {}
        }
    }
}

/// Runs what may block on a thread that may.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, VaultError> + Send + 'static,
) -> Result<T, SyncError> {
    let done = tokio::task::spawn_blocking(work).await.map_err(|_| SyncError::Broken)?;
    Ok(done?)
}

impl<'a> Round<'a> {
    pub(super) fn new(vault: &'a Vault, remote: &'a Remote, trip: &'a Trip) -> Self {
        Self {
            vault,
            remote,
            trip,
            synced: Synced::default(),
            recovering: false,
            under_way: Vec::new(),
            refused: Vec::new(),
        }
    }

    /// Asks the vault on a blocking thread.
    pub(super) async fn vault<T: Send + 'static>(
        &self,
        ask: impl FnOnce(&Vault) -> Result<T, VaultError> + Send + 'static,
    ) -> Result<T, SyncError> {
        let vault = self.vault.clone();
        blocking(move || ask(&vault)).await
    }

    pub(super) async fn require_account(&self) -> Result<(), SyncError> {
        match self.vault(Vault::account).await? {
            Some(account) if account.signed_in => Ok(()),
            _ => Err(VaultError::NotSignedIn.into()),
        }
    }

    /// Takes down that the server cannot be reached, where that is how it ended.
    pub(super) async fn noted<T>(&self, done: Result<T, SyncError>) -> Result<T, SyncError> {
        if done.as_ref().is_err_and(SyncError::is_offline) {
            self.vault(Vault::mark_offline).await?;
        }
        done
    }

    /// The report as it stands now.
    pub(super) async fn finish(&mut self) -> Result<Synced, SyncError> {
        self.synced.report.parked = self.vault(Vault::parked_count).await?;
        Ok(std::mem::take(&mut self.synced))
    }

    /// Waits for the network unless the sync is cancelled.
    pub(super) async fn or_cancel<T>(
        &self,
        work: impl Future<Output = Result<T, SyncError>>,
    ) -> Result<T, SyncError> {
        tokio::select! {
            biased;
            () = self.trip.cancel.cancelled() => Err(SyncError::Cancelled),
            done = work => done,
        }
    }

    /// Calls, and calls again where that may help.
    pub(super) async fn again<T, F: Future<Output = Result<T, SyncError>>>(
        &self,
        mut call: impl FnMut() -> F,
    ) -> Result<T, SyncError> {
        let mut attempt = 0;
        loop {
            match self.or_cancel(call()).await {
                Err(error) => self.pause(&mut attempt, error).await?,
                done => return done,
            }
        }
    }

    /// Waits before the next try after `error`, or gives it back where no try will help any more.
    pub(super) async fn pause(&self, attempt: &mut u32, error: SyncError) -> Result<(), SyncError> {
        if !error.is_transient() || *attempt + 1 >= ATTEMPTS {
            return Err(error);
        }
        let mut random = [0; 4];
        self.trip.chance.fill(&mut random);
        let delay = self.trip.backoff.delay_after(*attempt, u32::from_le_bytes(random), error.retry_after());
        tracing::info!(%error, delay_ms = delay.as_millis(), "trying again");
        *attempt += 1;
        let waited = async {
            sleep(delay).await;
            Ok(())
        };
        self.or_cancel(waited).await
    }

    pub(super) fn fault(&mut self, fault: Fault) {
        tracing::warn!(%fault, "a segment did not come");
        self.synced.fault_count += 1;
        if self.synced.faults.len() < FAULTS_KEPT {
            self.synced.faults.push(fault);
        }
    }

    pub(super) fn tell(&self, phase: Phase, items: u64, of_items: Option<u64>) {
        (self.trip.progress)(Progress { phase, items, of_items, bytes: 0, of_bytes: None });
    }
}

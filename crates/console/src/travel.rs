//! What needs a network: sync and upload, and the brief attempt that follows every deed.

use std::sync::Arc;
use std::time::Duration;

use hindsight_contract::view::Uploaded;
use hindsight_domain::{Kind, RecordingId, Timestamp};
use hindsight_sync::{Indexer, Patience, RemoteOptions, SyncError, Trip, push_once};
use hindsight_vault::Text;
use tokio_util::sync::CancellationToken;

pub use hindsight_sync::{Phase, Progress, Synced, Wanted};

use crate::texts::texts_of;
use crate::{Console, Result};

/// Hears how far something is. Must return at once.
pub type Watch = Arc<dyn Fn(Progress) + Send + Sync>;

/// How long the attempt right after a deed may take: a person waits for it.
const BRIEF: Duration = Duration::from_millis(2_500);
/// A server that could not be reached is left alone by such attempts for this long.
const OFFLINE_REST_MS: i64 = 20_000;

impl Console {
    /// Sends what waits, takes in what is new, and downloads what is wanted.
    pub async fn sync(&self, wanted: Wanted, watch: Watch, cancel: CancellationToken) -> Result<Synced> {
        let remote = self.remote(&RemoteOptions::default()).await?;
        let trip = Trip { progress: watch, cancel, ..self.trip() };
        let synced = hindsight_sync::sync(&self.vault, &remote, &wanted, &trip).await;
        self.heed(synced).await
    }

    /// Sends a local recording, then what was flagged, noted or decided about it.
    pub async fn upload(
        &self,
        id: &RecordingId,
        watch: Watch,
        cancel: CancellationToken,
    ) -> Result<Uploaded> {
        self.show(id).await?;
        let remote = self.remote(&RemoteOptions::default()).await?;
        let trip = Trip { progress: watch, cancel, ..self.trip() };
        let uploaded = hindsight_sync::upload(&self.vault, &remote, id, &trip).await;
        self.heed(uploaded).await
    }

    /// Tries once to send what was just done. Whether it arrives is told by the outbox; it is safe here either way.
    pub(crate) async fn push_briefly(&self) {
        if let Err(error) = self.push_within(BRIEF).await {
            tracing::info!(%error, "what was done waits in the outbox");
        }
    }

    async fn push_within(&self, budget: Duration) -> Result<()> {
        let Some(account) = self.account().await?.filter(|account| account.signed_in) else { return Ok(()) };
        let now = self.clock.now();
        let resting = |since: Timestamp| (0..OFFLINE_REST_MS).contains(&now.since(since));
        if account.offline_since.is_some_and(resting) {
            return Ok(());
        }
        let patience = Patience { connect: Duration::from_millis(800), ..Patience::default() };
        let remote = self.remote(&RemoteOptions { patience, ..RemoteOptions::default() }).await?;
        let pushed = push_once(&self.vault, &remote, budget, &self.trip()).await;
        if pushed.as_ref().is_err_and(SyncError::is_offline) {
            self.with_vault(|vault| Ok(vault.mark_offline()?)).await?;
        }
        self.heed(pushed).await?;
        Ok(())
    }

    /// A server that takes the token no longer ends the session: the next call says so at once.
    pub(crate) async fn heed<T>(&self, done: std::result::Result<T, SyncError>) -> Result<T> {
        if matches!(done, Err(SyncError::SignedOut { .. })) {
            self.logout().await?;
        }
        Ok(done?)
    }

    fn trip(&self) -> Trip {
        let trip = Trip::new(Arc::new(Texts), self.clock.clone(), self.chance.clone());
        Trip { backoff: self.backoff, ..trip }
    }
}

/// Finds texts with what knows rrweb.
struct Texts;

impl Indexer for Texts {
    fn texts(&self, kind: Kind, started_at: Timestamp, events: &[u8]) -> Vec<Text> {
        texts_of(kind, events, started_at)
    }
}

//! The feed, page by page; the next one travels while this one is taken in.

use hindsight_contract::sync::{FEED_LIMIT, FeedPage, FeedQuery};
use hindsight_domain::Timestamp;
use hindsight_vault::{PageApplied, Vault};
use tokio::time::Instant;

use super::round::Round;
use super::trip::Phase;
use crate::SyncError;
use crate::client::TimedPage;

/// How often the history may turn out to be another one in one sync.
pub(super) const REBUILDS: u32 = 3;

type Answer = Result<TimedPage, SyncError>;

impl Round<'_> {
    /// Takes in the feed to its end. Says whether it was read again from the start.
    pub(super) async fn pull(&mut self) -> Result<bool, SyncError> {
        let mut rebuilds = 0;
        loop {
            match self.pull_history().await {
                Err(SyncError::EpochChanged { .. }) if rebuilds < REBUILDS => {
                    rebuilds += 1;
                    self.rebuild().await?;
                }
                Err(error) => return Err(error),
                Ok(()) => return Ok(rebuilds > 0),
            }
        }
    }

    /// The same as long as the history stays the same.
    async fn pull_history(&mut self) -> Result<(), SyncError> {
        let account = self.vault(Vault::account).await?;
        let mut limit = FEED_LIMIT;
        let (mut asked, witness) = account.map_or((None, None), |account| (account.cursor, account.witness));
        let mut answer = self.page(&asked, &witness, limit).await;
        loop {
            let TimedPage { page, written } = match answer {
                Err(SyncError::TooLarge { .. }) if limit > 1 => {
                    limit = limit.div_ceil(10);
                    answer = self.page(&asked, &witness, limit).await;
                    continue;
                }
                answer => answer?,
            };
            if page.more && asked.as_ref() == Some(&page.next) {
                return Err(self.remote.protocol("a feed that does not get on"));
            }
            let (more, server_at) = (page.more, page.head.at);
            asked = Some(page.next.clone());
            let ahead = async { if more { Some(self.page(&asked, &witness, limit).await) } else { None } };
            let (applied, ahead) = tokio::join!(self.apply(page), ahead);
            let entries = applied?;
            self.synced.report.received += entries;
            self.tell(Phase::Pull, self.synced.report.received, None);
            match ahead {
                Some(next) => answer = next,
                None => return self.mark_synced(server_at, written).await,
            }
        }
    }

    async fn page(&self, cursor: &Option<String>, witness: &Option<String>, limit: u32) -> Answer {
        let (cursor, witness) = (cursor.clone(), witness.clone());
        let query = FeedQuery { cursor, limit: Some(limit), witness, ..FeedQuery::default() };
        self.again(|| self.remote.feed(&query)).await
    }

    async fn apply(&self, page: FeedPage) -> Result<u64, SyncError> {
        match self.vault(move |vault| vault.apply_page(&page)).await? {
            PageApplied::Applied { entries, .. } => Ok(entries),
            PageApplied::EpochChanged => Err(SyncError::EpochChanged { server: self.remote.server() }),
        }
    }

    /// The server's clock moved on while the last page was taken in.
    async fn mark_synced(&self, server_at: Timestamp, written: Instant) -> Result<(), SyncError> {
        self.vault(move |vault| {
            let since_ms = i64::try_from(written.elapsed().as_millis()).unwrap_or(i64::MAX);
            vault.mark_synced(server_at.plus(since_ms))
        })
        .await
    }

    /// The history is another one: the principal's view changed, or the server was restored from a backup.
    ///
    /// What this console ever sent goes into the outbox again first, and only then the feed begins anew: whatever
    /// ends this between the two, the next sync comes here again.
    pub(super) async fn rebuild(&mut self) -> Result<(), SyncError> {
        let who = self.again(|| self.remote.whoami()).await?;
        let Some(account) = self.vault(Vault::account).await? else {
            return Err(hindsight_vault::VaultError::NotSignedIn.into());
        };
        if account.server_id != who.server_id || account.user != who.user {
            return Err(SyncError::OtherServer { server: self.remote.server() });
        }
        let role = who.role;
        let requeued = self
            .vault(move |vault| {
                if account.role != role {
                    vault.set_role(role)?;
                }
                let requeued = vault.requeue_all_sent()?;
                vault.start_rebuild()?;
                Ok(requeued)
            })
            .await?;
        tracing::info!(requeued, "the server's history is another one: reading it from the start");
        self.synced.rebuilt = true;
        self.recovering = true;
        Ok(())
    }
}

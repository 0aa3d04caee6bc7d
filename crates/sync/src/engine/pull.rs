//! The feed, page by page; the next one travels while this one is taken in.

use hindsight_contract::sync::{FEED_LIMIT, FeedPage, FeedQuery};
use hindsight_domain::Timestamp;
use hindsight_vault::{PageApplied, Vault};
use tokio::time::Instant;

use super::round::Round;
use super::trip::Phase;
use crate::SyncError;
use crate::client::TimedPage;

/// How often the feed may have to be read again from the start in one sync.
pub(super) const REBUILDS: u32 = 3;

type Answer = Result<TimedPage, SyncError>;

/// How far the feed was taken in.
enum Pulled {
    ToItsEnd,
    /// What this principal sees has changed as a whole.
    AnotherView,
}

impl Round<'_> {
    /// Takes in the feed to its end.
    ///
    /// # Errors
    ///
    /// [`SyncError::EpochChanged`] where the server's history is another one; see [`Round::start_over`].
    pub(super) async fn pull(&mut self) -> Result<(), SyncError> {
        for _ in 0..=REBUILDS {
            match self.pull_view().await? {
                Pulled::ToItsEnd => return Ok(()),
                Pulled::AnotherView => self.read_again().await?,
            }
        }
        Err(self.remote.protocol("a view that changes with each reading"))
    }

    /// The same as long as the view stays the same.
    async fn pull_view(&mut self) -> Result<Pulled, SyncError> {
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
            let PageApplied::Applied { entries, .. } = applied? else { return Ok(Pulled::AnotherView) };
            self.synced.report.received += entries;
            self.tell(Phase::Pull, self.synced.report.received, None);
            match ahead {
                Some(next) => answer = next,
                None => {
                    self.mark_synced(server_at, written).await?;
                    return Ok(Pulled::ToItsEnd);
                }
            }
        }
    }

    async fn page(&self, cursor: &Option<String>, witness: &Option<String>, limit: u32) -> Answer {
        let (cursor, witness) = (cursor.clone(), witness.clone());
        let query = FeedQuery { cursor, limit: Some(limit), witness, ..FeedQuery::default() };
        self.again(|| self.remote.feed(&query)).await
    }

    async fn apply(&self, page: FeedPage) -> Result<PageApplied, SyncError> {
        self.vault(move |vault| vault.apply_page(&page)).await
    }

    /// The server's clock moved on while the last page was taken in.
    async fn mark_synced(&self, server_at: Timestamp, written: Instant) -> Result<(), SyncError> {
        self.vault(move |vault| {
            let since_ms = i64::try_from(written.elapsed().as_millis()).unwrap_or(i64::MAX);
            vault.mark_synced(server_at.plus(since_ms))
        })
        .await
    }

    /// The history is the same and the view is another one: it is read from the start.
    async fn read_again(&mut self) -> Result<(), SyncError> {
        self.meet_again().await?;
        self.vault(Vault::start_rebuild).await?;
        tracing::info!("what this user sees has changed as a whole: reading it from the start");
        self.synced.rebuilt = true;
        Ok(())
    }

    /// The history is another one, the server was restored from a backup: what this console ever sent waits again.
    pub(super) async fn start_over(&mut self) -> Result<(), SyncError> {
        self.meet_again().await?;
        let requeued = self.vault(Vault::start_over).await?;
        tracing::info!(
            requeued,
            "the server's history is another one: sending again, and reading from the start"
        );
        (self.synced.rebuilt, self.recovering) = (true, true);
        Ok(())
    }

    /// Makes sure that it is the same server and user, and learns the role.
    async fn meet_again(&mut self) -> Result<(), SyncError> {
        let who = self.again(|| self.remote.whoami()).await?;
        let Some(account) = self.vault(Vault::account).await? else {
            return Err(hindsight_vault::VaultError::NotSignedIn.into());
        };
        if account.server_id != who.server_id || account.user != who.user {
            return Err(SyncError::OtherServer { server: self.remote.server() });
        }
        if account.role == who.role {
            return Ok(());
        }
        self.synced.role = Some((account.role, who.role));
        self.vault(move |vault| vault.set_role(who.role)).await
    }
}

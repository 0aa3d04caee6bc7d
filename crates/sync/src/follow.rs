//! Staying in sync while a program runs: what happens at the server comes at once, what is done here goes at once.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use hindsight_contract::sync::{FEED_WAIT_S, FeedQuery};
use hindsight_domain::Timestamp;
use hindsight_vault::{LeaderGuard, Vault, Watch};
use tokio::sync::{Notify, watch};
use tokio::time::sleep;

use crate::engine::{blocking, lead, push_as_leader, sync_as_leader};
use crate::{Remote, SyncError, Synced, Trip, Wanted};

/// How often it is looked whether another process wrote to the vault.
const WATCH_EVERY: Duration = Duration::from_millis(500);
/// What a request for news waits for; below the limit, so that the server's answer is in time.
const NEWS_S: u32 = FEED_WAIT_S - 5;

/// How the vault and its server stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Connection {
    /// Nothing is known yet, or another process syncs.
    #[default]
    Unknown,
    /// Something travels.
    Syncing,
    /// All that there was has travelled.
    Online {
        /// When that was found.
        at: Timestamp,
        /// What the last sync brought.
        synced: Box<Synced>,
    },
    /// The last try failed; the next one follows by itself.
    Waiting {
        /// When the first of these tries failed.
        since: Timestamp,
        /// What the last one said.
        why: String,
        /// Whether it was the network.
        offline: bool,
    },
}

/// Follows the server until `trip.cancel`. While another process leads, it waits to take over.
///
/// `wake` makes it try at once: the network came back, or somebody asked for it.
///
/// # Errors
///
/// What only a person can mend: signed out, a wrong certificate, another server, a vault that fails.
pub async fn follow(
    vault: &Vault,
    remote: &Remote,
    wanted: watch::Receiver<Wanted>,
    trip: &Trip,
    wake: Arc<Notify>,
    state: watch::Sender<Connection>,
) -> Result<(), SyncError> {
    let mut follower = Follower { vault, remote, wanted, trip, wake, state };
    match follower.run().await {
        Err(SyncError::Cancelled) => Ok(()),
        ended => ended,
    }
}

struct Follower<'a> {
    vault: &'a Vault,
    remote: &'a Remote,
    wanted: watch::Receiver<Wanted>,
    trip: &'a Trip,
    wake: Arc<Notify>,
    state: watch::Sender<Connection>,
}

impl Follower<'_> {
    async fn run(&mut self) -> Result<(), SyncError> {
        let _leader = self.lead().await?;
        let vault = self.vault.clone();
        let watch = Arc::new(Mutex::new(blocking(move || vault.watch()).await?));
        let mut failed: Option<(Timestamp, u32)> = None;
        loop {
            self.state.send_replace(Connection::Syncing);
            let wanted = self.wanted.borrow_and_update().clone();
            match sync_as_leader(self.vault, self.remote, &wanted, self.trip).await {
                Ok(synced) => {
                    failed = None;
                    self.online(synced);
                    self.news(&watch).await?;
                }
                Err(error) if is_final(&error) => return Err(error),
                Err(error) => {
                    let (since, attempt) = failed.unwrap_or((self.trip.clock.now(), 0));
                    failed = Some((since, attempt.saturating_add(1)));
                    self.wait(since, attempt, &error).await?;
                }
            }
        }
    }

    fn online(&self, synced: Synced) {
        let at = self.trip.clock.now();
        self.state.send_replace(Connection::Online { at, synced: Box::new(synced) });
    }

    async fn lead(&self) -> Result<LeaderGuard, SyncError> {
        loop {
            match lead(self.vault, self.trip).await {
                Err(SyncError::AnotherSyncs) => {}
                led => return led,
            }
        }
    }

    async fn wait(&self, since: Timestamp, attempt: u32, error: &SyncError) -> Result<(), SyncError> {
        let (why, offline) = (error.to_string(), error.is_offline());
        self.state.send_replace(Connection::Waiting { since, why, offline });
        let mut random = [0; 4];
        self.trip.chance.fill(&mut random);
        let delay = self.trip.backoff.delay_after(attempt, u32::from_le_bytes(random), error.retry_after());
        tokio::select! {
            () = self.trip.cancel.cancelled() => Err(SyncError::Cancelled),
            () = self.wake.notified() => Ok(()),
            () = sleep(delay) => Ok(()),
        }
    }

    /// Waits for anything to do: news at the server, a write here, another wish, a wake-up.
    async fn news(&mut self, watch: &Arc<Mutex<Watch>>) -> Result<(), SyncError> {
        // The sync's own writes are no news. What somebody wrote while it ran goes up now, not with the next news.
        changed(watch).await?;
        match push_as_leader(self.vault, self.remote, self.trip).await {
            Ok(synced) if synced.report.sent > 0 => self.online(synced),
            Ok(_) => {}
            // The next sync meets the same and tells it.
            Err(_) => return Ok(()),
        }
        let written = async {
            loop {
                sleep(WATCH_EVERY).await;
                match changed(watch).await {
                    Ok(false) => {}
                    done => return done.map(|_| ()),
                }
            }
        };
        let told = news_at(self.vault, self.remote);
        tokio::select! {
            () = self.trip.cancel.cancelled() => Err(SyncError::Cancelled),
            () = self.wake.notified() => Ok(()),
            Ok(()) = self.wanted.changed() => Ok(()),
            done = written => done,
            done = told => done,
        }
    }
}

/// Waits until the feed has something, or the server cannot be asked: the next sync finds out why.
async fn news_at(vault: &Vault, remote: &Remote) -> Result<(), SyncError> {
    let asked = vault.clone();
    let account = blocking(move || asked.account()).await?;
    let (cursor, witness) = account.map_or((None, None), |account| (account.cursor, account.witness));
    let query = FeedQuery { cursor, witness, limit: Some(1), wait: Some(NEWS_S) };
    loop {
        match remote.feed(&query).await {
            Ok(timed) if timed.page.entries.is_empty() => {}
            _ => return Ok(()),
        }
    }
}

async fn changed(watch: &Arc<Mutex<Watch>>) -> Result<bool, SyncError> {
    let watch = Arc::clone(watch);
    blocking(move || watch.lock().unwrap_or_else(PoisonError::into_inner).changed()).await
}

/// Whether only a person can mend it.
fn is_final(error: &SyncError) -> bool {
    let passes = matches!(
        error,
        SyncError::Offline { .. }
            | SyncError::ServerFault { .. }
            | SyncError::NotHindsight { .. }
            | SyncError::Redirected { .. }
            | SyncError::Protocol { .. }
            | SyncError::TooLarge { .. }
            | SyncError::Refused { .. }
            | SyncError::EpochChanged { .. }
            | SyncError::DiskFull { .. }
    );
    !passes && !error.is_transient()
}

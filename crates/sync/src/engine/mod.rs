//! Carrying out a sync: push, then pull, then blobs.
//!
//! **Invariant:** the vault moves only by its own transactions: a page with its cursor, results with their rows, a
//! segment whole and verified. Whatever ends a sync, between any two lines of this module, the next one goes on.
//!
//! **Invariant:** the network runs on the runtime, the vault on blocking threads, and every queue between them has
//! a bound.

mod batch;
mod fetch;
mod index;
mod pull;
mod push;
mod round;
mod single;
mod trip;
mod upload;

use std::time::Duration;

use hindsight_contract::view::{SyncReport, Uploaded};
use hindsight_domain::RecordingId;
use hindsight_vault::Vault;

use crate::{Remote, SyncError};
use pull::REBUILDS;
use round::Round;
pub(crate) use round::{blocking, lead};

pub use trip::{FAULTS_KEPT, Fault, FaultCause, Indexer, Phase, Progress, Synced, Trip, Wanted};

/// Sends what waits, takes in the feed, and downloads what is wanted.
///
/// One process at a time does this for a vault; where another does, it waits for `trip.lead_wait`.
///
/// # Errors
///
/// [`SyncError`], each by its situation. What came before the error is kept. A server that fails at taking
/// mutations does not keep the feed from coming; its error is returned in the end.
pub async fn sync(vault: &Vault, remote: &Remote, wanted: &Wanted, trip: &Trip) -> Result<Synced, SyncError> {
    let _leader = lead(vault, trip).await?;
    sync_as_leader(vault, remote, wanted, trip).await
}

/// The same for who leads already.
pub(crate) async fn sync_as_leader(
    vault: &Vault,
    remote: &Remote,
    wanted: &Wanted,
    trip: &Trip,
) -> Result<Synced, SyncError> {
    let mut round = Round::new(vault, remote, trip);
    let done = full(&mut round, wanted).await;
    round.noted(done).await
}

/// Sends what waits, for who leads already.
pub(crate) async fn push_as_leader(vault: &Vault, remote: &Remote, trip: &Trip) -> Result<Synced, SyncError> {
    let mut round = Round::new(vault, remote, trip);
    let pushing = async {
        round.push().await?;
        round.finish().await
    };
    let done = pushing.await;
    round.noted(done).await
}

async fn full(round: &mut Round<'_>, wanted: &Wanted) -> Result<Synced, SyncError> {
    round.require_account().await?;
    let mut rebuilds = 0;
    let late = loop {
        let late = deferrable(round.push().await)?;
        match round.pull().await {
            // What waits again now goes up before the feed says what there is.
            Err(SyncError::EpochChanged { .. }) if rebuilds < REBUILDS => {
                rebuilds += 1;
                round.start_over().await?;
            }
            pulled => break pulled.map(|()| late)?,
        }
    };
    round.fetch(wanted).await?;
    match late {
        Some(error) => Err(error),
        None => round.finish().await,
    }
}

/// A server that fails at taking mutations may still give its feed; one that cannot be reached cannot.
fn deferrable(pushed: Result<(), SyncError>) -> Result<Option<SyncError>, SyncError> {
    match pushed {
        Ok(()) => Ok(None),
        Err(
            late @ (SyncError::ServerFault { .. } | SyncError::Refused { .. } | SyncError::Protocol { .. }),
        ) => Ok(Some(late)),
        Err(error) => Err(error),
    }
}

/// What [`push_once`] did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pushed {
    /// It sent what waited: these many, of which so many compete, and so many stand parked now.
    Sent(SyncReport),
    /// Another process syncs this vault; it has been woken by what was written, and sends it.
    LeftToLeader,
}

/// Sends what waits, within `budget`: the attempt that follows a verdict at once. What does not get through in
/// that time waits for the next sync.
///
/// # Errors
///
/// As [`sync`]; [`SyncError::Offline`] too when the budget is spent.
pub async fn push_once(
    vault: &Vault,
    remote: &Remote,
    budget: Duration,
    trip: &Trip,
) -> Result<Pushed, SyncError> {
    let trip = Trip { lead_wait: Duration::ZERO, ..trip.clone() };
    let _leader = match lead(vault, &trip).await {
        Err(SyncError::AnotherSyncs) => return Ok(Pushed::LeftToLeader),
        led => led?,
    };
    let mut round = Round::new(vault, remote, &trip);
    let pushing = async {
        round.require_account().await?;
        round.push().await?;
        round.finish().await
    };
    let done = match tokio::time::timeout(budget, pushing).await {
        Ok(done) => done,
        Err(_) => {
            let cause = crate::OfflineCause::Silent(budget);
            let error = SyncError::Offline { server: remote.server(), cause };
            round.not_through(error).await.map(|()| Synced::default())
        }
    };
    round.noted(done).await.map(|synced| Pushed::Sent(synced.report))
}

/// Sends a local recording to the server, and with it what was flagged, noted or decided about it.
///
/// Its announcement stands in the outbox before the first byte travels, so whatever ends this, the next sync goes
/// on. One that the server has already costs nothing.
///
/// # Errors
///
/// As [`sync`]; [`SyncError::NotUploadable`] for one that is not whole here, [`SyncError::Refused`] when the server
/// refuses the recording: its announcement is parked then.
pub async fn upload(
    vault: &Vault,
    remote: &Remote,
    id: &RecordingId,
    trip: &Trip,
) -> Result<Uploaded, SyncError> {
    let _leader = lead(vault, trip).await?;
    let mut round = Round::new(vault, remote, trip);
    round.require_account().await?;
    let done = round.upload(id).await;
    round.noted(done).await
}

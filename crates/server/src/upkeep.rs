//! What happens by itself: tails are sealed, the silent ends, the expired goes.
//!
//! Every step is a function of the clock, so that a test runs [`once`] at the time that it wants. Steps take a few
//! rows at a time: nobody's write waits long behind them.

use std::time::Duration;

use hindsight_domain::Kind;
use tokio::time::{MissedTickBehavior, interval};

use crate::api::agent::stop::stopped;
use crate::app::App;
use crate::error::chain;
use crate::store::{StoreError, recordings, runs, sessions, tail, uploads};

/// How often it is looked at.
const EVERY: Duration = Duration::from_secs(1);
/// A tail is sealed when its first event has waited so long: what a console may be behind.
const TAIL_AGE_MS: i64 = 2_000;
/// What goes by minutes and days is looked at once in so many ticks.
const TICKS_PER_ROUND: u64 = 10;
/// Uploads are looked at once in so many ticks.
const TICKS_PER_COLLECTION: u64 = 3_600;
/// Rows of one transaction.
const ROWS: u32 = 50;

/// Works until the server stops.
pub async fn run(app: App) {
    let mut stopping = app.stopping.clone();
    let mut tick = interval(EVERY);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    for ticks in 0_u64.. {
        tokio::select! {
            _ = tick.tick() => {}
            _ = stopping.changed() => return,
        }
        if let Err(error) = tick_of(&app, ticks).await {
            tracing::warn!(cause = %chain(&error), "upkeep could not do its work; it tries again");
        }
    }
}

async fn tick_of(app: &App, ticks: u64) -> Result<(), StoreError> {
    if ticks.is_multiple_of(TICKS_PER_ROUND) {
        once(app).await?;
    } else {
        while seal_tails(app).await? == ROWS as usize {}
    }
    if ticks.is_multiple_of(TICKS_PER_COLLECTION) {
        collect_uploads(app).await?;
    }
    Ok(())
}

/// Does all that is due now.
pub async fn once(app: &App) -> Result<(), StoreError> {
    while seal_tails(app).await? == ROWS as usize {}
    while end_silent(app).await? == ROWS as usize {}
    while delete_expired(app).await? == ROWS as usize {}
    Ok(())
}

/// Takes away what was uploaded and never named by a recording.
async fn collect_uploads(app: &App) -> Result<(), StoreError> {
    let collected = app.store.collect_uploads(app.clock.now().plus(-uploads::KEPT_MS)).await?;
    if collected > 0 {
        tracing::info!(collected, "uploads were given up");
    }
    Ok(())
}

async fn seal_tails(app: &App) -> Result<usize, StoreError> {
    let before = app.clock.now().plus(-TAIL_AGE_MS);
    let is_due = app.store.read(move |connection| tail::any_older(connection, before)).await?;
    if !is_due {
        return Ok(0);
    }
    app.store.write(move |tx| tail::seal_older(tx, before, ROWS)).await
}

async fn end_silent(app: &App) -> Result<usize, StoreError> {
    let before = app.clock.now().plus(-app.config.idle_ms());
    let due = app.store.read(move |connection| recordings::silent(connection, before, ROWS)).await?;
    if due.is_empty() {
        return Ok(0);
    }
    let (idle_minutes, retention_ms) = (app.config.idle_minutes, app.config.retention_ms());
    let notices = app.notices.clone();
    app.store
        .write(move |tx| {
            // Looked up again inside the transaction: an event may have come meanwhile.
            let due = recordings::silent(tx.conn(), before, ROWS)?;
            let count = due.len();
            for stored in due {
                match stored.recording.kind {
                    Kind::Web => sessions::end_silent(tx, stored)?,
                    Kind::Agent | Kind::Screen => {
                        let ended = runs::end_silent(tx, stored, idle_minutes, retention_ms)?;
                        notices.tell(tx, &ended, &stopped(&ended));
                    }
                }
            }
            Ok(count)
        })
        .await
}

async fn delete_expired(app: &App) -> Result<usize, StoreError> {
    let now = app.clock.now();
    let due = app.store.read(move |connection| recordings::expired(connection, now, ROWS)).await?;
    if due.is_empty() {
        return Ok(0);
    }
    app.store
        .write(move |tx| {
            let due = recordings::expired(tx.conn(), now, ROWS)?;
            for stored in &due {
                recordings::purge(tx, stored, "server", "expired")?;
            }
            Ok(due.len())
        })
        .await
}

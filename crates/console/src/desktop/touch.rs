//! Keeping in touch with the server while a window is open: what happens there comes by itself.

use std::time::Duration;

use hindsight_sync::{SyncError, Wanted};
use tokio_util::sync::CancellationToken;

use super::{Desktop, lock};
use crate::{Console, ConsoleError};

/// How often the server is asked for news.
const EVERY: Duration = Duration::from_secs(10);
/// The longest rest while it cannot be reached.
const LONGEST_REST: Duration = Duration::from_secs(60);

impl Desktop {
    /// Begins to ask for news, and to prepare what opening recordings will need.
    pub(super) fn keep_in_touch(&self, console: Console) {
        let this = self.clone();
        let background = tokio::spawn(async move {
            this.derive(&console).await;
            let mut rest = EVERY;
            loop {
                rest = if this.touch(&console).await { EVERY } else { (rest * 2).min(LONGEST_REST) };
                tokio::select! {
                    () = tokio::time::sleep(rest) => {}
                    () = this.inner.wake.notified() => {}
                }
            }
        });
        if let Some(before) = lock(&self.inner.background).replace(background) {
            before.abort();
        }
    }

    /// Syncs the list, reviews and notes once, unless a job does. Says whether the server could be reached.
    async fn touch(&self, console: &Console) -> bool {
        match console.account().await {
            Ok(Some(account)) if account.signed_in => {}
            _ => return true,
        }
        let Ok(_one_at_a_time) = self.inner.syncing.try_lock() else { return true };
        let watch: crate::Watch = std::sync::Arc::new(|_| {});
        let done = console.sync(Wanted::None, watch, CancellationToken::new()).await;
        let is_other = matches!(&done, Err(ConsoleError::Sync(SyncError::AnotherSyncs)));
        let news = match &done {
            Ok(synced) => synced.report.received > 0 || synced.report.sent > 0 || synced.rebuilt,
            Err(_) => !is_other,
        };
        let turned = !is_other && self.note_touch(done.as_ref().err());
        if news || turned {
            self.changed();
        }
        done.is_ok() || is_other
    }

    /// Takes down whether the server could be reached. Says whether that is news.
    pub(super) fn note_touch(&self, error: Option<&ConsoleError>) -> bool {
        let now = match error {
            Some(ConsoleError::Sync(SyncError::Cancelled)) => return false,
            Some(error) => Some(error.failure()),
            None => None,
        };
        let mut trouble = lock(&self.inner.trouble);
        let turned = *trouble != now;
        *trouble = now;
        turned
    }

    /// Computes what opening recordings will need, until nothing is left to do.
    pub(super) async fn derive(&self, console: &Console) {
        let mut any = false;
        loop {
            match console.index_shapes().await {
                Ok(0) => break,
                Ok(_) => any = true,
                Err(error) => {
                    tracing::warn!(%error, "timelines could not be prepared; they are made when they are asked for");
                    break;
                }
            }
        }
        if any {
            self.changed();
        }
    }
}

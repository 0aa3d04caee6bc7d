//! How long a call waits, and for what. Time without any news counts, not time in all.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::{OfflineCause, SyncError};

/// How long a call waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// For a connection.
    pub connect: Duration,
    /// For the beginning of an answer, after the last byte of the request moved.
    pub answer: Duration,
    /// For the next bytes of an answer.
    pub silence: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(3),
            answer: Duration::from_secs(30),
            silence: Duration::from_secs(20),
        }
    }
}

/// How many bytes of a request are on their way.
#[derive(Clone, Debug, Default)]
pub(crate) struct Moved(Arc<AtomicU64>);

impl Moved {
    pub(crate) fn by(&self, bytes: usize) {
        self.0.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    fn bytes(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

impl Patience {
    /// Waits `at_most` for the beginning of an answer.
    pub(crate) async fn answer<T>(
        &self,
        server: &str,
        at_most: Duration,
        answer: impl Future<Output = T>,
    ) -> Result<T, SyncError> {
        tokio::time::timeout(at_most, answer).await.map_err(|_| silent(server, at_most))
    }

    /// Waits for the beginning of an answer to a request whose body takes its time: as long as bytes of it move,
    /// nobody is silent.
    pub(crate) async fn answer_to_upload<T>(
        &self,
        server: &str,
        moved: &Moved,
        answer: impl Future<Output = T>,
    ) -> Result<T, SyncError> {
        let mut answer = pin!(answer);
        let mut seen = moved.bytes();
        loop {
            if let Ok(answer) = tokio::time::timeout(self.answer, &mut answer).await {
                return Ok(answer);
            }
            let now = moved.bytes();
            if now == seen {
                return Err(silent(server, self.answer));
            }
            seen = now;
        }
    }

    /// Waits for the next bytes of an answer.
    pub(crate) async fn next<T>(&self, server: &str, next: impl Future<Output = T>) -> Result<T, SyncError> {
        tokio::time::timeout(self.silence, next).await.map_err(|_| silent(server, self.silence))
    }
}

fn silent(server: &str, after: Duration) -> SyncError {
    SyncError::Offline { server: server.to_owned(), cause: OfflineCause::Silent(after) }
}

#[cfg(test)]
mod tests {
    use futures_util::{StreamExt, stream};
    use tokio::time::{Instant, sleep};

    use super::*;

    const PATIENCE: Patience = Patience {
        connect: Duration::from_secs(3),
        answer: Duration::from_secs(30),
        silence: Duration::from_secs(20),
    };

    #[tokio::test(start_paused = true)]
    async fn a_slow_server_is_heard_out() {
        let drip = stream::iter(0..100).then(|n| async move {
            sleep(Duration::from_secs(19)).await;
            n
        });
        let mut drip = pin!(drip);
        let mut heard = 0;
        while PATIENCE.next("s", drip.next()).await.unwrap().is_some() {
            heard += 1;
        }
        assert_eq!(heard, 100, "half an hour in all, but never silent for 20 s");
    }

    #[tokio::test(start_paused = true)]
    async fn a_silent_server_is_not() {
        let began = Instant::now();
        let error = PATIENCE.next("s", std::future::pending::<()>()).await.unwrap_err();
        assert!(matches!(error, SyncError::Offline { cause: OfflineCause::Silent(_), .. }), "{error}");
        assert_eq!(began.elapsed(), PATIENCE.silence);
    }

    #[tokio::test(start_paused = true)]
    async fn an_upload_may_take_as_long_as_it_moves() {
        let moved = Moved::default();
        let slow = async {
            for _ in 0..50 {
                sleep(Duration::from_secs(25)).await;
                moved.by(1);
            }
            "stored"
        };
        assert_eq!(PATIENCE.answer_to_upload("s", &moved, slow).await.unwrap(), "stored");
        let stuck = PATIENCE.answer_to_upload("s", &moved, std::future::pending::<()>()).await;
        assert!(stuck.is_err(), "nothing moved any more");
    }
}

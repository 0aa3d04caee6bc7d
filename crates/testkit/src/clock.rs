//! A clock that stands until it is moved.

use std::sync::atomic::{AtomicI64, Ordering};

use hindsight_domain::{Clock, Timestamp};

/// Shows the same time until a test moves it, also backwards.
#[derive(Debug)]
pub struct FixedClock(AtomicI64);

impl FixedClock {
    /// 2026-03-01T12:00:00Z.
    pub const NOON: i64 = 1_772_366_400_000;

    /// A clock that stands at `millis` since 1970.
    pub fn at(millis: i64) -> Self {
        Self(AtomicI64::new(millis))
    }

    /// Moves it.
    pub fn advance(&self, millis: i64) {
        self.0.fetch_add(millis, Ordering::SeqCst);
    }
}

impl Default for FixedClock {
    fn default() -> Self {
        Self::at(Self::NOON)
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        Timestamp::clamp_millis(self.0.load(Ordering::SeqCst))
    }
}

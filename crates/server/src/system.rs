//! The real clock and the real chance, for the composition root.

use std::time::{SystemTime, UNIX_EPOCH};

use hindsight_domain::{Chance, Clock, Timestamp};

/// The system's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        #[allow(clippy::disallowed_methods, reason = "this is the clock that everything else is given")]
        let now = SystemTime::now();
        let since = now.duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp::clamp_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }
}

/// The system's random bytes.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemChance;

impl Chance for SystemChance {
    fn fill(&self, bytes: &mut [u8]) {
        // Without randomness no id and no token is safe to make: better no server than a guessable one.
        #[allow(clippy::expect_used, reason = "the system has no random bytes; nothing can go on")]
        getrandom::fill(bytes).expect("the system gives random bytes");
    }
}

//! How long to wait before trying again.

use std::time::Duration;

/// Doubling delays with jitter, so that a thousand consoles do not come back at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backoff {
    /// Before the first try.
    pub base: Duration,
    /// What doubling ends at, before jitter.
    pub cap: Duration,
}

/// The numbers of the wire contract: base 1 s, cap 30 s, ±25 %.
pub const RECONNECT: Backoff = Backoff { base: Duration::from_secs(1), cap: Duration::from_secs(30) };

impl Backoff {
    /// The delay before try number `attempt`, counted from 0, with `random` spread evenly over ±25 %.
    pub fn delay(&self, attempt: u32, random: u32) -> Duration {
        let doubled = self.base.saturating_mul(1_u32.checked_shl(attempt).unwrap_or(u32::MAX));
        // 0.75 at 0, 1.25 at the largest.
        let factor = 0.75 + 0.5 * f64::from(random) / f64::from(u32::MAX);
        doubled.min(self.cap).mul_f64(factor)
    }

    /// The same, but not before the server asked to be tried again, as far as that is within the cap.
    pub fn delay_after(&self, attempt: u32, random: u32, asked: Option<Duration>) -> Duration {
        self.delay(attempt, random).max(asked.unwrap_or_default().min(self.cap))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const MIDDLE: u32 = u32::MAX / 2;

    #[test]
    fn delays_double_up_to_the_cap() {
        let seconds: Vec<_> =
            (0..8).map(|n| RECONNECT.delay(n, MIDDLE).as_secs_f64().round() as u64).collect();
        assert_eq!(seconds, [1, 2, 4, 8, 16, 30, 30, 30]);
    }

    #[test]
    fn a_server_that_asks_for_time_gets_it_within_the_cap() {
        let asked = |s| RECONNECT.delay_after(0, MIDDLE, Some(Duration::from_secs(s)));
        assert_eq!(asked(7), Duration::from_secs(7));
        assert_eq!(asked(86_400), RECONNECT.cap, "a day is not ours to wait");
        assert!(asked(0) > Duration::from_millis(900));
    }

    proptest! {
        #[test]
        fn a_delay_is_within_a_quarter_of_its_step(attempt in 0u32..200, random: u32) {
            let exact = Duration::from_secs(2u64.saturating_pow(attempt).min(30));
            let delay = RECONNECT.delay(attempt, random);
            prop_assert!(delay >= exact.mul_f64(0.7499) && delay <= exact.mul_f64(1.2501));
        }
    }
}

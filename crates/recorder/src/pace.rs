//! When to look next, and what the clocks say about what lies between two looks. Pure.

/// Longer than this between two looks and nobody looked: the machine slept, or stood still.
const GAP_US: u64 = 5_000_000;
/// A step of the time of day by more than this is one that somebody made.
const JUMP_MS: i64 = 2_000;

/// Looks at fixed times, so that nothing drifts however long each look takes.
#[derive(Clone, Debug)]
pub(crate) struct Pace {
    start_us: u64,
    fps: u64,
    next: u64,
}

/// What there is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Due {
    /// Wait so long.
    In { us: u64 },
    /// Look; so many looks before this one were missed for good.
    Now { missed: u64 },
}

impl Pace {
    pub(crate) fn new(start_us: u64, fps: u32) -> Self {
        Self { start_us, fps: fps.max(1).into(), next: 0 }
    }

    fn due_us(&self, index: u64) -> u64 {
        self.start_us.saturating_add(index.saturating_mul(1_000_000) / self.fps)
    }

    /// Whether it is time to look.
    pub(crate) fn ask(&mut self, now_us: u64) -> Due {
        let due = self.due_us(self.next);
        if now_us < due {
            return Due::In { us: due - now_us };
        }
        let passed = (now_us - self.start_us).saturating_mul(self.fps) / 1_000_000;
        let latest = passed.max(self.next);
        let missed = latest - self.next;
        self.next = latest + 1;
        Due::Now { missed }
    }
}

/// What the clocks say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Oddity {
    /// Nobody looked for so long.
    Gap { from_us: u64, to_us: u64 },
    /// The time of day was set: forward, or back where negative. Times in the recording go on as before.
    ClockJumped { by_ms: i64 },
}

/// Compares the recorder's clock with the time of day.
#[derive(Clone, Debug, Default)]
pub(crate) struct Clocks {
    last: Option<(u64, i64)>,
}

impl Clocks {
    pub(crate) fn look(&mut self, at_us: u64, wall_ms: i64) -> Vec<Oddity> {
        let mut odd = Vec::new();
        if let Some((last_us, last_ms)) = self.last {
            let passed_us = at_us.saturating_sub(last_us);
            if passed_us > GAP_US {
                odd.push(Oddity::Gap { from_us: last_us, to_us: at_us });
            }
            let passed_ms = i64::try_from(passed_us / 1_000).unwrap_or(i64::MAX);
            let by_ms = wall_ms.saturating_sub(last_ms).saturating_sub(passed_ms);
            if by_ms.saturating_abs() > JUMP_MS {
                odd.push(Oddity::ClockJumped { by_ms });
            }
        }
        self.last = Some((at_us, wall_ms));
        odd
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_sleep_is_a_gap_and_a_clock_that_is_set_is_a_jump() {
        let mut clocks = Clocks::default();
        assert_eq!(clocks.look(0, 1_000), []);
        assert_eq!(clocks.look(100_000, 1_100), []);
        assert_eq!(clocks.look(60_100_000, 61_100), [Oddity::Gap { from_us: 100_000, to_us: 60_100_000 }]);
        assert_eq!(clocks.look(60_200_000, 61_200 - 3_600_000), [Oddity::ClockJumped { by_ms: -3_600_000 }]);
        assert_eq!(clocks.look(60_300_000, 61_300 - 3_600_000), [], "once");
    }

    proptest! {
        #[test]
        fn every_look_is_made_or_missed_and_none_comes_early(fps in 1_u32..=60, start: u32, waits in vec(0_u64..500_000, 1..200)) {
            let start = u64::from(start);
            let mut pace = Pace::new(start, fps);
            let (mut now, mut looks, mut missed_in_all) = (start, 0, 0);
            for wait in waits {
                match pace.ask(now) {
                    Due::In { us } => {
                        prop_assert!(us > 0);
                        now += us;
                        prop_assert_eq!(pace.clone().ask(now), Due::Now { missed: 0 }, "exactly then");
                    }
                    Due::Now { missed } => {
                        looks += 1;
                        missed_in_all += missed;
                        now += wait;
                    }
                }
            }
            // As many as the time has room for, give or take the one that is due now.
            let room = (now - start) * u64::from(fps) / 1_000_000 + 1;
            prop_assert!(looks + missed_in_all <= room);
        }
    }
}

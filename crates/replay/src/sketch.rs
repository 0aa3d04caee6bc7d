//! A recording at a glance: where something happened, and where nothing did.

use serde::{Deserialize, Serialize};

/// Equal parts of a recording's length in [`Sketch::density`].
pub const PARTS: usize = 600;
/// Times kept in [`Sketch::ticks_ms`].
pub const TICKS: usize = 5_000;
/// A stretch without a deed from which on it is idle.
pub const IDLE_MS: i64 = 10_000;

/// From a time to a time, in ms from the recording's start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Idle {
    /// The last deed before.
    pub from_ms: i64,
    /// The first deed after.
    pub to_ms: i64,
}

/// What a timeline draws. Offsets are ms from the recording's start.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sketch {
    /// The recording's length.
    pub duration_ms: i64,
    /// Events in each of [`PARTS`] equal parts of its length; empty where there are none.
    pub density: Vec<u32>,
    /// Times of events, ascending; every so-manyth where there are more than [`TICKS`].
    pub ticks_ms: Vec<i64>,
    /// Stretches of [`IDLE_MS`] or more without a deed of a person or an agent.
    pub idle: Vec<Idle>,
}

/// An event, as far as a sketch needs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Happening {
    /// Ms from the recording's start; may lie outside of it.
    pub at_ms: i64,
    /// Whether a person or an agent did something, as opposed to a page that changed by itself.
    pub is_deed: bool,
}

impl Sketch {
    /// Draws a recording from its events, in any order.
    pub fn of(duration_ms: i64, mut happenings: Vec<Happening>) -> Self {
        if happenings.is_empty() {
            return Self { duration_ms, ..Self::default() };
        }
        let inside = |at_ms: i64| at_ms.clamp(0, duration_ms.max(0));
        happenings.sort_unstable_by_key(|happening| happening.at_ms);
        let mut density = vec![0; PARTS];
        for happening in &happenings {
            density[part(inside(happening.at_ms), duration_ms, PARTS)] += 1;
        }
        let every = happenings.len().div_ceil(TICKS);
        let ticks_ms = happenings.iter().step_by(every).map(|happening| inside(happening.at_ms)).collect();
        let mut idle = Vec::new();
        let mut from_ms = 0;
        let deeds = happenings.iter().filter(|happening| happening.is_deed);
        for at_ms in deeds.map(|deed| inside(deed.at_ms)).chain([duration_ms.max(0)]) {
            if at_ms.saturating_sub(from_ms) >= IDLE_MS {
                idle.push(Idle { from_ms, to_ms: at_ms });
            }
            from_ms = at_ms;
        }
        Self { duration_ms, density, ticks_ms, idle }
    }

    /// The same activity in `parts` equal parts; empty where there is none.
    pub fn activity(&self, parts: usize) -> Vec<u32> {
        if self.density.is_empty() || parts == 0 {
            return Vec::new();
        }
        let mut activity = vec![0_u32; parts];
        for (n, count) in self.density.iter().enumerate() {
            let to = &mut activity[n * parts / self.density.len()];
            *to = to.saturating_add(*count);
        }
        activity
    }
}

/// Which of `parts` equal parts of `duration_ms` an offset within it lies in.
fn part(at_ms: i64, duration_ms: i64, parts: usize) -> usize {
    if duration_ms <= 0 {
        return 0;
    }
    let n = i128::from(at_ms) * parts as i128 / (i128::from(duration_ms) + 1);
    usize::try_from(n).unwrap_or(0).min(parts - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn deed(at_ms: i64) -> Happening {
        Happening { at_ms, is_deed: true }
    }

    #[test]
    fn idle_is_where_nobody_did_anything_for_ten_seconds_whatever_the_page_did() {
        let page = (0..30).map(|n| Happening { at_ms: n * 1_000, is_deed: false });
        let sketch = Sketch::of(30_000, page.chain([deed(9_999), deed(19_998), deed(19_999)]).collect());
        assert_eq!(sketch.idle, [Idle { from_ms: 19_999, to_ms: 30_000 }]);
        assert_eq!(sketch.density.iter().sum::<u32>(), 33);
    }

    #[test]
    fn a_recording_without_events_is_drawn_empty() {
        assert_eq!(Sketch::of(5, Vec::new()), Sketch { duration_ms: 5, ..Sketch::default() });
        assert!(Sketch::default().activity(36).is_empty());
    }

    proptest::proptest! {
        #[test]
        fn every_event_is_counted_once_and_nothing_is_out_of_range(
            duration_ms in proptest::prop_oneof![proptest::strategy::Just(0_i64), 0..100_000_i64, proptest::strategy::Just(i64::MAX)],
            times in proptest::collection::vec((proptest::num::i64::ANY, proptest::bool::ANY), 1..200),
        ) {
            let happenings: Vec<_> = times.iter().map(|&(at_ms, is_deed)| Happening { at_ms, is_deed }).collect();
            let sketch = Sketch::of(duration_ms, happenings);
            proptest::prop_assert_eq!(sketch.density.iter().sum::<u32>() as usize, times.len());
            proptest::prop_assert_eq!(sketch.activity(36).iter().sum::<u32>() as usize, times.len());
            proptest::prop_assert!(sketch.ticks_ms.is_sorted());
            proptest::prop_assert!(sketch.ticks_ms.iter().all(|at| (0..=duration_ms).contains(at)));
            let mut last = 0;
            for idle in &sketch.idle {
                proptest::prop_assert!(last <= idle.from_ms && idle.to_ms - idle.from_ms >= IDLE_MS);
                last = idle.to_ms;
            }
        }
    }
}

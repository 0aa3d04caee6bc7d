//! A recording at a glance: where something happened, and where nothing did.
//!
//! Two pictures of the same events. [`Sketch::density`] goes over the recording's length: of a session with a 35-hour
//! gap, or with a clock that jumps years, it shows two peaks and nothing between. [`Sketch::active_density`] goes over
//! the time in which somebody did something, idle stretches left out: it stays useful whatever the length. What a
//! page does by itself while nobody is there is not in it.

use serde::{Deserialize, Serialize};

/// Equal parts of a recording's length in [`Sketch::density`].
pub const PARTS: usize = 600;
/// Times kept in [`Sketch::ticks_ms`].
pub const TICKS: usize = 5_000;
/// A stretch without a deed from which on it is idle, unless somebody asks for another.
pub const IDLE_MS: i64 = 10_000;
/// An idle stretch from which on nobody paused: the clock of what recorded jumped. A page lives for days in a tab that is
/// left open, hardly for a month.
pub const CLOCK_JUMP_MS: i64 = 30 * 24 * 3_600_000;

/// From a time to a time, in ms from the recording's start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Idle {
    /// The last deed before.
    pub from_ms: i64,
    /// The first deed after.
    pub to_ms: i64,
}

impl Idle {
    fn length_ms(&self) -> i64 {
        self.to_ms - self.from_ms
    }
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
    /// Stretches of `idle_ms` or more without a deed of a person or an agent.
    pub idle: Vec<Idle>,
    /// [`IDLE_MS`], or what was asked for.
    pub idle_ms: i64,
    /// The length without the idle stretches.
    pub active_ms: i64,
    /// Events outside of idle stretches in each of [`PARTS`] equal parts of `active_ms`; empty where there are none.
    pub active_density: Vec<u32>,
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
    pub fn of(duration_ms: i64, happenings: Vec<Happening>) -> Self {
        Self::with_idle(duration_ms, happenings, IDLE_MS)
    }

    /// The same, with another threshold for what is idle; less than 1 ms is taken as 1 ms.
    pub fn with_idle(duration_ms: i64, mut happenings: Vec<Happening>, idle_ms: i64) -> Self {
        let idle_ms = idle_ms.max(1);
        if happenings.is_empty() {
            return Self { duration_ms, idle_ms, active_ms: duration_ms.max(0), ..Self::default() };
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
            if at_ms.saturating_sub(from_ms) >= idle_ms {
                idle.push(Idle { from_ms, to_ms: at_ms });
            }
            from_ms = at_ms;
        }
        let active_ms = duration_ms.max(0) - idle.iter().map(Idle::length_ms).sum::<i64>();
        let active_density = active_density(&happenings, &idle, active_ms, inside);
        Self { duration_ms, density, ticks_ms, idle, idle_ms, active_ms, active_density }
    }

    /// Idle stretches in which the clock jumped, rather than that anybody waited: [`CLOCK_JUMP_MS`] or more.
    pub fn clock_jumps(&self) -> impl Iterator<Item = &Idle> {
        self.idle.iter().filter(|idle| idle.length_ms() >= CLOCK_JUMP_MS)
    }

    /// Where a time is shown once the idle stretches are collapsed to nothing: 0 to `active_ms`.
    pub fn shown_ms(&self, at_ms: i64) -> i64 {
        let at_ms = at_ms.clamp(0, self.duration_ms.max(0));
        let begun = self.idle.iter().take_while(|idle| idle.from_ms < at_ms);
        at_ms - begun.map(|idle| idle.to_ms.min(at_ms) - idle.from_ms).sum::<i64>()
    }

    /// The first time that is shown there, the other way around.
    pub fn time_ms(&self, shown_ms: i64) -> i64 {
        let shown_ms = shown_ms.clamp(0, self.active_ms);
        let mut before_ms = 0;
        for idle in &self.idle {
            if idle.from_ms - before_ms >= shown_ms {
                break;
            }
            before_ms += idle.length_ms();
        }
        shown_ms + before_ms
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

/// Counts events by the time that was active before them. The deeds at both ends of an idle stretch are not in it.
fn active_density(
    happenings: &[Happening],
    idle: &[Idle],
    active_ms: i64,
    inside: impl Fn(i64) -> i64,
) -> Vec<u32> {
    let mut density = vec![0; PARTS];
    let (mut idle, mut idle_before_ms) = (idle.iter().peekable(), 0);
    for happening in happenings {
        let at_ms = inside(happening.at_ms);
        while let Some(over) = idle.next_if(|idle| idle.to_ms <= at_ms) {
            idle_before_ms += over.length_ms();
        }
        if idle.peek().is_none_or(|idle| at_ms <= idle.from_ms) {
            density[part(at_ms - idle_before_ms, active_ms, PARTS)] += 1;
        }
    }
    density
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
    fn another_threshold_makes_other_gaps() {
        let deeds = || vec![deed(0), deed(5_000), deed(12_000)];
        assert_eq!(Sketch::with_idle(12_000, deeds(), 5_000).idle.len(), 2);
        assert_eq!(Sketch::with_idle(12_000, deeds(), 5_001).idle, [Idle { from_ms: 5_000, to_ms: 12_000 }]);
        assert_eq!(Sketch::with_idle(12_000, deeds(), 7_001).idle, []);
        assert_eq!(Sketch::with_idle(12_000, deeds(), i64::MIN).idle.len(), 2, "no stretch without a length");
    }

    /// Ten minutes of deeds, one each second, a gap, and ten minutes more.
    fn with_gap(gap_ms: i64) -> Sketch {
        let morning = (0..600).map(|n| deed(n * 1_000));
        let next = 599_000 + gap_ms;
        let later = (0..600).map(|n| deed(next + n * 1_000));
        // The page asks its server for news all the while.
        let page = (1..1_000).map(|n| Happening { at_ms: 599_000 + gap_ms / 1_000 * n, is_deed: false });
        Sketch::of(next + 599_000, morning.chain(page).chain(later).collect())
    }

    #[test]
    fn a_gap_of_35_hours_or_of_years_is_one_stretch_and_the_activity_stays_readable() {
        const HOUR_MS: i64 = 3_600_000;
        for gap_ms in [35 * HOUR_MS, 30 * 365 * 24 * HOUR_MS, 7_000 * 365 * 24 * HOUR_MS] {
            let sketch = with_gap(gap_ms);
            assert_eq!(sketch.idle, [Idle { from_ms: 599_000, to_ms: 599_000 + gap_ms }], "{gap_ms}");
            assert_eq!(sketch.active_ms, 2 * 599_000);
            assert_eq!(
                sketch.active_density.iter().sum::<u32>(),
                1_200,
                "without what the page did by itself"
            );
            let fullest = sketch.active_density.iter().max();
            assert!(fullest <= Some(&4), "no part stands out: {fullest:?}");
            assert!(sketch.active_density.iter().filter(|count| **count > 0).count() > 590);
            assert!(sketch.density.first() > Some(&100), "over the whole length the morning is one peak");
            let is_jump = gap_ms > CLOCK_JUMP_MS;
            assert_eq!(
                sketch.clock_jumps().count(),
                usize::from(is_jump),
                "{gap_ms}: 35 hours are a weekend"
            );
        }
    }

    #[test]
    fn a_single_event_with_a_wrong_clock_costs_one_gap() {
        let started_decades_ago = (0..60).map(|n| deed(1_700_000_000_000 + n * 1_000)).chain([deed(0)]);
        let sketch = Sketch::of(1_700_000_059_000, started_decades_ago.collect());
        assert_eq!(sketch.idle, [Idle { from_ms: 0, to_ms: 1_700_000_000_000 }]);
        assert_eq!(sketch.active_ms, 59_000);
        assert_eq!(sketch.active_density.iter().sum::<u32>(), 61);
    }

    #[test]
    fn a_time_has_its_place_with_the_gaps_collapsed_and_back() {
        let sketch = with_gap(126_000_000);
        let next = 599_000 + 126_000_000;
        for (at_ms, shown_ms) in [(0, 0), (599_000, 599_000), (next, 599_000), (next + 1, 599_001), (-5, 0)] {
            assert_eq!(sketch.shown_ms(at_ms), shown_ms, "{at_ms}");
        }
        assert_eq!(sketch.shown_ms(599_000 + 7_000_000), 599_000, "all of a gap is one place");
        assert_eq!(sketch.shown_ms(i64::MAX), sketch.active_ms);
        assert_eq!((sketch.time_ms(599_000), sketch.time_ms(599_001)), (599_000, next + 1));
        assert_eq!(sketch.time_ms(i64::MAX), sketch.duration_ms);
    }

    #[test]
    fn a_recording_without_events_is_drawn_empty() {
        let empty = Sketch { duration_ms: 5, active_ms: 5, idle_ms: IDLE_MS, ..Sketch::default() };
        assert_eq!(Sketch::of(5, Vec::new()), empty);
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
            proptest::prop_assert!(sketch.active_density.iter().sum::<u32>() as usize <= times.len());
            proptest::prop_assert!((0..=duration_ms).contains(&sketch.active_ms));
            proptest::prop_assert!(sketch.ticks_ms.is_sorted());
            proptest::prop_assert!(sketch.ticks_ms.iter().all(|at| (0..=duration_ms).contains(at)));
            for shown_ms in [0, sketch.active_ms / 3, sketch.active_ms] {
                proptest::prop_assert_eq!(sketch.shown_ms(sketch.time_ms(shown_ms)), shown_ms);
            }
            let mut last = 0;
            for idle in &sketch.idle {
                proptest::prop_assert!(last <= idle.from_ms && idle.to_ms - idle.from_ms >= IDLE_MS);
                last = idle.to_ms;
            }
        }
    }
}

//! One clock over recordings: offsets in milliseconds from a start, and back to points in time.

use hindsight_domain::{Recording, Timestamp};

/// A stretch of time with a zero. Offsets on it are milliseconds from its start.
///
/// Recordings that share a `session_id` play on the timeline [`over`](Self::over) all of them:
/// [`shift_ms`](Self::shift_ms) says where each one's own zero lies on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeline {
    start: Timestamp,
    end: Timestamp,
}

impl Timeline {
    /// From `start` to `end`; an end before the start is taken as the start.
    pub fn new(start: Timestamp, end: Timestamp) -> Self {
        Self { start, end: end.max(start) }
    }

    /// A recording's own clock.
    pub fn of(recording: &Recording) -> Self {
        let start = recording.started_at;
        Self::new(start, start.plus(recording.duration_ms))
    }

    /// The clock that all of them share: from the earliest start to the latest end. `None` for none.
    pub fn over<'r>(recordings: impl IntoIterator<Item = &'r Recording>) -> Option<Self> {
        recordings.into_iter().map(Self::of).reduce(Self::join)
    }

    /// From the earlier start to the later end.
    #[must_use]
    pub fn join(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// Time 0.
    pub fn start(self) -> Timestamp {
        self.start
    }

    /// Its last millisecond.
    pub fn end(self) -> Timestamp {
        self.end
    }

    /// Milliseconds from start to end.
    pub fn duration_ms(self) -> i64 {
        self.end.since(self.start)
    }

    /// Where `time` lies: milliseconds from the start, negative before it.
    pub fn offset_ms(self, time: Timestamp) -> i64 {
        time.since(self.start)
    }

    /// The time at an offset. Offsets outside are not clamped.
    pub fn time(self, offset_ms: i64) -> Timestamp {
        self.start.plus(offset_ms)
    }

    /// The nearest offset that is on it.
    pub fn clamp_ms(self, offset_ms: i64) -> i64 {
        offset_ms.clamp(0, self.duration_ms())
    }

    /// What to add to an offset of `inner` to get the offset on this clock of the same point in time.
    pub fn shift_ms(self, inner: Self) -> i64 {
        inner.start.since(self.start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ms: i64) -> Timestamp {
        Timestamp::clamp_millis(ms)
    }

    #[test]
    fn recordings_of_one_session_share_a_clock() {
        let web = Timeline::new(at(1_000), at(61_000));
        let agent = Timeline::new(at(31_000), at(91_000));
        let shared = web.join(agent);
        assert_eq!((shared.start(), shared.duration_ms()), (at(1_000), 90_000));
        assert_eq!(shared.shift_ms(web), 0);
        assert_eq!(shared.shift_ms(agent), 30_000);
        let moment = at(40_000);
        assert_eq!(
            agent.offset_ms(moment) + shared.shift_ms(agent),
            shared.offset_ms(moment),
            "the same moment has the same place on the shared clock"
        );
    }

    #[test]
    fn an_offset_is_clamped_into_the_recording_and_a_time_is_not() {
        let line = Timeline::new(at(500), at(1_500));
        assert_eq!(line.clamp_ms(-1), 0);
        assert_eq!(line.clamp_ms(5_000), 1_000);
        assert_eq!(line.offset_ms(at(0)), -500);
        assert_eq!(line.time(2_000), at(2_500));
    }

    #[test]
    fn an_end_before_the_start_is_an_empty_stretch() {
        let line = Timeline::new(at(500), at(100));
        assert_eq!((line.duration_ms(), line.clamp_ms(7)), (0, 0));
    }

    proptest::proptest! {
        #[test]
        fn an_offset_leads_back_to_its_time(start in -1_000_000_000i64..1_000_000_000, offset in -1_000_000i64..1_000_000) {
            let line = Timeline::new(at(start), at(start + 1_000));
            proptest::prop_assert_eq!(line.offset_ms(line.time(offset)), offset);
        }
    }
}

//! Which segments a window needs.

use hindsight_domain::{Kind, Timestamp};

use super::{Reel, Size};

/// What to load for a window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The asked time, within the recording.
    pub from: Timestamp,
    /// The window's last millisecond, if everything fits.
    pub to: Timestamp,
    /// Events before this are not needed.
    pub since: Timestamp,
    /// Whether it begins with the keyframe that was given.
    pub by_keyframe: bool,
    /// Positions in the recording's list of the segments to load, the earliest `from` first.
    pub segments: Vec<usize>,
}

/// Plans the window of `reel` at `at_ms`, an offset from the recording's start.
pub fn plan(reel: &Reel<'_>, at_ms: i64, size: &Size) -> Plan {
    let line = reel.timeline;
    let first = reel.segments.iter().map(|segment| segment.from).min();
    let end = reel.end();
    let from = line.time(at_ms).clamp(line.start(), end);
    // Before the first event, the window reaches to it: an empty picture helps nobody.
    let to = from.plus(size.span_ms.max(0)).min(end).max(first.unwrap_or(from));
    let mut by_keyframe = false;
    let since = match reel.kind {
        Kind::Web => {
            let recorded = last_keyframe(reel, from);
            let given = reel.keyframe.map(|keyframe| keyframe.time).filter(|time| *time <= from);
            by_keyframe = given.is_some() && given > recorded;
            // What happened in its own millisecond is in it.
            if by_keyframe { given.map(|time| time.plus(1)) } else { recorded }
        }
        // What a back end's slow clock puts before the start is shown at the start: there is no other place to see it.
        Kind::Agent | Kind::Screen if from == line.start() => None,
        Kind::Agent | Kind::Screen => last_known_event(reel, from),
    };
    let since = since.unwrap_or(Timestamp::MIN);
    let needed = |&position: &usize| {
        let segment = &reel.segments[position];
        segment.to >= since && segment.from <= to
    };
    let mut segments: Vec<usize> = (0..reel.segments.len()).filter(needed).collect();
    segments.sort_by_key(|&position| (reel.segments[position].from, position));
    Plan { from, to, since, by_keyframe, segments }
}

/// The latest keyframe at or before `from`.
fn last_keyframe(reel: &Reel<'_>, from: Timestamp) -> Option<Timestamp> {
    let offsets = reel.segments.iter().flat_map(|segment| &segment.keyframes_ms);
    offsets.map(|&offset| reel.timeline.time(offset)).filter(|&keyframe| keyframe <= from).max()
}

/// A time at or before `from` at which an event is known to stand: a segment has one at either end.
fn last_known_event(reel: &Reel<'_>, from: Timestamp) -> Option<Timestamp> {
    let known = reel.segments.iter().filter(|segment| segment.from <= from);
    known.map(|segment| if segment.to <= from { segment.to } else { segment.from }).max()
}

#[cfg(test)]
mod tests {
    use hindsight_domain::{BlobHash, Media, Segment};

    use super::*;
    use crate::Timeline;

    fn at(ms: i64) -> Timestamp {
        Timestamp::clamp_millis(ms)
    }

    fn segment(from: i64, to: i64, keyframes_ms: &[i64]) -> Segment {
        Segment {
            index: 0,
            media: Media::Events,
            hash: BlobHash::of(b""),
            bytes: 1,
            events: 2,
            from: at(from),
            to: at(to),
            keyframes_ms: keyframes_ms.to_vec(),
        }
    }

    fn planned(kind: Kind, segments: &[Segment], at_ms: i64) -> Plan {
        let reel = Reel { kind, timeline: Timeline::new(at(1_000), at(101_000)), segments, keyframe: None };
        plan(&reel, at_ms, &Size::default())
    }

    #[test]
    fn a_web_window_needs_all_from_the_keyframe_on() {
        let segments = [
            segment(1_000, 30_000, &[0]),
            segment(30_000, 60_000, &[49_000]),
            segment(60_000, 90_000, &[]),
            segment(90_000, 101_000, &[95_000]),
        ];
        for (at_ms, since, needed) in [
            (0, 1_000, vec![0]),
            (48_999, 1_000, vec![0, 1]),
            (49_000, 50_000, vec![1, 2]),
            (80_000, 50_000, vec![1, 2, 3]),
            (96_000, 96_000, vec![3]),
        ] {
            let plan = planned(Kind::Web, &segments, at_ms);
            assert_eq!((plan.since, plan.segments), (at(since), needed), "at {at_ms} ms");
        }
    }

    #[test]
    fn an_agent_window_begins_at_the_last_event_that_is_known() {
        let segments =
            [segment(1_000, 30_000, &[]), segment(40_000, 60_000, &[]), segment(90_000, 101_000, &[])];
        let start = planned(Kind::Agent, &segments, 0);
        assert_eq!(
            (start.since, start.segments),
            (Timestamp::MIN, vec![0]),
            "the start shows what came before it"
        );
        for (at_ms, since, needed) in [
            (1, 1_000, vec![0]),
            (34_000, 30_000, vec![0, 1]),
            (45_000, 40_000, vec![1]),
            (60_000, 60_000, vec![1]),
            (85_000, 60_000, vec![1, 2]),
        ] {
            let plan = planned(Kind::Agent, &segments, at_ms);
            assert_eq!((plan.since, plan.segments), (at(since), needed), "at {at_ms} ms");
        }
    }

    #[test]
    fn the_asked_time_is_clamped_into_the_recording() {
        let segments = [segment(1_000, 101_000, &[0])];
        for (at_ms, from, to) in
            [(-5, 1_000, 11_000), (95_000, 96_000, 101_000), (i64::MAX, 101_000, 101_000)]
        {
            let plan = planned(Kind::Web, &segments, at_ms);
            assert_eq!((plan.from, plan.to), (at(from), at(to)), "at {at_ms} ms");
        }
    }

    #[test]
    fn events_past_the_end_that_the_data_names_are_still_reached() {
        let plan = planned(Kind::Agent, &[segment(1_000, 200_000, &[])], 150_000);
        assert_eq!(plan.from, at(151_000));
    }

    #[test]
    fn before_the_first_event_the_window_reaches_to_it() {
        let plan = planned(Kind::Agent, &[segment(50_000, 60_000, &[])], 0);
        assert_eq!((plan.from, plan.to, plan.segments), (at(1_000), at(50_000), vec![0]));
    }

    #[test]
    fn a_recording_without_segments_has_an_empty_window() {
        let plan = planned(Kind::Web, &[], 50_000);
        assert_eq!((plan.from, plan.to, plan.segments), (at(51_000), at(61_000), vec![]));
    }

    #[test]
    fn overlapping_segments_are_taken_in_order_of_their_time() {
        let segments =
            [segment(20_000, 40_000, &[]), segment(10_000, 50_000, &[]), segment(5_000, 30_000, &[])];
        assert_eq!(planned(Kind::Web, &segments, 25_000).segments, [2, 1, 0]);
    }
}

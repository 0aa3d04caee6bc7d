//! Windows against a plain reading of all events.

use std::convert::Infallible;

use hindsight_domain::{BlobHash, Kind, Media, Segment, Timestamp};
use proptest::prelude::*;
use serde_json::Value;

use super::*;

const START_MS: i64 = 1_700_000_000_000;

fn at(offset_ms: i64) -> Timestamp {
    Timestamp::clamp_millis(START_MS + offset_ms)
}

/// An event of a test: where it stands, what it is, and a number that tells it from the others.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Told {
    offset_ms: i64,
    rrweb_type: i64,
    number: i64,
}

impl Told {
    fn json(self, kind: Kind) -> String {
        let (time, number) = (START_MS + self.offset_ms, self.number);
        match (kind, self.rrweb_type) {
            (Kind::Web, 4) => format!(
                r#"{{"type":4,"data":{{"href":"http://a/","width":{number},"height":1}},"timestamp":{time}}}"#
            ),
            (Kind::Web, 2) => format!(
                r#"{{"type":2,"data":{{"node":{{"type":0,"childNodes":[],"id":{number}}},"initialOffset":{{"top":0,"left":0}}}},"timestamp":{time}}}"#
            ),
            (Kind::Web, _) => {
                format!(r#"{{"type":3,"data":{{"source":3,"id":1,"x":0,"y":{number}}},"timestamp":{time}}}"#)
            }
            _ => format!(
                r#"{{"timestamp":"{}","event_type":"error","data":{{"n":{number}}}}}"#,
                at(self.offset_ms)
            ),
        }
    }
}

fn number_of(kind: Kind, json: &str) -> i64 {
    let event: Value = serde_json::from_str(json).unwrap();
    let data = &event["data"];
    let number = match (kind, event["type"].as_i64()) {
        (Kind::Web, Some(4)) => &data["width"],
        (Kind::Web, Some(2)) => &data["node"]["id"],
        (Kind::Web, _) => &data["y"],
        _ => &data["n"],
    };
    number.as_i64().unwrap_or_else(|| panic!("no number in {json}"))
}

/// A recording in segments, as an import writes them: each sorted in itself, keyframes noted.
struct Cut {
    kind: Kind,
    segments: Vec<Segment>,
    plain: Vec<Vec<u8>>,
}

fn cut(kind: Kind, events: &[Told], per_segment: usize) -> Cut {
    let (mut segments, mut plain) = (Vec::new(), Vec::new());
    for (index, part) in events.chunks(per_segment).enumerate() {
        let mut part = part.to_vec();
        part.sort_by_key(|event| event.offset_ms);
        let mut keyframes_ms = Vec::new();
        for (position, event) in part.iter().enumerate() {
            if event.rrweb_type == 2 {
                let meta = position.checked_sub(1).map(|p| part[p]).filter(|p| p.rrweb_type == 4);
                keyframes_ms.push(meta.unwrap_or(*event).offset_ms);
            }
        }
        let lines: String = part.iter().map(|event| event.json(kind) + "\n").collect();
        segments.push(Segment {
            index: u32::try_from(index).unwrap(),
            media: Media::Events,
            hash: BlobHash::of(lines.as_bytes()),
            bytes: 0,
            events: part.len() as u64,
            from: at(part[0].offset_ms),
            to: at(part[part.len() - 1].offset_ms),
            keyframes_ms,
        });
        plain.push(lines.into_bytes());
    }
    Cut { kind, segments, plain }
}

impl Cut {
    fn window(&self, at_ms: i64, size: &Size) -> (Window, Vec<i64>) {
        let end = self.segments.iter().map(|segment| segment.to).max().unwrap_or(at(0));
        let reel = Reel {
            kind: self.kind,
            timeline: Timeline::new(at(0), end),
            segments: &self.segments,
            keyframe: None,
        };
        let fetch = |segment: &Segment| Ok::<_, Infallible>(self.plain[segment.index as usize].clone());
        let window = load(&reel, at_ms, size, fetch).unwrap();
        let numbers = window.events.iter().map(|event| number_of(self.kind, event.get())).collect();
        (window, numbers)
    }
}

fn told(events: &[(i64, i64)]) -> Vec<Told> {
    let told = |(number, &(offset_ms, rrweb_type))| Told { offset_ms, rrweb_type, number };
    (0i64..).zip(events).map(told).collect()
}

#[test]
fn a_web_window_goes_from_the_keyframe_to_ten_seconds_later_and_on_to_the_next_event() {
    let events =
        told(&[(0, 4), (0, 2), (5_000, 3), (20_000, 4), (20_010, 2), (21_000, 3), (29_000, 3), (40_000, 3)]);
    let cut = cut(Kind::Web, &events, 3);
    for (at_ms, expected, keyframe_ms, to_ms) in [
        (0, vec![0, 1, 2], 0, 19_999),
        (19_999, vec![0, 1, 2, 3, 4, 5, 6], 0, 39_999),
        (20_000, vec![3, 4, 5, 6], 20_000, 39_999),
        (25_000, vec![3, 4, 5, 6], 20_000, 39_999),
        (99_000, vec![3, 4, 5, 6, 7], 20_000, 40_000),
    ] {
        let (window, numbers) = cut.window(at_ms, &Size::default());
        assert_eq!(numbers, expected, "at {at_ms} ms");
        assert_eq!((window.keyframe_ms, window.to_ms), (keyframe_ms, to_ms), "at {at_ms} ms");
    }
}

#[test]
fn events_that_stand_before_the_snapshot_in_its_own_millisecond_are_left_out() {
    let events = told(&[(0, 2), (7, 3), (7, 3), (7, 4), (7, 2), (7, 3)]);
    let (window, numbers) = cut(Kind::Web, &events, 2).window(7, &Size::default());
    assert_eq!((window.keyframe_ms, numbers), (7, vec![3, 4, 5]));
}

#[test]
fn without_an_early_snapshot_the_window_begins_with_the_first_event() {
    let events = told(&[(0, 3), (1_000, 3), (2_000, 4), (2_000, 2), (3_000, 3)]);
    let (window, numbers) = cut(Kind::Web, &events, 2).window(1_500, &Size::default());
    assert_eq!((window.from_ms, window.keyframe_ms, numbers), (1_500, 0, vec![0, 1, 2, 3, 4]));
}

#[test]
fn an_agent_window_always_has_an_event_where_there_is_one() {
    let cut = cut(Kind::Agent, &told(&[(60_000, 0), (61_000, 0), (61_000, 0), (300_000, 0)]), 2);
    for (at_ms, expected, keyframe_ms, to_ms) in [
        (0, vec![0], 60_000, 60_999),
        (60_000, vec![0, 1, 2], 60_000, 299_999),
        (100_000, vec![1, 2], 61_000, 299_999),
        (299_000, vec![1, 2, 3], 61_000, 300_000),
        (999_000, vec![3], 300_000, 300_000),
    ] {
        let (window, numbers) = cut.window(at_ms, &Size::default());
        assert_eq!(numbers, expected, "at {at_ms} ms");
        assert_eq!((window.keyframe_ms, window.to_ms), (keyframe_ms, to_ms), "at {at_ms} ms");
    }
}

#[test]
fn a_keyframe_that_was_written_later_takes_the_place_of_all_before_it() {
    let events =
        told(&[(0, 4), (0, 2), (5_000, 3), (8_000, 3), (8_000, 3), (8_001, 3), (12_000, 2), (13_000, 3)]);
    let cut = cut(Kind::Web, &events, 3);
    let keyframe = [(8_000, 4, 90), (8_000, 2, 91), (8_000, 3, 92)]
        .map(|(offset_ms, rrweb_type, number)| Told { offset_ms, rrweb_type, number }.json(Kind::Web))
        .join("\n");
    let window = |at_ms: i64| {
        let keyframe = Some(Keyframe { time: at(8_000), events: &keyframe });
        let line = Timeline::new(at(0), at(13_000));
        let reel = Reel { kind: Kind::Web, timeline: line, segments: &cut.segments, keyframe };
        let fetch = |segment: &Segment| Ok::<_, Infallible>(cut.plain[segment.index as usize].clone());
        let window = load(&reel, at_ms, &Size::default(), fetch).unwrap();
        let numbers: Vec<_> = window.events.iter().map(|event| number_of(Kind::Web, event.get())).collect();
        (window.keyframe_ms, numbers)
    };
    assert_eq!(window(7_999), (0, vec![0, 1, 2, 3, 4, 5, 6, 7]), "it is not there yet");
    for at_ms in [8_000, 11_999] {
        assert_eq!(window(at_ms), (8_000, vec![90, 91, 92, 5, 6, 7]), "at {at_ms} ms");
    }
    assert_eq!(window(12_000), (12_000, vec![6, 7]), "a recorded snapshot is nearer");
}

#[test]
fn what_a_slow_clock_put_before_the_start_is_shown_at_the_start() {
    let cut = cut(Kind::Agent, &told(&[(-4_000, 0), (-3_000, 0), (500, 0), (60_000, 0)]), 2);
    for at_ms in [-4_000, 0] {
        let (window, numbers) = cut.window(at_ms, &Size::default());
        assert_eq!(
            (window.from_ms, window.keyframe_ms, numbers),
            (0, -4_000, vec![0, 1, 2]),
            "at {at_ms} ms"
        );
    }
    assert_eq!(cut.window(100, &Size::default()).1, [1, 2]);
}

#[test]
fn what_exceeds_the_size_is_cut_between_two_milliseconds() {
    let events = told(&[(0, 2), (10, 3), (20, 3), (20, 3), (20, 3), (30, 3), (40, 3)]);
    let cut = cut(Kind::Web, &events, 3);
    for (allowed, at_ms, to_ms, expected) in [
        (100, 0, 40, vec![0, 1, 2, 3, 4, 5, 6]),
        (5, 0, 39, vec![0, 1, 2, 3, 4, 5]),
        (3, 0, 19, vec![0, 1]),
        (1, 0, 19, vec![0, 1]),
        // The first millisecond after the asked time stays whole, so that playing on gets further.
        (1, 10, 20, vec![0, 1, 2, 3, 4]),
        (0, 20, 30, vec![0, 1, 2, 3, 4, 5]),
    ] {
        let size = Size { events: allowed, ..Size::default() };
        let (window, numbers) = cut.window(at_ms, &size);
        assert_eq!((window.to_ms, numbers), (to_ms, expected), "{allowed} events allowed at {at_ms} ms");
    }
    let size = Size { bytes: 200, ..Size::default() };
    assert_eq!(cut.window(0, &size).0.to_ms, 19, "bytes count too");
}

#[test]
fn a_snapshot_that_is_split_from_its_meta_event_is_still_one_keyframe() {
    let events = told(&[(0, 2), (100, 3), (200, 4), (210, 2), (300, 3)]);
    // As an import writes it: the pair is noted with the time of its Meta event, at the snapshot's segment.
    let mut cut = cut(Kind::Web, &events, 3);
    cut.segments[1].keyframes_ms = vec![200];
    let (window, numbers) = cut.window(205, &Size::default());
    assert_eq!((window.keyframe_ms, numbers), (200, vec![2, 3, 4]));
}

#[test]
fn lines_that_are_no_events_are_counted_and_the_rest_plays() {
    let mut cut = cut(Kind::Agent, &told(&[(0, 0), (1, 0)]), 9);
    cut.plain[0].extend_from_slice(b"{\"timestamp\":true}\n\xff\xfe\n\n  \n[\n");
    let (window, numbers) = cut.window(0, &Size::default());
    assert_eq!((window.unreadable, numbers), (3, vec![0, 1]));
}

#[test]
fn a_screen_has_no_events_and_a_lost_segment_is_named() {
    #[derive(Debug, thiserror::Error)]
    #[error("gone")]
    struct Gone;
    let cut = cut(Kind::Web, &told(&[(0, 2)]), 1);
    let mut reel = Reel {
        kind: Kind::Screen,
        timeline: Timeline::new(at(0), at(1)),
        segments: &cut.segments,
        keyframe: None,
    };
    let load = |reel: &Reel<'_>| load(reel, 0, &Size::default(), |_| Err::<Vec<u8>, _>(Gone));
    assert!(matches!(load(&reel), Err(WindowError::NoEvents { kind: Kind::Screen })));
    reel.kind = Kind::Web;
    assert!(matches!(load(&reel), Err(WindowError::Fetch { index: 0, source: Gone })));
}

/// What a window is, told without segments.
fn expected(kind: Kind, events: &[Told], from: i64, to: i64) -> Vec<i64> {
    let mut sorted = events.to_vec();
    sorted.sort_by_key(|event| event.offset_ms);
    let before = sorted.iter().filter(|event| event.offset_ms <= from).count();
    let begin = match kind {
        Kind::Web => (0..sorted.len())
            .filter(|&p| sorted[p].rrweb_type == 2)
            .map(|p| if p > 0 && sorted[p - 1].rrweb_type == 4 { p - 1 } else { p })
            .rfind(|&p| p < before)
            .unwrap_or(0),
        _ => {
            let last = sorted[..before].last().map_or(i64::MIN, |event| event.offset_ms);
            sorted.iter().filter(|event| event.offset_ms < last).count()
        }
    };
    sorted[begin..].iter().filter(|event| event.offset_ms <= to).map(|event| event.number).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Whatever the order in which events came and however they were cut into segments.
    #[test]
    fn a_window_is_what_a_reader_of_all_events_would_show(
        times in proptest::collection::vec((0i64..60_000, 0u8..8), 1..60),
        per_segment in 1usize..12,
        at_ms in -100i64..70_000,
        allowed in 1usize..80,
        web in any::<bool>(),
    ) {
        let kind = if web { Kind::Web } else { Kind::Agent };
        let types = [2, 4, 3, 3, 3, 3, 3, 3];
        let mut events: Vec<(i64, i64)> =
            times.iter().map(|&(offset, t)| (offset / 500 * 500, types[usize::from(t)])).collect();
        events.push((0, 3));
        let events = told(&events);
        let mut cut = cut(kind, &events, per_segment);
        // Segments of an import know only the Meta events of their own: note the pairs of the whole.
        let mut sorted = events.clone();
        sorted.sort_by_key(|event| event.offset_ms);
        for segment in &mut cut.segments { segment.keyframes_ms.clear(); }
        for (position, event) in sorted.iter().enumerate().filter(|(_, event)| event.rrweb_type == 2) {
            let meta = position.checked_sub(1).map(|p| sorted[p]).filter(|p| p.rrweb_type == 4);
            cut.segments[0].keyframes_ms.push(meta.unwrap_or(*event).offset_ms);
        }
        let size = Size { events: allowed, ..Size::default() };
        let (window, numbers) = cut.window(at_ms, &size);
        prop_assert!(window.from_ms >= 0 && window.to_ms >= window.from_ms);
        prop_assert_eq!(numbers.clone(), expected(kind, &events, window.from_ms, window.to_ms));
        prop_assert!(!numbers.is_empty());
        let after = sorted.iter().filter(|e| e.offset_ms > window.from_ms);
        let first = after.clone().map(|e| e.offset_ms).next().unwrap_or(0);
        let shown = after.filter(|e| e.offset_ms <= window.to_ms && e.offset_ms > first).count();
        prop_assert!(shown <= allowed, "what follows the first millisecond fits");
    }
}

//! A long way from a window's beginning to the asked time, made short: the page is brought there here, some ten times
//! as quick as a player in a browser, and the window begins with the state that it has then.

use hindsight_domain::{Kind, Timestamp, limits};
use hindsight_rrweb::{event::Event, mirror::Mirror};

use super::{line, shelf::Kept};

/// Of what stays in front of the asked time, at most so many.
const KEPT_EVENTS: usize = 200;
/// A player lays a page out once for its beginning, and once more for what leads from there to the asked time: fewer
/// changes than these are not worth the bringing there.
const WORTH_EVENTS: usize = 20;

/// Folds what stands in `events`, which are in order and begin with a snapshot, before the asked time `from`, but for the
/// last `lead_ms`. Leaves them as they are where that is not worth it, or where they show no page.
pub(super) fn fold(events: &mut Vec<Kept>, from: Timestamp, lead_ms: i64) {
    let before = events.partition_point(|event| event.time <= from);
    // Between two milliseconds: what happened in one is applied as one.
    let end = if lead_ms > 0 {
        let Some(nearest) = before.checked_sub(KEPT_EVENTS).and_then(|place| events.get(place)) else {
            return;
        };
        let cut = nearest.time.max(from.plus(-lead_ms));
        events.partition_point(|event| event.time < cut)
    } else {
        before
    };
    let Some(last) = events[..end].last().filter(|_| end >= WORTH_EVENTS) else { return };
    let mut mirror = Mirror::new();
    for kept in &events[..end] {
        // What cannot be read was left out of the recording's window before.
        if let Ok(event) = Event::read(&kept.json, limits::EVENT_BYTES) {
            mirror.apply(&event);
        }
    }
    let time = last.time;
    let Some(state) = mirror.keyframe(time.millis()) else { return };
    let state: Option<Vec<Kept>> = (0..)
        .zip(state.events)
        .map(|(number, json)| {
            let line = line::read(Kind::Web, &json)?;
            Some(Kept { time, place: (0, number), role: line.role, json: json.into() })
        })
        .collect();
    if let Some(state) = state {
        events.splice(..end, state);
    }
}

#[cfg(test)]
mod tests {
    use hindsight_testkit::recordings;

    use super::*;

    fn kept(events: &[String]) -> Vec<Kept> {
        let mut kept: Vec<Kept> = (0..)
            .zip(events)
            .filter_map(|(number, json)| {
                let line = line::read(Kind::Web, json)?;
                Some(Kept {
                    time: line.time,
                    place: (0, number),
                    role: line.role,
                    json: json.as_str().into(),
                })
            })
            .collect();
        kept.sort_by_key(|event| (event.time, event.place));
        kept
    }

    /// The page after all events up to a time.
    fn page(events: &[Kept], until: Timestamp) -> Option<Vec<String>> {
        let mut mirror = Mirror::new();
        for event in events.iter().take_while(|event| event.time <= until) {
            mirror.apply(&Event::read(&event.json, limits::EVENT_BYTES).unwrap());
        }
        mirror.keyframe(until.millis()).map(|keyframe| keyframe.events)
    }

    fn session(events: i64) -> Vec<String> {
        let node = r#"{"type":0,"id":1,"childNodes":[{"type":2,"id":2,"tagName":"p","attributes":{},"childNodes":[{"type":3,"id":3,"textContent":"none"}]}]}"#;
        let snapshot = format!(
            r#"{{"type":2,"timestamp":0,"data":{{"node":{node},"initialOffset":{{"top":0,"left":0}}}}}}"#
        );
        let change = |n: i64| {
            format!(
                r#"{{"type":3,"timestamp":{},"data":{{"source":0,"texts":[{{"id":3,"value":"line {n}"}}],"attributes":[],"removes":[],"adds":[]}}}}"#,
                n * 10
            )
        };
        std::iter::once(snapshot).chain((1..=events).map(change)).collect()
    }

    #[test]
    fn a_long_way_becomes_a_state_and_the_last_steps() {
        let from = Timestamp::clamp_millis(90_000);
        let mut events = kept(&session(10_000));
        let expected = page(&events, from);
        fold(&mut events, from, 5_000);
        assert!(page(&events, from) == expected, "the page is the same");
        let lead = events.partition_point(|event| event.time <= from);
        assert!((KEPT_EVENTS..KEPT_EVENTS + 5).contains(&lead), "{lead} events lead there");
        assert_eq!(events.len() - lead, 1_000, "what follows is as it was");
        assert_eq!(events[0].time, Timestamp::clamp_millis(88_000));

        let mut events = kept(&session(10_000));
        fold(&mut events, from, 0);
        assert!(page(&events, from) == expected, "the page is the same without a lead");
        assert_eq!(
            events.partition_point(|event| event.time <= from),
            1,
            "a snapshot is all that leads there"
        );
    }

    #[test]
    fn a_short_way_and_one_without_a_page_stay() {
        for (events, lead_ms) in [
            (session(150), 5_000),
            (session(15), 0),
            (session(10_000).split_off(1), 5_000),
            (session(100).split_off(1), 0),
        ] {
            let before = kept(&events);
            let mut after = kept(&events);
            fold(&mut after, before.last().unwrap().time, lead_ms);
            assert_eq!(before.len(), after.len());
        }
    }

    #[test]
    fn the_page_is_the_same_at_any_time_of_real_recordings() {
        for name in ["web/desktop_plain.json", "web/mobile_masked.json"] {
            let Some(file) = recordings::shared(name) else { continue };
            let events: Vec<Box<serde_json::value::RawValue>> =
                serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
            let events: Vec<String> = events.iter().map(|event| event.get().to_owned()).collect();
            let all = kept(&events);
            let mut folded = 0;
            for part in 1..=10 {
                let from = all[all.len() * part / 10 - 1].time;
                for lead_ms in [0, 5_000] {
                    let mut window = kept(&events);
                    fold(&mut window, from, lead_ms);
                    folded += usize::from(window.len() < all.len());
                    assert!(
                        page(&window, from) == page(&all, from),
                        "{name} until {from}, {lead_ms} ms before"
                    );
                }
            }
            assert!(folded > 0, "{name} was never folded");
        }
    }
}

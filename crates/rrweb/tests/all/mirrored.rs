//! The mirror against itself: from the start, or from a keyframe on, it states the same.

use hindsight_rrweb::{
    event::Event,
    harmless::{LeftOut, Removal, Rewriter, Rewritten},
    mirror::{Mirror, Skip},
};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::{recordings::recording_events, stream::Stream};

fn apply(mirror: &mut Mirror, events: &[String]) {
    for event in events {
        mirror.apply(&Event::read(event, 16 << 20).unwrap());
    }
}

fn time_of(event: &str) -> i64 {
    Event::read(event, 16 << 20).unwrap().timestamp_ms
}

fn stated(mirror: &Mirror, at_ms: i64) -> Vec<String> {
    mirror.keyframe(at_ms).map(|keyframe| keyframe.events).unwrap_or_default()
}

/// Compares what two mirrors state, and shows where they differ.
fn same(name: &str, found: &[String], expected: &[String]) {
    for (found, expected) in found.iter().zip(expected) {
        if found != expected {
            let from = found.bytes().zip(expected.bytes()).take_while(|(one, other)| one == other).count();
            let near = |text: &str| {
                let (from, to) = (from.saturating_sub(160), from.saturating_add(160).min(text.len()));
                text[text.floor_char_boundary(from)..text.floor_char_boundary(to)].to_owned()
            };
            panic!("{name}\n found {}\nwanted {}", near(found), near(expected));
        }
    }
    assert_eq!(found.len(), expected.len(), "{name}: {found:#?} {expected:#?}");
}

/// Checks that a mirror that begins with the keyframe before event `from` is at every later event as one that
/// began at the start.
fn check_from(name: &str, events: &[String], from: usize, step: usize) {
    let mut whole = Mirror::new();
    apply(&mut whole, &events[..from]);
    let Some(keyframe) = whole.keyframe(time_of(&events[from - 1])) else { return };
    let mut part = Mirror::new();
    apply(&mut part, &keyframe.events);
    assert_eq!(part.skipped().total(), 0, "{name}: a keyframe is applied whole: {:?}", part.skipped());
    same(
        &format!("{name}: the keyframe before event {from}"),
        &stated(&part, keyframe.at_ms),
        &keyframe.events,
    );
    for (index, event) in events.iter().enumerate().skip(from) {
        apply(&mut whole, std::slice::from_ref(event));
        apply(&mut part, std::slice::from_ref(event));
        if index % step == 0 || index + 1 == events.len() {
            let at_ms = time_of(event);
            let name = format!("{name}: from event {from}, after event {index}: {event}");
            same(&name, &stated(&part, at_ms), &stated(&whole, at_ms));
        }
    }
}

fn texts(events: &[Value]) -> Vec<String> {
    events.iter().map(Value::to_string).collect()
}

proptest! {
    #[test]
    fn a_keyframe_and_its_tail_state_what_the_whole_recording_does(
        seed in any::<u64>(),
        count in 5_usize..160,
        from in 0.0_f64..1.0,
    ) {
        let events = texts(&Stream::new(seed, count).events);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss,
            reason = "an index")]
        let from = 2 + ((events.len() - 2) as f64 * from) as usize;
        check_from(&format!("seed {seed}"), &events, from, 7);
        let mut mirror = Mirror::new();
        apply(&mut mirror, &events);
        prop_assert_eq!(mirror.skipped().total(), mirror.skipped().count(Skip::UnknownSheet), "{:?}", mirror.skipped());
    }

    /// Events of a valid recording, lost, repeated, in another order, with other ids and types.
    #[test]
    fn whatever_comes_the_mirror_stands(
        seed in any::<u64>(),
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0_u8..6, junk()), 0..60),
    ) {
        let mut events = Stream::new(seed, 80).events;
        for (one, other, kind, junk) in damage {
            let (one, other) = (one.index(events.len()), other.index(events.len()));
            match kind {
                0 => events.swap(one, other),
                1 => { events.remove(one); events.push(json!({"type": 3, "timestamp": 1, "data": junk})); }
                2 => { let event = events[other].clone(); events.insert(one, event); }
                _ => damage_leaf(&mut events[one]["data"], &junk, other),
            }
        }
        let mut mirror = Mirror::new();
        for event in texts(&events) {
            if let Ok(event) = Event::read(&event, 1 << 20) {
                mirror.apply(&event);
            }
        }
        mirror.shown(|_| {});
        if let Some(keyframe) = mirror.keyframe(5) {
            // What a keyframe states is whole, whatever led to it.
            let mut again = Mirror::new();
            apply(&mut again, &keyframe.events);
            same("after damage", &stated(&again, 5), &keyframe.events);
        }
    }
}

/// Replaces a value somewhere in an event.
fn damage_leaf(value: &mut Value, junk: &Value, mut choice: usize) {
    let mut at = value;
    for _ in 0..12 {
        let count = match &*at {
            Value::Object(members) => members.len(),
            Value::Array(items) => items.len(),
            _ => 0,
        };
        if count == 0 {
            break;
        }
        let index = choice % count;
        choice = choice / count + index * 7 + 1;
        at = match at {
            Value::Object(members) => members.values_mut().nth(index).unwrap(),
            Value::Array(items) => &mut items[index],
            _ => unreachable!(),
        };
    }
    *at = junk.clone();
}

fn junk() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-3_i64..40).prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        prop::sample::select(vec!["", "style", "iframe", "textarea", "html", "a{b:c}", "played", "\u{0}"])
            .prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        let names =
            vec!["id", "node", "adds", "type", "source", "childNodes", "attributes", "style", "tagName"];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((prop::sample::select(names), inner), 0..4).prop_map(|members| members
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value))
                .collect()),
        ]
    })
}

#[test]
fn real_recordings_state_the_same_from_every_keyframe_on() {
    for file in ["desktop_plain.json", "desktop_packed.json", "mobile_masked.json", "rrweb-fixtures.json"] {
        let Some(recordings) = recording_events(file) else { return };
        for (name, mut events) in recordings {
            events.sort_by_key(|event| time_of(event));
            let name = format!("{file} {name}");
            let step = (events.len() / 12).max(1);
            for from in (1..events.len()).step_by(step) {
                check_from(&name, &events, from, step);
            }
            let mut mirror = Mirror::new();
            apply(&mut mirror, &events);
            println!(
                "{name}: {} nodes, skipped {:?}",
                mirror.node_count(),
                mirror.skipped().iter().collect::<Vec<_>>()
            );
        }
    }
}

#[test]
fn a_keyframe_passes_the_rewriting_of_windows_whole() {
    let generated = (0..8).map(|seed| (format!("seed {seed}"), texts(&Stream::new(seed, 150).events)));
    let mut recordings: Vec<(String, Vec<String>)> = generated.collect();
    for file in ["desktop_plain.json", "mobile_masked.json", "rrweb-fixtures.json"] {
        recordings.extend(recording_events(file).unwrap_or_default());
    }
    for (name, events) in recordings {
        let mut mirror = Mirror::new();
        apply(&mut mirror, &events);
        let mut rewriter = Rewriter::new();
        for event in stated(&mirror, 1) {
            match rewriter.rewrite(&event).unwrap() {
                Rewritten::Kept { removed, .. } => {
                    assert_eq!(removed.count(Removal::Malformed), 0, "{name}: {event}");
                }
                // What the recording has is left out of a keyframe as it is out of a window.
                Rewritten::LeftOut(LeftOut::Canvas | LeftOut::Font) => {}
                Rewritten::LeftOut(reason) => panic!("{name}: {reason}: {event}"),
            }
        }
    }
}

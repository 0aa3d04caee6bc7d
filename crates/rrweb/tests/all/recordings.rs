//! Recordings made by others: read without loss, rewritten without harm and with little loss.

use std::{collections::BTreeMap, path::PathBuf};

use hindsight_rrweb::{
    event::{Event, Kind},
    facts::{self, Facts},
    harmless::{Removal, Removed, Rewriter, Rewritten},
    scan::{Arrays, Item, Layout, Limits, Scanner},
    text::{Field, Text, TextReader},
};
use serde_json::Value;

use crate::checker::dangers;

const MAX_UNPACKED_BYTES: usize = 8 << 20;

/// The text of a recording, or `None` with a word about it where there are no recordings to test with.
fn recording(name: &str) -> Option<String> {
    let path = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/web")).join(name);
    match std::fs::read_to_string(&path) {
        Ok(text) => Some(text),
        Err(error) => {
            println!("skipped: {} cannot be read ({error})", path.display());
            None
        }
    }
}

/// The events of a file by their array, as JSON; anything that is skipped fails the test.
fn events(text: &str, arrays: Arrays) -> BTreeMap<String, Vec<String>> {
    let mut scanner = Scanner::sniffed(text.as_bytes(), arrays, Limits::default()).unwrap();
    let mut events: BTreeMap<String, Vec<String>> = BTreeMap::new();
    loop {
        match scanner.read().unwrap() {
            Item::Element { array, index, json, .. } => {
                let of_array = events.entry(array.to_owned()).or_default();
                assert_eq!(of_array.len() as u64, index);
                of_array.push(Event::read(json, MAX_UNPACKED_BYTES).unwrap().into_json().into_owned());
            }
            Item::End => return events,
            other => panic!("{other:?}"),
        }
    }
}

/// The recordings in a file by their name; `None` where there is no file.
pub(crate) fn recording_events(name: &str) -> Option<BTreeMap<String, Vec<String>>> {
    recording(name).map(|text| events(&text, Arrays::All))
}

fn facts_of(events: &[String]) -> Vec<Facts> {
    events.iter().map(|event| facts::facts(&Event::read(event, 0).unwrap()).unwrap()).collect()
}

fn texts_of(events: &[String]) -> Vec<Text> {
    let mut reader = TextReader::new();
    events.iter().flat_map(|event| reader.read(&Event::read(event, 0).unwrap()).unwrap()).collect()
}

/// Rewrites all events, checks each, and gives what was removed.
fn rewrite_all(name: &str, events: &[String]) -> Removed {
    let (mut rewriter, mut again) = (Rewriter::new(), Rewriter::new());
    let mut all = Removed::default();
    for event in events {
        let Rewritten::Kept { json, removed } = rewriter.rewrite(event).unwrap() else {
            panic!("{name}: an event was left out: {event}")
        };
        assert_eq!(dangers(&serde_json::from_str(&json).unwrap()), Vec::<String>::new(), "{name}");
        match again.rewrite(&json).unwrap() {
            Rewritten::Kept { json: twice, .. } => assert_eq!(twice, json, "{name}"),
            Rewritten::LeftOut(reason) => panic!("{name}: {reason}"),
        }
        all.add(&removed);
    }
    all
}

#[test]
fn the_desktop_recording_tells_what_happened() {
    let Some(text) = recording("desktop_plain.json") else { return };
    let events = events(&text, Arrays::All).remove("").unwrap();
    assert_eq!(events.len(), 249);
    let facts = facts_of(&events);
    assert_eq!(facts.iter().filter(|facts| facts.is_full_snapshot).count(), 3);
    assert_eq!(facts.iter().filter(|facts| facts.is_meta()).count(), 3);
    assert!(facts.iter().filter(|facts| facts.click().is_some()).count() > 10);
    assert_eq!(facts.iter().filter(|facts| facts.resized_to.is_some()).count(), 1);

    let texts = texts_of(&events);
    let says =
        |field: Field, part: &str| texts.iter().any(|text| text.field == field && text.text.contains(part));
    assert!(says(Field::Url, "/claims/new"));
    assert!(says(Field::Console, "help service failed: 503"));
    assert!(says(Field::Custom, "crm.update"));
    assert!(!texts.iter().any(|text| text.text.contains("SCRIPT_PLACEHOLDER")));
}

#[test]
fn the_packed_recording_is_the_plain_one_event_for_event() {
    let (Some(plain), Some(packed)) = (recording("desktop_plain.json"), recording("desktop_packed.json"))
    else {
        return;
    };
    assert_eq!(events(&plain, Arrays::All), events(&packed, Arrays::All));
}

#[test]
fn recordings_of_real_pages_are_rewritten_with_little_loss() {
    for name in ["desktop_plain.json", "mobile_masked.json"] {
        let Some(text) = recording(name) else { return };
        let events = events(&text, Arrays::All).remove("").unwrap();
        let removed = rewrite_all(name, &events);
        println!("{name}: {:?}", removed.iter().collect::<Vec<_>>());
        assert_eq!(removed.count(Removal::Malformed), 0, "{name}: what a recorder writes is not malformed");
    }
}

#[test]
fn the_fixtures_of_rrweb_are_all_read_and_rewritten() {
    let Some(text) = recording("rrweb-fixtures.json") else { return };
    let recordings = events(&text, Arrays::All);
    assert_eq!(recordings.len(), 26);
    for (name, events) in &recordings {
        facts_of(events);
        texts_of(events);
        let removed = rewrite_all(name, events);
        println!("{name}: {:?}", removed.iter().collect::<Vec<_>>());
    }
}

#[test]
fn the_layouts_of_files_give_the_same_events() {
    let Some(plain) = recording("desktop_plain.json") else { return };
    let expected = events(&plain, Arrays::All).remove("").unwrap();
    let lines = expected.join("\n");
    let exported = format!(r#"{{"version":"1.0","sessionId":"s","events":{plain},"metadata":{{"a":[1]}}}}"#);
    assert_eq!(events(&lines, Arrays::All).remove("").unwrap(), expected);

    let mut scanner =
        Scanner::sniffed(exported.as_bytes(), Arrays::named(&["events"]), Limits::default()).unwrap();
    assert!(matches!(scanner.layout(), Layout::Object(_)));
    let (mut members, mut count) = (Vec::new(), 0);
    loop {
        match scanner.read().unwrap() {
            Item::Member { key, json, .. } => members.push((key.to_owned(), json.to_owned())),
            Item::Element { array: "events", json, .. } => {
                assert_eq!(json, expected[count]);
                count += 1;
            }
            Item::End => break,
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(count, expected.len());
    let names: Vec<_> = members.iter().map(|(name, json)| (name.as_str(), json.as_str())).collect();
    assert_eq!(names, [("version", "\"1.0\""), ("sessionId", "\"s\""), ("metadata", "{\"a\":[1]}")]);
}

#[test]
fn rewriting_keeps_every_node_and_every_kind_of_event() {
    fn ids(value: &Value, into: &mut Vec<i64>) {
        match value {
            Value::Object(members) => {
                if let (Some(id), true) =
                    (members.get("id").and_then(Value::as_i64), members.contains_key("type"))
                {
                    into.push(id);
                }
                members.values().for_each(|value| ids(value, into));
            }
            Value::Array(items) => items.iter().for_each(|item| ids(item, into)),
            _ => {}
        }
    }
    let Some(text) = recording("desktop_plain.json") else { return };
    let mut rewriter = Rewriter::new();
    for event in events(&text, Arrays::All).remove("").unwrap() {
        let Rewritten::Kept { json, .. } = rewriter.rewrite(&event).unwrap() else { panic!("{event}") };
        let (mut before, mut after) = (Vec::new(), Vec::new());
        ids(&serde_json::from_str(&event).unwrap(), &mut before);
        ids(&serde_json::from_str(&json).unwrap(), &mut after);
        before.sort_unstable();
        after.sort_unstable();
        assert_eq!(before, after);
        let (before, after) = (Event::read(&event, 0).unwrap(), Event::read(&json, 0).unwrap());
        assert_eq!((before.kind, before.timestamp_ms), (after.kind, after.timestamp_ms));
        assert_ne!(after.kind, Kind::Other(0));
    }
}

//! Every format, plain and packed, in every compression.

use hindsight_domain::{Kind, Status};
use serde_json::{Value, json};

use super::bed::{Memory, SNAPSHOT, array, gzip, import, import_into, packed, web_events, zstd};

const SUMMARY: &str = r#"{"sessionId":"s-1","actorId":"u-7","actorType":"USER","actorEmail":"a@example.org","serviceSlug":"claims","startedAt":"2023-11-14T22:13:19.500Z","endedAt":"2023-11-14T22:13:25Z","durationSeconds":5.5,"totalEvents":8,"pageViews":1,"clicks":0,"entryPage":"/new","browser":"Firefox","os":"Linux","deviceType":"tablet","countryCode":"DE","status":"ended"}"#;

/// Each way of writing these events, by name.
fn writings(events: &[String]) -> Vec<(&'static str, String)> {
    let list = array(events);
    vec![
        ("an array", list.clone()),
        ("an array over lines", format!("\u{feff}\n[\n  {}\n]\n", events.join(" ,\n  "))),
        ("events of an object", format!(r#"{{"events":{list}}}"#)),
        ("lines", events.join("\n")),
        ("lines with a break at the end and blank ones", format!("\n{}\r\n\r\n", events.join("\r\n"))),
        (
            "an exported session",
            format!(
                r#"{{"version":"1.0","exportedAt":"2026-01-01T00:00:00.000Z","sessionId":"s-1","metadata":{SUMMARY},"events":{list}}}"#
            ),
        ),
        (
            "a session's events, members in another order",
            format!(r#"{{"events":{list},"metadata":{SUMMARY},"sessionId":"s-1"}}"#),
        ),
        ("an array by name", format!(r#"{{"checkout":{list}}}"#)),
        ("an array by name among others", format!(r#"{{"empty":[],"checkout":{list}}}"#)),
    ]
}

#[test]
fn every_format_gives_the_same_events_plain_packed_and_compressed() {
    let events = web_events();
    let expected: Vec<Value> = events.iter().map(|event| serde_json::from_str(event).unwrap()).collect();
    for (form, events) in [("plain", events.clone()), ("packed", packed(&events))] {
        for (writing, text) in writings(&events) {
            let text = text.into_bytes();
            for (compression, file) in [("", text.clone()), ("gzip", gzip(&text)), ("zstd", zstd(&text))] {
                let what = format!("{form}, {writing}, {compression}");
                let (report, memory) = import(&file).unwrap_or_else(|error| panic!("{what}: {error}"));
                assert_eq!(report.items.len(), 1, "{what}");
                let (item, stored) = (&report.items[0].imported, &memory.stored[0]);
                assert_eq!((item.kind, item.events, item.skipped.len()), (Kind::Web, 8, 0), "{what}");
                assert!(!item.already);
                assert_eq!(stored.events(), expected, "{what}");
                let recording = &stored.recording;
                assert_eq!(recording.details["format"], "rrweb", "{what}");
                assert_eq!(recording.details["source_file"], "session.json.gz");
                assert_eq!(recording.details.get("compression").is_some(), !compression.is_empty());
                assert_eq!(recording.details["url"], "https://claims.example/new");
                assert_eq!(stored.words("text"), "Larkfield claims Broken windscreen");
                assert!(stored.words("custom").contains("C-42"));
                assert_eq!(report.bytes, file.len() as u64);
            }
        }
    }
}

#[test]
fn a_recording_is_told_from_its_neighbours_by_what_is_known_of_it() {
    let events = web_events();
    let mut without_title = events.clone();
    without_title[1] = SNAPSHOT.replace("Larkfield claims", " ");
    let only_scrolling = events[2..7].to_vec();
    for (text, title) in [
        (array(&events), "Larkfield claims"),
        (format!(r#"{{"checkout fails":{}}}"#, array(&events)), "checkout fails"),
        (array(&without_title), "https://claims.example/new"),
        (array(&only_scrolling), "session"),
    ] {
        let (report, memory) = import(text.as_bytes()).unwrap();
        assert_eq!(memory.stored[0].recording.title, title);
        assert_eq!(report.items[0].title, title);
    }
}

#[test]
fn an_exported_session_keeps_what_its_server_knew() {
    let text = &writings(&web_events())[5].1;
    let (_, memory) = import(text.as_bytes()).unwrap();
    let recording = &memory.stored[0].recording;
    assert_eq!(recording.session_id.as_deref(), Some("s-1"));
    assert_eq!(recording.user_id.as_deref(), Some("u-7"));
    assert_eq!(recording.service.as_deref(), Some("claims"));
    assert_eq!(recording.device.as_deref(), Some("tablet"));
    assert_eq!(recording.status, Status::Completed);
    assert_eq!(
        recording.started_at.to_string(),
        "2023-11-14T22:13:19.500Z",
        "half a second before the first event"
    );
    assert_eq!(recording.duration_ms, 5_500);
    assert_eq!(recording.details["browser"], "Firefox");
    assert_eq!(recording.details["countryCode"], "DE");
    let keyframes: Vec<_> = memory.stored[0].draft.segments.iter().flat_map(|s| &s.keyframes).collect();
    assert_eq!(keyframes.len(), 1);
    assert_eq!(keyframes[0].since(recording.started_at), 500, "the Meta event before the snapshot");
}

#[test]
fn a_start_that_has_nothing_to_do_with_the_events_is_not_believed() {
    let text = writings(&web_events())[5].1.replace("2023-11-14T22:13:19.500Z", "2019-01-01T00:00:00Z");
    let (_, memory) = import(text.as_bytes()).unwrap();
    assert_eq!(memory.stored[0].recording.started_at.millis(), 1_700_000_000_000);
}

#[test]
fn several_arrays_by_name_are_several_recordings() {
    let (a, b) = (web_events(), packed(&web_events()));
    let text = format!(r#"{{"first":{},"numbers":[1,2],"second":{}}}"#, array(&a), array(&b[..3]));
    // Numbers among arrays of events cannot be told from events that are all broken.
    assert!(import(text.as_bytes()).is_err());
    let text = format!(r#"{{"note":"x","first":{},"numbers":[1,2],"second":{}}}"#, array(&a), array(&b[..3]));
    let (report, memory) = import(text.as_bytes()).unwrap();
    let told: Vec<_> = report.items.iter().map(|item| (item.title.as_str(), item.imported.events)).collect();
    assert_eq!(told, [("first", 8), ("second", 3)]);
    assert!(memory.stored[0].recording.id != memory.stored[1].recording.id);
}

#[test]
fn the_same_file_is_imported_once_and_another_with_the_same_events_again() {
    let mut memory = Memory::default();
    let text = format!(r#"{{"a":{},"b":{}}}"#, array(&web_events()), array(&web_events()));
    let first = import_into(&mut memory, "one.json", text.as_bytes()).unwrap();
    let again = import_into(&mut memory, "renamed.json", text.as_bytes()).unwrap();
    let already: Vec<_> = first.items.iter().chain(&again.items).map(|item| item.imported.already).collect();
    assert_eq!(already, [false, false, true, true]);
    assert_eq!(memory.stored.len(), 2);
    for (first, again) in first.items.iter().zip(&again.items) {
        assert_eq!(first.imported.id, again.imported.id);
        assert_eq!(first.imported.events, again.imported.events);
    }
    import_into(&mut memory, "one.json.gz", &gzip(text.as_bytes())).unwrap();
    assert_eq!(memory.stored.len(), 4, "a file is known by its bytes, not by what is in it");
}

#[test]
fn times_that_fall_or_repeat_give_segments_in_order_and_the_earliest_start() {
    let mut events = web_events();
    events
        .push(r#"{"type":3,"data":{"source":3,"id":1,"x":9,"y":9},"timestamp":1699999990000.9}"#.to_owned());
    events.push(events[2].clone());
    let (report, memory) = import(array(&events).as_bytes()).unwrap();
    let stored = &memory.stored[0];
    assert_eq!(report.items[0].imported.events, 10);
    assert_eq!(stored.recording.started_at.millis(), 1_699_999_990_000);
    assert_eq!(stored.recording.duration_ms, 14_000);
    assert_eq!(stored.events()[0]["data"]["x"], 9);
}

#[test]
fn many_events_come_in_many_segments_none_larger_than_agreed() {
    let mut events = web_events();
    for n in 0..9_000_i64 {
        let time = 1_700_000_010_000 + (n * 7_919) % 9_000;
        events.push(format!(r#"{{"type":3,"data":{{"source":3,"id":1,"x":1,"y":{n}}},"timestamp":{time}}}"#));
    }
    events.push(format!(
        r#"{{"type":5,"data":{{"tag":"big","payload":"{}"}},"timestamp":1700000020000}}"#,
        "x ".repeat(1 << 20)
    ));
    events.push(r#"{"type":5,"data":{"tag":"last","payload":1},"timestamp":1700000020001}"#.to_owned());
    let (_, memory) = import(array(&events).as_bytes()).unwrap();
    let stored = &memory.stored[0];
    let sizes: Vec<_> = stored.draft.segments.iter().map(|segment| segment.events).collect();
    assert_eq!(sizes, [2_000, 2_000, 2_000, 2_000, 1_009, 1], "closed at 2,000 events or by the large one");
    let expected: Vec<Value> = events.iter().map(|event| serde_json::from_str(event).unwrap()).collect();
    let mut expected = expected;
    expected.sort_by_key(|event| event["timestamp"].as_i64());
    assert_eq!(stored.events(), expected);
}

#[test]
fn other_data_beside_the_events_is_not_taken_for_events() {
    let text = format!(
        r#"{{"events":{},"pageViews":[{{"path":"/"}}],"tags":["a","b"],"nothing":[],"note":"kept"}}"#,
        array(&web_events())
    );
    let (report, memory) = import(text.as_bytes()).unwrap();
    assert_eq!((report.items.len(), report.items[0].imported.events), (1, 8));
    let recording = &memory.stored[0].recording;
    assert_eq!(recording.tags, ["a", "b"]);
    assert_eq!(recording.details["note"], "kept");
    assert_eq!(recording.details["arrays_left_out"], json!(["pageViews"]));
}

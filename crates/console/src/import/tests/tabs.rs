//! Several windows in one file.

use serde_json::{Value, json};

use super::bed::{array, import};

/// Events that take turns between windows, `(window, at)`; each window begins with a page of its own.
fn events(turns: &[(Option<&str>, i64)]) -> Vec<String> {
    let mut seen = Vec::new();
    let mut events = Vec::new();
    for (window, at) in turns {
        let mut event = if seen.contains(window) {
            json!({"type": 3, "data": {"source": 3, "id": 1, "x": 0, "y": at}, "timestamp": at})
        } else {
            seen.push(*window);
            let node = json!({"type": 0, "id": 1, "childNodes": []});
            json!({"type": 2, "data": {"node": node, "initialOffset": {"left": 0, "top": 0}}, "timestamp": at})
        };
        if let (Some(window), Value::Object(event)) = (window, &mut event) {
            event.insert("windowId".to_owned(), json!(window));
        }
        events.push(event.to_string());
    }
    events
}

/// The number of events of each recording, and whether all are of one session.
#[track_caller]
fn check(turns: &[(Option<&str>, i64)], expected: &[u64]) {
    let (report, memory) = import(array(&events(turns)).as_bytes()).unwrap();
    let counts: Vec<u64> = report.items.iter().map(|item| item.imported.events).collect();
    assert_eq!(counts, expected, "{turns:?}");
    let sessions: Vec<_> = memory.stored.iter().map(|stored| stored.recording.session_id.clone()).collect();
    assert!(sessions.windows(2).all(|pair| pair[0] == pair[1] && pair[0].is_some()), "{sessions:?}");
    let segments = memory.stored.iter().flat_map(|stored| &stored.draft.segments);
    assert!(
        segments.into_iter().all(|segment| segment.keyframes.len() == 1),
        "each begins with its own page"
    );
}

#[test]
fn two_windows_that_take_turns_are_two_recordings_of_one_session() {
    let (a, b) = (Some("a"), Some("b"));
    check(&[(a, 1_000), (b, 1_001), (a, 1_002), (b, 1_003), (a, 1_004)], &[3, 2]);
}

#[test]
fn one_window_or_none_is_one_recording() {
    check(&[(Some("a"), 1_000), (Some("a"), 1_001)], &[2]);
    check(&[(None, 1_000), (None, 1_001)], &[2]);
}

#[test]
fn what_names_no_window_belongs_to_the_one_before() {
    let mut events = events(&[(Some("a"), 1_000), (Some("b"), 1_001)]);
    events.push(r#"{"type":3,"data":{"source":3,"id":1,"x":0,"y":1},"timestamp":1002}"#.to_owned());
    let odd =
        r#"{"type":3,"data":{"source":3,"id":1,"x":0,"y":1},"timestamp":1003,"windowId":{"windowId":["a"]}}"#;
    events.push(odd.to_owned());
    let (report, _) = import(array(&events).as_bytes()).unwrap();
    assert_eq!(report.items.iter().map(|item| item.imported.events).collect::<Vec<_>>(), [1, 3]);
}

#[test]
fn a_window_too_many_is_skipped_and_counted() {
    let names: Vec<String> = (0..40).map(|n| format!("window-{n}")).collect();
    let turns: Vec<_> = names.iter().map(|name| (Some(name.as_str()), 1_000)).collect();
    let (report, _) = import(array(&events(&turns)).as_bytes()).unwrap();
    let taken: u64 = report.items.iter().map(|item| item.imported.events).sum();
    let skipped: usize = report.items.iter().map(|item| item.imported.skipped.len()).sum();
    assert_eq!((report.items.len(), taken, skipped), (32, 32, 8));
}

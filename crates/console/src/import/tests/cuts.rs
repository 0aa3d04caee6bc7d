//! Files that are cut short: whole events stay, and the cut is a row.

use serde_json::json;

use super::bed::{Fault, array, fault, gzip, import, packed, web_events, zstd};

/// Imports every beginning of a file and checks that what was whole before the cut is there.
///
/// `ends` are the places where the file's elements end.
fn check(text: &str, ends: &[usize]) {
    for keep in 0..text.len() {
        if !text.is_char_boundary(keep) {
            continue;
        }
        let whole = ends.iter().filter(|end| **end <= keep).count() as u64;
        let file = &text.as_bytes()[..keep];
        if whole == 0 {
            // Nothing to keep: an error, unless the import knows something better.
            let _ = fault(file);
            continue;
        }
        let (report, _) = import(file).unwrap_or_else(|error| panic!("cut at {keep}: {error}"));
        let events: u64 = report.items.iter().map(|item| item.imported.events).sum();
        assert_eq!(events, whole, "cut at {keep}");
        let rows: Vec<_> = report.items.iter().flat_map(|item| &item.imported.skipped).collect();
        let cut = rows.iter().filter(|row| row.reason.contains("cut short")).count();
        let is_end_of_line = !text.starts_with(['[', '{']) || text.starts_with("{\"type\"");
        let at_end = text[keep..].trim().is_empty()
            || is_end_of_line && ends.iter().any(|end| keep == *end || keep == end + 1);
        assert!(cut == 1 || cut == 0 && at_end, "cut at {keep}: {rows:?}");
        let last = &report.items.last().unwrap().imported;
        if let Some(row) = last.skipped.last() {
            assert_eq!(row.index, last.events, "cut at {keep}");
        }
    }
}

fn ends_of(text: &str, elements: &[String]) -> Vec<usize> {
    let mut at = 0;
    let end = |element: &String| {
        at += text[at..].find(element.as_str()).unwrap() + element.len();
        at
    };
    elements.iter().map(end).collect()
}

#[test]
fn an_array_an_object_and_lines_keep_their_whole_events_wherever_they_are_cut() {
    for events in [web_events(), packed(&web_events())] {
        let events = events[..4].to_vec();
        for text in [
            array(&events),
            events.join(",\n").replacen(&events[0], &format!("[ {}", events[0]), 1) + " \n]",
            format!(r#"{{"events":{},"metadata":{{"a":1}}}}"#, array(&events)),
            format!(r#"{{"sessionId":"s","events":{}}}"#, array(&events)),
            events.join("\n") + "\n",
        ] {
            check(&text, &ends_of(&text, &events));
        }
    }
}

#[test]
fn arrays_of_recordings_keep_the_whole_events_of_the_one_that_is_cut() {
    let said: Vec<String> =
        (0..3).map(|n| json!({"role":"user","content":format!("message {n}")}).to_string()).collect();
    let run = |n: u32| format!(r#"{{"task_id":{n},"traj":{}}}"#, array(&said));
    let text = format!("[{},{}]", run(0), run(1));
    let twice: Vec<String> = said.iter().chain(&said).cloned().collect();
    check(&text, &ends_of(&text, &twice));

    let told = |n: u32| format!(r#"{{"timestamp":"2026-03-01T12:00:0{n}Z","event_type":"x","data":{{}}}}"#);
    let told: Vec<String> = (0..3).map(told).collect();
    let text = format!(
        r#"{{"success":true,"data":{{"recording_id":"r","agent_id":"a","events":{}}}}}"#,
        array(&told)
    );
    let ends = ends_of(&text, &told);
    for keep in ends[0]..text.len() {
        let (report, _) =
            import(&text.as_bytes()[..keep]).unwrap_or_else(|error| panic!("cut at {keep}: {error}"));
        let whole = ends.iter().filter(|end| **end <= keep).count() as u64;
        assert_eq!(report.items[0].imported.events, whole, "cut at {keep}");
    }
}

#[test]
fn arrays_by_name_keep_what_stood_before_the_cut() {
    let events = web_events()[..3].to_vec();
    let text = format!(r#"{{"a":{},"b":{}}}"#, array(&events), array(&events));
    let twice: Vec<String> = events.iter().chain(&events).cloned().collect();
    check(&text, &ends_of(&text, &twice));
}

#[test]
fn compressed_files_keep_their_whole_events_too() {
    let events: Vec<String> = (0..3_000_i64)
        .map(|n| {
            format!(
                r#"{{"type":3,"data":{{"source":3,"id":{},"x":0,"y":{n}}},"timestamp":{}}}"#,
                n * 7_919 % 1_000,
                1_700_000_000_000 + n
            )
        })
        .collect();
    for text in [array(&events), events.join("\n"), format!(r#"{{"events":{}}}"#, array(&events))] {
        for whole in [gzip(text.as_bytes()), zstd(text.as_bytes())] {
            for tenth in 3..10 {
                let keep = whole.len() * tenth / 10;
                let Ok((report, memory)) = import(&whole[..keep]) else {
                    // zstd may have nothing to give before its first block is whole.
                    assert!(matches!(fault(&whole[..keep]), Fault::Empty | Fault::NothingTaken { .. }));
                    continue;
                };
                let imported = &report.items[0].imported;
                assert!(imported.events < 3_000);
                assert_eq!(imported.skipped.len(), 1, "the cut, and nothing else");
                assert_eq!(imported.skipped[0].index, imported.events);
                let last = memory.stored[0].events().pop().unwrap();
                assert_eq!(
                    last["data"]["y"].as_u64(),
                    Some(imported.events - 1),
                    "all before the cut is there"
                );
            }
        }
    }
}

#[test]
fn a_cut_before_the_first_whole_event_is_an_error() {
    let text = array(&web_events());
    let fault = fault(&text.as_bytes()[..40]);
    assert!(
        matches!(&fault, Fault::NothingTaken { index: 0, reason, .. } if reason.contains("cut short")),
        "{fault}"
    );
}

//! Files that are wrong: an error that names the place, or an import in which every event is accounted for.

use super::bed::{Fault, array, fault, gzip, import, packed, web_events, zstd};

fn scroll(n: i64) -> String {
    format!(
        r#"{{"type":3,"data":{{"source":3,"id":1,"x":0,"y":{n}}},"timestamp":{}}}"#,
        1_700_000_000_000 + n
    )
}

#[test]
fn a_bad_event_is_skipped_by_its_index_and_reason_and_the_rest_is_taken() {
    let deep = format!(
        r#"{{"type":3,"data":{{"source":0,"x":{}{}}},"timestamp":1700000000001}}"#,
        "[".repeat(3_000),
        "]".repeat(3_000)
    );
    let cut_pack = packed(&[scroll(3)])[0].replacen("x", "y", 1);
    for (bad, reason) in [
        ("null", "it is null, and an event is an object"),
        ("17", "it is a number, and an event is an object"),
        ("{}", "`type` is missing"),
        (r#"{"type":3,"data":{"source":3}}"#, "`timestamp` is missing"),
        (
            r#"{"type":3,"data":{"source":3},"timestamp":"17"}"#,
            "`timestamp` is a string where a number is expected",
        ),
        (r#"{"type":3,"data":{"source":3},"timestamp":-5}"#, "`timestamp` is -5, which is not between"),
        (
            r#"{"type":3,"data":{"source":3},"timestamp":1e30}"#,
            "`timestamp` is 1000000000000000000000000000000, which is not",
        ),
        (
            r#"{"type":3,"data":{"source":3},"timestamp":253402300799999}"#,
            "253402300799999 ms since 1970 is outside",
        ),
        (
            r#"{"type":"3","data":{"source":3},"timestamp":1}"#,
            "`type` is a string where a number is expected",
        ),
        (r#"{"type":3,"data":"x","timestamp":1}"#, "`data` is a string where an object is expected"),
        (r#"{"type":2,"data":{},"timestamp":1}"#, "`data.node` is missing"),
        (r#"{"type":3,"data":{"a":},"timestamp":1}"#, "it is not valid JSON"),
        ("{\"type\":3,\"data\":{\"a\":\"\u{1}\"},\"timestamp\":1}", "it is not valid JSON"),
        ("\"not packed\"", "the packed event"),
        (&cut_pack, "the packed event"),
        (&deep, "it is nested deeper than 2000 levels"),
    ] {
        for (what, file) in [
            ("an array", format!("[{},{bad},{}]", scroll(1), scroll(2))),
            ("the first of an array", format!("[{bad},{},{}]", scroll(1), scroll(2))),
            ("lines", format!("{}\n{bad}\n{}", scroll(1), scroll(2))),
            ("an object", format!(r#"{{"events":[{},{bad},{}]}}"#, scroll(1), scroll(2))),
        ] {
            let shown = &bad[..bad.len().min(60)];
            let (report, _) =
                import(file.as_bytes()).unwrap_or_else(|error| panic!("{what}, {shown}: {error}"));
            let imported = &report.items[0].imported;
            assert_eq!((imported.events, imported.skipped.len()), (2, 1), "{what}, {shown}");
            let skipped = &imported.skipped[0];
            assert_eq!(skipped.index, u64::from(!what.starts_with("the first")), "{what}, {shown}");
            assert!(skipped.reason.starts_with(reason), "{what}, {shown}: {}", skipped.reason);
        }
    }
}

#[test]
fn bytes_that_are_no_text_cost_their_event() {
    let mut file = format!("[{},{},{}]", scroll(1), scroll(2), scroll(3)).into_bytes();
    let at = file.len() / 2;
    let source = file[at..].iter().position(|byte| *byte == b's').unwrap();
    file[at + source] = 0xff;
    let (report, _) = import(&file).unwrap();
    let imported = &report.items[0].imported;
    assert_eq!(imported.events + imported.skipped.len() as u64, 3);
    assert_eq!(imported.skipped[0].reason, "it is not UTF-8");
}

#[test]
fn an_event_over_the_limit_is_skipped_and_never_held() {
    let huge =
        format!(r#"{{"type":5,"data":{{"tag":"t","payload":"{}"}},"timestamp":1}}"#, "x".repeat(33 << 20));
    let (report, _) = import(format!("[{},{huge},{}]", scroll(1), scroll(2)).as_bytes()).unwrap();
    let imported = &report.items[0].imported;
    assert_eq!((imported.events, imported.skipped.len(), imported.skipped[0].index), (2, 1, 1));
    assert!(imported.skipped[0].reason.starts_with("it is larger than"));
}

#[test]
fn nothing_that_could_be_imported_is_an_error_that_says_what_it_is() {
    let binary: Vec<u8> = (0..4_000_u32).map(|n| (n * 131 % 251) as u8 + 1).collect();
    let utf16: Vec<u8> = "[{}]".encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (file, words) in [
        (b"".to_vec(), "it is empty"),
        (b" \n\t ".to_vec(), "it is empty"),
        (gzip(b""), "it is empty"),
        (utf16, "UTF-16"),
        (binary, "it is not a recording"),
        (b"hello world".to_vec(), "it is not a recording"),
        (vec![0; 100_000], "nothing but zeros"),
        (b"PK\x03\x04rest".to_vec(), "a zip archive"),
        (gzip(b"%PDF-1.7"), "a PDF document"),
        (b"[]".to_vec(), "nothing in it is a recording"),
        (b"{}".to_vec(), "nothing in it is a recording"),
        (br#"{"events":[]}"#.to_vec(), "nothing in it is a recording"),
        (br#"{"events":{}}"#.to_vec(), "nothing in it is a recording"),
        (br#"{"success":true,"data":null}"#.to_vec(), "nothing in it is a recording"),
        (br#"{"version":"1.0","sessionId":"s","exportedAt":"x"}"#.to_vec(), "nothing in it is a recording"),
        (br#"{"a":1,"b":"c"}"#.to_vec(), "nothing in it is a recording"),
    ] {
        let shown = String::from_utf8_lossy(&file[..file.len().min(40)]).into_owned();
        let fault = fault(&file).to_string();
        assert!(fault.contains(words), "{shown:?}: {fault}");
    }
}

#[test]
fn a_recording_without_a_single_good_event_is_an_error_that_names_the_first() {
    for file in [
        "[null]".to_owned(),
        "[{}, 1, 2]".to_owned(),
        "{\"a\":1}\n{\"b\":2}".to_owned(),
        r#"{"events":[{"type":3}]}"#.to_owned(),
        format!(r#"{{"good":{},"bad":[{{"type":3}}]}}"#, array(&web_events())),
        r#"{"recording_id":"r","agent_id":"a","events":[{"event_type":"x"}]}"#.to_owned(),
        r#"[{"task_id":0,"traj":[{"content":"no role"}]}]"#.to_owned(),
        r#"{"schema_version":"ATIF-v1.0","steps":[{"step_id":1}]}"#.to_owned(),
    ] {
        let fault = fault(file.as_bytes());
        assert!(matches!(&fault, Fault::NothingTaken { index: 0, .. }), "{file}: {fault}");
    }
}

#[test]
fn a_document_that_cannot_be_followed_is_an_error_that_names_the_place() {
    let events = array(&web_events());
    for (file, index) in [
        (format!("{events} [1]"), 8),
        (format!("{events}{events}"), 8),
        (format!(r#"{{"events":{events} "x":1}}"#), 8),
        (format!(r#"{{"events":{events},x}}"#), 8),
        (format!(r#"{{"events":{events},"note":nope}}"#), 0),
        (format!("{{\n\"events\":{events}}} {{\"events\":{events}}}"), 8),
        (r#"[{"task_id":0,"traj":[{"role":"user","content":"x"}]}, 7]"#.to_owned(), 0),
        (r#"[{"task_id":0,"traj":[{"role":"user","content":"x"}]}] 7"#.to_owned(), 0),
    ] {
        let fault = fault(file.as_bytes());
        assert!(
            matches!(&fault, Fault::Broken { index: found, .. } if *found == index),
            "{}: {fault}",
            &file[file.len() - 30..]
        );
    }
}

#[test]
fn nested_brackets_without_end_cost_neither_stack_nor_memory() {
    for open in ["[", "{\"a\":", "[{\"a\":["] {
        let _ = fault(open.repeat(400_000).as_bytes());
    }
    let deep = "[".repeat(1_000_000) + &"]".repeat(1_000_000);
    let _ = fault(deep.as_bytes());
    let within = r#"{"steps":[],"subagent_trajectories":["#.repeat(50) + &"]}".repeat(50);
    let _ = fault(within.as_bytes());
}

#[test]
fn a_file_of_something_else_ends_early() {
    let numbers = format!("[{}0]", "1,".repeat(300_000));
    assert!(matches!(fault(numbers.as_bytes()), Fault::TooManySkipped { limit: 100_000, .. }));
    let many = format!("[{}{{}}]", r#"{"recording_id":"r","agent_id":"a","events":[]},"#.repeat(10_001));
    assert!(matches!(fault(many.as_bytes()), Fault::TooManyRecordings { limit: 10_000 }));
}

#[test]
fn arrays_of_other_data_may_be_as_long_as_they_like() {
    let views = "{\"path\":\"/\"},".repeat(150_000);
    let text = format!(r#"{{"sessionId":"s","pageViews":[{views}{{}}],"events":{}}}"#, array(&web_events()));
    let (report, memory) = import(text.as_bytes()).unwrap();
    assert_eq!((report.items[0].imported.events, report.items[0].imported.skipped.len()), (8, 0));
    assert_eq!(memory.stored[0].recording.details["arrays_left_out"][0], "pageViews");
}

#[test]
fn damaged_compression_is_an_error() {
    let text = array(&(0..20_000).map(scroll).collect::<Vec<_>>());
    for mut file in [gzip(text.as_bytes()), zstd(text.as_bytes())] {
        let middle = file.len() / 2;
        file[middle..middle + 40].iter_mut().for_each(|byte| *byte ^= 0xa5);
        assert!(matches!(fault(&file), Fault::Damaged(_)));
    }
    let mut trailing = gzip(text.as_bytes());
    trailing.extend_from_slice(b"more of something else");
    assert!(
        matches!(fault(&trailing), Fault::Damaged(_)),
        "what follows the compressed data is not passed over"
    );
}

#[test]
fn a_name_from_the_file_cannot_write_on_the_terminal() {
    let text = format!(r#"{{"\u001b[2Jevil\u202e":{}}}"#, array(&web_events()));
    let (report, _) = import(text.as_bytes()).unwrap();
    assert_eq!(report.items[0].title, "[2Jevil");
}

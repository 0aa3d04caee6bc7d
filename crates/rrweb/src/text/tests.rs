use super::*;

fn texts(events: &[&str]) -> Vec<(Field, String)> {
    let mut reader = TextReader::new();
    let mut found = Vec::new();
    for event in events {
        let event = Event::read(event, 1 << 20).unwrap();
        found.extend(reader.read(&event).unwrap().into_iter().map(|text| (text.field, text.text)));
    }
    found
}

fn check(events: &[&str], expected: &[(Field, &str)]) {
    let found = texts(events);
    let found: Vec<_> = found.iter().map(|(field, text)| (*field, text.as_str())).collect();
    assert_eq!(found, expected, "{events:?}");
}

const PAGE: &str = r#"{"type":2,"timestamp":1,"data":{"node":{"type":0,"id":1,"childNodes":[
    {"type":2,"tagName":"title","attributes":{},"childNodes":[{"type":3,"textContent":"New\n claim","id":3}],"id":2},
    {"childNodes":[{"type":3,"textContent":"secret()","id":5}],"attributes":{},"id":4,"tagName":"SCRIPT","type":2},
    {"type":2,"tagName":"style","attributes":{},"childNodes":[{"type":3,"textContent":"a{}","id":7}],"id":6},
    {"type":3,"textContent":"b{}","isStyle":true,"id":8},
    {"type":2,"tagName":"input","attributes":{"type":"hidden","value":"csrf"},"childNodes":[],"id":9},
    {"type":2,"tagName":"input","attributes":{"type":"password","value":"pass"},"childNodes":[],"id":10},
    {"type":2,"tagName":"input","attributes":{"type":"submit","value":"Send"},"childNodes":[],"id":11},
    {"type":2,"tagName":"input","attributes":{"value":"typed","placeholder":"Your name"},"childNodes":[],"id":12},
    {"type":2,"tagName":"option","attributes":{"value":"machine"},"childNodes":[],"id":13},
    {"type":2,"tagName":"img","attributes":{"alt":"A cat","rr_scrollTop":3,"hidden":true},"childNodes":[],"id":14},
    {"type":5,"textContent":"a comment","id":15},
    {"type":3,"textContent":"\n    ","id":16}
]},"initialOffset":{"left":0,"top":0}}}"#;

#[test]
fn a_snapshot_gives_what_a_person_could_see() {
    check(
        &[PAGE],
        &[
            (Field::Text, "New claim"),
            (Field::Text, "Send"),
            (Field::Input, "typed"),
            (Field::Text, "Your name"),
            (Field::Text, "A cat"),
        ],
    );
}

#[test]
fn changes_give_their_texts_unless_what_they_change_is_hidden() {
    let change = r#"{"type":3,"timestamp":2,"data":{"source":0,
        "texts":[{"id":3,"value":"Claim 12"},{"id":5,"value":"other()"},{"id":7,"value":"c{}"},{"id":99,"value":null}],
        "attributes":[{"id":9,"attributes":{"value":"csrf2"}},{"id":14,"attributes":{"title":"Cat","style":{"a":"b"}}}],
        "removes":[],
        "adds":[{"parentId":6,"nextId":null,"node":{"type":3,"textContent":"d{}","id":20}},
                {"parentId":1,"nextId":null,"node":{"type":3,"textContent":"Saved","id":21}}]}}"#;
    let later = r#"{"type":3,"timestamp":3,"data":{"source":0,"texts":[{"id":20,"value":"e{}"}],
        "attributes":[],"removes":[],"adds":[]}}"#;
    let typed = |id: u8, text: &str| {
        format!(
            r#"{{"type":3,"timestamp":4,"data":{{"source":5,"text":"{text}","isChecked":false,"id":{id}}}}}"#
        )
    };
    let (password, checked, name) = (typed(10, "hunter2"), typed(30, "on"), typed(12, "Ann"));
    let found = texts(&[PAGE, change, later, &password, &checked, &name]);
    let changed = &found[texts(&[PAGE]).len()..];
    let changed: Vec<_> = changed.iter().map(|(field, text)| (*field, text.as_str())).collect();
    assert_eq!(
        changed,
        [(Field::Text, "Saved"), (Field::Text, "Claim 12"), (Field::Text, "Cat"), (Field::Input, "Ann")]
    );
}

#[test]
fn addresses_console_lines_and_custom_events_are_found() {
    check(
        &[
            r#"{"type":4,"timestamp":1,"data":{"href":"https://a.example/x?y","width":1,"height":2}}"#,
            r#"{"type":6,"timestamp":1,"data":{"plugin":"rrweb/console@1","payload":{"level":"log",
                "trace":["at f"],"payload":["\"said \\\"hi\\\"\"","{\"a\":1}","12"]}}}"#,
            r#"{"type":6,"timestamp":1,"data":{"plugin":"other","payload":"no"}}"#,
            r#"{"type":5,"timestamp":1,"data":{"tag":"agent","payload":{"id":"req-1","n":[1,null,true,{"x":"y"}]}}}"#,
            r#"{"type":0,"timestamp":1,"data":{"a":"b"}}"#,
        ],
        &[
            (Field::Url, "https://a.example/x?y"),
            (Field::Console, r#"said "hi" {"a":1} 12"#),
            (Field::Custom, "agent req-1 1 y"),
        ],
    );
}

#[test]
fn a_page_nested_past_the_usual_limit_is_read_whole() {
    let mut node = r#"{"type":3,"textContent":"deep","id":1}"#.to_owned();
    for _ in 0..900 {
        node = format!(r#"{{"type":2,"tagName":"p","attributes":{{}},"childNodes":[{node}],"id":2}}"#);
    }
    check(&[&format!(r#"{{"type":2,"timestamp":1,"data":{{"node":{node}}}}}"#)], &[(Field::Text, "deep")]);
}

#[test]
fn half_an_emoji_does_not_lose_the_event() {
    let event = r#"{"type":3,"timestamp":1,"data":{"source":5,"text":"cut \ud83d","id":1}}"#;
    check(&[event], &[(Field::Input, "cut \u{fffd}")]);
}

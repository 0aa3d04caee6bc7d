//! Bad input, kind by kind: what can be replayed is, and what could not be is counted.

use hindsight_rrweb::event::Event;
use hindsight_rrweb::facts::facts;
use hindsight_rrweb::mirror::{Mirror, Skip};
use hindsight_rrweb::text::Appearing;
use serde_json::{Value, json};

fn event(kind: i64, data: &Value) -> String {
    json!({"type": kind, "timestamp": 1_000, "data": data}).to_string()
}

fn page(children: &Value) -> String {
    event(
        2,
        &json!({"initialOffset": {"left": 0, "top": 0}, "node": {"type": 0, "id": 1, "childNodes": [
            {"type": 2, "id": 2, "tagName": "html", "attributes": {}, "childNodes": [
                {"type": 2, "id": 3, "tagName": "body", "attributes": {}, "childNodes": children}]}]}}),
    )
}

fn mutation(data: Value) -> String {
    let mut all = json!({"source": 0, "adds": [], "removes": [], "texts": [], "attributes": []});
    if let (Value::Object(all), Value::Object(data)) = (&mut all, data) {
        all.extend(data);
    }
    event(3, &all)
}

fn added(parent: i64, next: Option<i64>, node: &Value) -> Value {
    json!({"parentId": parent, "nextId": next, "node": node})
}

fn element(id: i64, tag: &str) -> Value {
    json!({"type": 2, "id": id, "tagName": tag, "attributes": {}, "childNodes": []})
}

fn text(id: i64, text: &str) -> Value {
    json!({"type": 3, "id": id, "textContent": text})
}

fn mirror(events: &[String]) -> Mirror {
    let mut mirror = Mirror::watched();
    let mut appearing = Appearing::new();
    for json in events {
        let event = Event::read(json, 64 << 20).expect("it is an event");
        // What has no facts that can be read has none.
        let _ = facts(&event);
        mirror.apply(&event);
        let _ = appearing.read(&event, &mut mirror);
    }
    mirror
}

fn shown(mirror: &Mirror) -> Vec<String> {
    let mut texts = Vec::new();
    mirror.shown(|shown| texts.push(shown.text.to_owned()));
    texts
}

fn skipped(mirror: &Mirror) -> Vec<(Skip, u64)> {
    mirror.skipped().iter().collect()
}

#[test]
fn a_mutation_that_names_an_unknown_node_is_counted_and_the_rest_of_it_is_applied() {
    let events = [
        page(&json!([text(10, "before")])),
        mutation(json!({
            "removes": [{"parentId": 3, "id": 777}],
            "texts": [{"id": 778, "value": "lost"}, {"id": 10, "value": "after"}],
            "attributes": [{"id": 779, "attributes": {"class": "x"}}],
            "adds": [added(780, None, &text(11, "nowhere")), added(3, None, &text(12, "there"))],
        })),
    ];
    let mirror = mirror(&events);
    assert_eq!(shown(&mirror), ["after", "there"]);
    assert_eq!(skipped(&mirror), [(Skip::UnknownNode, 3), (Skip::Unresolved, 1)]);
}

#[test]
fn adds_in_an_impossible_order_end_and_what_is_possible_of_them_stands() {
    // Each before the next, the last before the first; a node in itself; a node in its own child.
    let ring: Vec<Value> =
        (0..2_000).map(|n| added(3, Some(100 + (n + 1) % 2_000), &element(100 + n, "p"))).collect();
    let knot = [
        added(5_000, None, &element(5_000, "p")),
        added(5_002, None, &element(5_001, "p")),
        added(5_001, None, &element(5_002, "p")),
        added(3, None, &text(6_000, "possible")),
    ];
    let adds: Vec<Value> = ring.into_iter().chain(knot).collect();
    let mirror = mirror(&[page(&json!([])), mutation(json!({"adds": adds}))]);
    assert_eq!(shown(&mirror), ["possible"]);
    assert!(mirror.skipped().total() >= 3, "{:?}", mirror.skipped());
    assert!(mirror.keyframe(1).is_some());
}

#[test]
fn without_a_full_snapshot_there_is_no_page_and_every_change_is_counted() {
    let change = || mutation(json!({"adds": [added(3, None, &text(11, "x"))]}));
    let mirror = mirror(&[change(), change(), event(3, &json!({"source": 5, "id": 4, "text": "y"}))]);
    assert!(!mirror.has_page() && mirror.keyframe(1).is_none());
    assert_eq!(skipped(&mirror), [(Skip::BeforeSnapshot, 3)]);
}

#[test]
fn two_tabs_in_one_file_play_as_the_last_snapshot_says_and_what_belongs_to_the_other_is_counted() {
    let tab = |first: i64, words: &str| page(&json!([element(first, "p"), text(first + 1, words)]));
    let typed = |id: i64, words: &str| mutation(json!({"texts": [{"id": id, "value": words}]}));
    let events = [
        tab(10, "one"),
        typed(11, "one, changed"),
        tab(20, "two"),
        typed(11, "one, changed again"),
        typed(21, "two, changed"),
    ];
    let both = mirror(&events);
    assert_eq!(shown(&both), ["two, changed"]);
    assert_eq!(skipped(&both), [(Skip::UnknownNode, 1)]);
    assert_eq!(shown(&mirror(&[&events[..], &[tab(10, "one")]].concat())), ["one"], "and back");
}

#[test]
fn members_that_say_which_window_an_event_is_of_change_nothing() {
    let plain = [page(&json!([text(10, "a")])), mutation(json!({"texts": [{"id": 10, "value": "b"}]}))];
    let marked = plain.iter().map(|event| {
        let mut event: Value = serde_json::from_str(event).unwrap();
        event["windowId"] = json!("0190-window");
        event["data"]["windowId"] = json!({"odd": [1]});
        event.to_string()
    });
    let marked: Vec<String> = marked.collect();
    let (plain, marked) = (mirror(&plain), mirror(&marked));
    assert_eq!(marked.skipped().total(), 0);
    assert_eq!(plain.keyframe(1).unwrap().events, marked.keyframe(1).unwrap().events);
}

#[test]
fn coordinates_and_viewports_that_make_no_sense_are_kept_or_left_and_never_break() {
    let numbers = [
        json!(-5),
        json!(-1e300),
        json!(1e308),
        json!(null),
        json!("NaN"),
        json!("12px"),
        json!([]),
        json!(0.1),
    ];
    let mut events = vec![
        event(4, &json!({"href": "https://a.example/", "width": 0, "height": 0})),
        page(&json!([element(10, "p")])),
    ];
    for n in &numbers {
        for source in [1, 6, 12] {
            events.push(event(
                3,
                &json!({"source": source, "positions": [{"x": n, "y": n, "id": 10, "timeOffset": n}]}),
            ));
        }
        events.push(event(3, &json!({"source": 2, "type": 2, "id": 10, "x": n, "y": n})));
        events.push(event(3, &json!({"source": 3, "id": 10, "x": n, "y": n})));
        events.push(event(3, &json!({"source": 4, "width": n, "height": n})));
        events.push(event(4, &json!({"href": n, "width": n, "height": n})));
    }
    events.push(event(4, &json!({"href": "https://a.example/", "width": 0, "height": 0})));
    let mirror = mirror(&events);
    let page = mirror.page().expect("there is a page");
    assert_eq!((page.width, page.height), (0.0, 0.0), "0 × 0 is what was recorded");
    let keyframe = mirror.keyframe(1).unwrap();
    for json in &keyframe.events {
        assert!(!json.contains("NaN") && !json.contains("inf") && !json.contains("null"), "{json}");
        assert!(Event::read(json, 1 << 20).is_ok());
    }
}

#[test]
fn a_snapshot_of_100_000_nodes_is_one_page() {
    let rows: Vec<Value> = (0..50_000)
        .map(|n| {
            let mut row = element(10 + 2 * n, "p");
            row["childNodes"] = json!([text(11 + 2 * n, "row")]);
            row
        })
        .collect();
    let mirror =
        mirror(&[page(&Value::Array(rows)), mutation(json!({"texts": [{"id": 100_009, "value": "last"}]}))]);
    assert_eq!((mirror.node_count(), mirror.skipped().total()), (100_003, 0));
    assert_eq!(shown(&mirror).last().map(String::as_str), Some("last"));
    assert!(mirror.keyframe(1).unwrap().bytes() > 5_000_000);
}

#[test]
fn a_text_of_5_mb_is_kept_and_found() {
    let words: String = (0..800_000).map(|n| format!("{n} ")).collect();
    let long = format!("{words} needle");
    let mut watched = Mirror::watched();
    let json = page(&json!([text(10, &long)]));
    let event = Event::read(&json, 64 << 20).unwrap();
    watched.apply(&event);
    let texts = Appearing::new().read(&event, &mut watched);
    let bytes: usize = texts.iter().map(|text| text.text.len()).sum();
    assert!(texts.iter().all(|text| text.text.len() <= 64 << 10) && bytes >= 5_000_000, "{bytes}");
    assert!(texts.iter().any(|text| text.text.ends_with("needle")));
    assert!(watched.keyframe(1).unwrap().bytes() > 5_000_000);
}

#[test]
fn pictures_of_a_megabyte_come_and_go_by_the_thousand_and_only_those_that_are_there_are_kept() {
    let picture = format!("data:image/png;base64,{}", "iVBORw0K".repeat(1 << 17));
    let mut watched = Mirror::watched();
    let mut appearing = Appearing::new();
    let mut apply = |json: &str| {
        let event = Event::read(json, 64 << 20).unwrap();
        watched.apply(&event);
        appearing.read(&event, &mut watched).len()
    };
    apply(&page(&json!([element(10, "img")])));
    let mut found = 0;
    for _ in 0..1_000 {
        // Written by hand: a thousand megabytes go through the mirror, not through another JSON library.
        found += apply(&format!(
            r#"{{"type":3,"timestamp":1,"data":{{"source":0,"adds":[],"removes":[],"texts":[],"attributes":[{{"id":10,"attributes":{{"src":"{picture}"}}}}]}}}}"#
        ));
    }
    assert_eq!(found, 0, "nobody searches for a picture");
    let keyframe = watched.keyframe(1).unwrap();
    assert!(keyframe.bytes() < picture.len() + 10_000, "one of them: {}", keyframe.bytes());
}

#[test]
fn a_shadow_tree_where_no_browser_makes_one_is_counted() {
    // Found by fuzzing: a keyframe did not state it.
    let shadowed =
        json!({"type": 2, "id": 11, "tagName": "div", "attributes": {}, "childNodes": [], "isShadow": true});
    for tag in ["textarea", "iframe"] {
        let events =
            [page(&json!([element(10, tag)])), mutation(json!({"adds": [added(10, None, &shadowed)]}))];
        let before = mirror(&events);
        assert_eq!(skipped(&before), [(Skip::Impossible, 1)], "{tag}");
        let keyframe = before.keyframe(1).unwrap();
        assert_eq!(mirror(&keyframe.events).keyframe(1).unwrap().events, keyframe.events, "{tag}");
    }
}

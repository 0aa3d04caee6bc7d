//! Hand-written cases: one for each kind of event, and for what is wrong.

use serde_json::{Value, json};

use super::*;

/// A page: `html`(2) with `head`(3) and a `style`(5) of two rules, `body`(4) with what is given.
fn page(inside: Value) -> Value {
    let style = json!({"type": 2, "tagName": "style", "id": 5,
        "attributes": {"_cssText": "a{color:red}b{top:1px}"}, "childNodes": []});
    let head = json!({"type": 2, "tagName": "head", "id": 3, "attributes": {}, "childNodes": [style]});
    let body = json!({"type": 2, "tagName": "body", "id": 4, "attributes": {}, "childNodes": inside});
    let html = json!({"type": 2, "tagName": "html", "id": 2, "attributes": {}, "childNodes": [head, body]});
    json!({"type": 2, "data": {"node": {"type": 0, "id": 1, "childNodes": [html]},
        "initialOffset": {"left": 0, "top": 0}}})
}

fn element(id: i64, tag: &str, attributes: Value, inside: Value) -> Value {
    json!({"type": 2, "tagName": tag, "id": id, "attributes": attributes, "childNodes": inside})
}

fn text(id: i64, text: &str) -> Value {
    json!({"type": 3, "textContent": text, "id": id})
}

fn change(source: u8, mut data: Value) -> Value {
    data["source"] = source.into();
    json!({"type": 3, "data": data})
}

fn mutation(data: Value) -> Value {
    let mut whole = json!({"adds": [], "removes": [], "texts": [], "attributes": []});
    for (name, value) in data.as_object().unwrap() {
        whole[name] = value.clone();
    }
    change(0, whole)
}

fn add(parent: i64, next: Option<i64>, node: Value) -> Value {
    json!({"parentId": parent, "nextId": next, "node": node})
}

fn mirror(events: &[Value]) -> Mirror {
    let mut mirror = Mirror::new();
    for (second, event) in events.iter().enumerate() {
        let mut event = event.clone();
        event["timestamp"] = (second * 1_000).into();
        mirror.apply(&Event::read(&event.to_string(), 0).unwrap());
    }
    mirror
}

fn skipped(mirror: &Mirror) -> Vec<(Skip, u64)> {
    mirror.skipped().iter().collect()
}

/// The data of a keyframe's events.
fn keyframe(mirror: &Mirror, at_ms: i64) -> Vec<Value> {
    let keyframe = mirror.keyframe(at_ms).unwrap();
    let read = |event: &String| {
        let event: Value = serde_json::from_str(event).unwrap();
        assert_eq!(event["timestamp"], at_ms, "every event of a keyframe has its time");
        event["data"].clone()
    };
    keyframe.events.iter().map(read).collect()
}

/// The data of a keyframe's events of one source.
fn stated(mirror: &Mirror, source: u8) -> Vec<Value> {
    let mut found = keyframe(mirror, 9_000);
    found.retain(|data| data["source"] == source);
    for data in &mut found {
        data.as_object_mut().unwrap().shift_remove("source");
    }
    found
}

/// What stands inside of a node of the snapshot: tags, texts and ids.
fn outline(mirror: &Mirror, id: i64) -> String {
    fn find(node: &Value, id: i64) -> Option<&Value> {
        if node["id"] == id {
            return Some(node);
        }
        node["childNodes"].as_array()?.iter().find_map(|child| find(child, id))
    }
    fn write(node: &Value, out: &mut String) {
        let name = node["tagName"].as_str().or(node["textContent"].as_str()).unwrap_or("?");
        out.push_str(name);
        out.push_str(if node["isShadow"] == true { "^" } else { "" });
        if let Some(inside) = node["childNodes"].as_array().filter(|inside| !inside.is_empty()) {
            out.push('(');
            for child in inside {
                write(child, out);
                out.push(' ');
            }
            out.truncate(out.trim_end().len());
            out.push(')');
        }
    }
    let events = keyframe(mirror, 9_000);
    let snapshot = events.iter().find(|data| data.get("node").is_some()).unwrap();
    let mut out = String::new();
    write(find(&snapshot["node"], id).unwrap(), &mut out);
    out
}

fn list() -> Value {
    page(json!([element(10, "ul", json!({}), json!([text(11, "a"), text(12, "b"), text(13, "c")]))]))
}

#[test]
fn nodes_are_removed_added_and_put_before_what_they_stand_before() {
    let mirror = mirror(&[
        list(),
        mutation(json!({
            "removes": [{"parentId": 10, "id": 12}],
            "adds": [add(10, Some(13), text(14, "d")), add(10, None, text(15, "e"))],
        })),
    ]);
    assert_eq!(outline(&mirror, 10), "ul(a d c e)");
    assert_eq!(skipped(&mirror), []);
}

#[test]
fn what_is_added_before_or_inside_of_what_comes_later_waits_for_it() {
    let mirror = mirror(&[
        list(),
        mutation(json!({"adds": [
            add(20, None, text(21, "in")),
            add(10, Some(20), text(22, "before")),
            add(10, Some(11), element(20, "li", json!({}), json!([]))),
        ]})),
    ]);
    assert_eq!(outline(&mirror, 10), "ul(before li(in) a b c)");
    assert_eq!(skipped(&mirror), []);
}

#[test]
fn what_waits_for_what_never_comes_is_counted() {
    let mirror = mirror(&[
        list(),
        mutation(json!({"adds": [add(10, Some(99), text(21, "x")), add(98, None, text(22, "y"))]})),
    ]);
    assert_eq!(outline(&mirror, 10), "ul(a b c)");
    assert_eq!(skipped(&mirror), [(Skip::Unresolved, 2)]);
}

#[test]
fn siblings_that_an_old_recorder_had_not_seen_are_put_beside_each_other() {
    let old = |id: i64, previous: Option<i64>, next: Option<i64>| json!({"parentId": 10, "previousId": previous, "nextId": next, "node": text(id, &format!("n{id}"))});
    let events = [list(), mutation(json!({"adds": [old(20, Some(13), Some(-1))]}))];
    let waiting = mirror(&events);
    assert_eq!(outline(&waiting, 10), "ul(a b c)");
    // It goes on waiting behind a keyframe.
    let mut events: Vec<Value> = waiting
        .keyframe(0)
        .unwrap()
        .events
        .iter()
        .map(|event| serde_json::from_str(event).unwrap())
        .collect();
    events.push(mutation(json!({"adds": [old(21, Some(20), None)]})));
    assert_eq!(outline(&mirror(&events), 10), "ul(a b c n20 n21)");
}

#[test]
fn texts_and_attributes_change() {
    let mirror = mirror(&[
        list(),
        mutation(json!({
            "texts": [{"id": 11, "value": "first"}, {"id": 11, "value": "last"}, {"id": 12, "value": null}],
            "attributes": [
                {"id": 10, "attributes": {"class": "x", "title": "t", "n": 3, "Class": "y"}},
                {"id": 10, "attributes": {"title": null}},
            ],
        })),
    ]);
    assert_eq!(outline(&mirror, 10), "ul(last  c)");
    let ul = mirror.node(10).unwrap();
    assert_eq!((ul.attribute("class"), ul.attribute("title"), ul.attribute("n")), (Some("y"), None, None));
}

#[test]
fn changes_of_a_style_are_stated_after_the_style_that_they_change() {
    let styled = page(json!([element(10, "p", json!({"style": "color: red"}), json!([]))]));
    let styles = |style: Value| mutation(json!({"attributes": [{"id": 10, "attributes": {"style": style}}]}));
    let changed = mirror(&[
        styled.clone(),
        styles(json!({"color": false, "top": "1px"})),
        styles(json!({"top": ["2px", "important"]})),
    ]);
    let attributes =
        json!([{"id": 10, "attributes": {"style": {"color": false, "top": ["2px", "important"]}}}]);
    assert_eq!(stated(&changed, 0)[0]["attributes"], attributes);
    assert_eq!(changed.node(10).unwrap().attribute("style"), Some("color: red"));
    let replaced = mirror(&[styled, styles(json!({"top": "1px"})), styles(json!("left: 0"))]);
    assert_eq!(stated(&replaced, 0), Vec::<Value>::new());
    assert_eq!(replaced.node(10).unwrap().attribute("style"), Some("left: 0"));
}

#[test]
fn attributes_that_a_snapshot_would_change_are_set_by_a_mutation() {
    let mirror = mirror(&[
        page(json!([element(10, "input", json!({}), json!([]))])),
        mutation(json!({"attributes": [{"id": 10, "attributes": {"autocomplete": "on", "onclick": "x()"}}]})),
    ]);
    let late = json!([{"id": 10, "attributes": {"autocomplete": "on"}},
        {"id": 10, "attributes": {"onclick": "x()"}}]);
    assert_eq!(stated(&mirror, 0)[0]["attributes"], late);
}

#[test]
fn a_linked_sheet_that_arrives_becomes_a_sheet_whose_rules_can_change() {
    let link = element(10, "link", json!({"rel": "stylesheet", "href": "/a.css"}), json!([]));
    let rule = change(8, json!({"id": 10, "adds": [{"rule": "c{}", "index": 1}]}));
    let arrived = mutation(json!({"attributes": [{"id": 10, "attributes": {"_cssText": "a{}b{}"}}]}));
    let before = mirror(&[page(json!([link.clone()])), rule.clone()]);
    assert_eq!(skipped(&before), [(Skip::UnknownSheet, 1)]);
    let after = mirror(&[page(json!([link])), arrived.clone(), rule.clone()]);
    assert_eq!(stated(&after, 8), [json!({"id": 10, "adds": [{"rule": "c{}", "index": 1}]})]);
    assert_eq!(after.node(10).unwrap().attribute("_cssText"), Some("a{}b{}"));
}

#[test]
fn a_text_of_a_sheet_that_changes_by_itself_is_taken_from_what_was_joined() {
    let style = element(
        10,
        "style",
        json!({"_cssText": "a{}/* rr_split */b{}/* rr_split */c{}"}),
        json!([text(11, ""), text(12, "")]),
    );
    let mirror = mirror(&[
        page(json!([style])),
        change(8, json!({"id": 10, "removes": [{"index": 0}]})),
        mutation(json!({"texts": [{"id": 11, "value": "d{}"}]})),
    ]);
    assert_eq!(outline(&mirror, 10), "style(d{} b{}c{})");
    assert_eq!(mirror.node(10).unwrap().attribute("_cssText"), None);
    assert_eq!(stated(&mirror, 8), Vec::<Value>::new(), "the sheet is built anew, without what scripts did");
}

#[test]
fn rules_and_declarations_are_stated_after_the_snapshot() {
    let mirror = mirror(&[
        page(json!([])),
        change(8, json!({"id": 5, "adds": [{"rule": "i{}"}, {"rule": "@media x{}", "index": 3}]})),
        change(8, json!({"id": 5, "adds": [{"rule": "n{}", "index": [3, 0]}], "removes": [{"index": 1}]})),
        change(13, json!({"id": 5, "index": [1], "set": {"property": "top", "value": "2px"}})),
        change(13, json!({"id": 5, "index": [1], "remove": {"property": "left"}})),
        change(8, json!({"id": 77, "removes": [{"index": 1}]})),
        change(8, json!({"id": 5, "replace": "x{}"})),
        change(8, json!({"id": 5, "removes": [{"index": [1]}]})),
    ]);
    assert_eq!(
        stated(&mirror, 8),
        [
            json!({"id": 5, "removes": [{"index": 0}]}),
            json!({"id": 5, "adds": [{"rule": "i{}", "index": 0}, {"rule": "@media x{}", "index": 2}]}),
            json!({"id": 5, "adds": [{"rule": "n{}", "index": [2, 0]}]}),
        ]
    );
    assert_eq!(
        stated(&mirror, 13),
        [
            json!({"id": 5, "index": [1], "set": {"property": "top", "value": "2px"}}),
            json!({"id": 5, "index": [1], "remove": {"property": "left"}}),
        ]
    );
    assert_eq!(skipped(&mirror), [(Skip::UnknownSheet, 2)]);
}

#[test]
fn adopted_sheets_are_made_with_their_rules_and_adopted_again() {
    let rules = json!([{"rule": "a{}", "index": 0}]);
    let mirror = mirror(&[
        page(json!([element(10, "x-y", json!({}), json!([]))])),
        mutation(json!({"adds": [{"parentId": 10, "nextId": null,
            "node": {"type": 2, "tagName": "p", "id": 11, "attributes": {}, "childNodes": [], "isShadow": true}}]})),
        change(15, json!({"id": 1, "styleIds": [1], "styles": [{"styleId": 1, "rules": rules}]})),
        change(15, json!({"id": 10, "styleIds": [1, 2], "styles": [{"styleId": 2, "rules": []}]})),
        change(8, json!({"styleId": 2, "replaceSync": "@import 'x'; b{} c{"})),
        change(8, json!({"styleId": 1, "adds": [{"rule": "d{}", "index": 9}]})),
        change(15, json!({"id": 4, "styleIds": [1]})),
    ]);
    assert_eq!(outline(&mirror, 10), "x-y(p^)");
    let (one, two) = (
        json!([{"rule": "a{}", "index": 0}, {"rule": "d{}", "index": 1}]),
        json!([{"rule": "b{}", "index": 0}, {"rule": "c{", "index": 1}]),
    );
    assert_eq!(
        stated(&mirror, 15),
        [
            json!({"id": 1, "styles": [{"styleId": 1, "rules": one}, {"styleId": 2, "rules": two}],
                "styleIds": [1]}),
            json!({"id": 10, "styles": [], "styleIds": [1, 2]}),
        ]
    );
    assert_eq!(skipped(&mirror), [(Skip::UnknownSheet, 1)], "a body adopts no sheets");
}

fn document(id: i64, inside: Value) -> Value {
    let html = element(id + 1, "html", json!({}), inside);
    json!({"type": 0, "id": id, "childNodes": [html]})
}

#[test]
fn documents_of_frames_come_after_the_snapshot_and_wait_for_their_frame() {
    let attach =
        |frame: i64, node: Value| mutation(json!({"adds": [add(frame, None, node)], "isAttachIframe": true}));
    let framed = mirror(&[
        page(json!([element(10, "iframe", json!({}), json!([]))])),
        // The inner frame's document comes first.
        attach(25, document(30, json!([text(32, "inner")]))),
        attach(10, document(20, json!([element(25, "iframe", json!({}), json!([]))]))),
        change(3, json!({"id": 30, "x": 1, "y": 2})),
        mutation(json!({"texts": [{"id": 32, "value": "said"}]})),
    ]);
    let attached = stated(&framed, 0);
    assert_eq!(attached.len(), 2);
    assert_eq!(
        (&attached[0]["adds"][0]["parentId"], &attached[1]["adds"][0]["parentId"]),
        (&json!(10), &json!(25))
    );
    assert!(attached[1].to_string().contains("said"));
    assert_eq!(stated(&framed, 3), [json!({"id": 30, "x": 1, "y": 2})]);

    let waiting = mirror(&[page(json!([])), attach(10, document(20, json!([])))]);
    assert_eq!(stated(&waiting, 0)[0]["adds"][0]["parentId"], 10);
    assert!(waiting.node(20).is_none());
    let removed = mirror(&[
        page(json!([element(10, "iframe", json!({}), json!([]))])),
        attach(10, document(20, json!([]))),
        mutation(json!({"removes": [{"parentId": 4, "id": 10}]})),
    ]);
    assert!(removed.node(20).is_none() && stated(&removed, 0).is_empty());
}

#[test]
fn fields_scrolling_and_the_viewport_are_stated_last() {
    let mut events = vec![
        json!({"type": 4, "data": {"href": "https://a/", "width": 800, "height": 600}}),
        page(json!([
            element(10, "input", json!({"value": "v"}), json!([])),
            element(11, "div", json!({"rr_scrollTop": 5}), json!([]))
        ])),
        change(5, json!({"id": 10, "text": "typed", "isChecked": true})),
        change(3, json!({"id": 1, "x": 0, "y": 70.5})),
        change(3, json!({"id": 11, "x": 3, "y": -4})),
        change(4, json!({"width": 0, "height": 0})),
    ];
    let before = mirror(&events);
    assert_eq!(stated(&before, 5), [json!({"id": 10, "text": "typed", "isChecked": true})]);
    assert_eq!(stated(&before, 3), [json!({"id": 1, "x": 0, "y": 70.5}), json!({"id": 11, "x": 3, "y": -4})]);
    assert_eq!(keyframe(&before, 1)[0], json!({"href": "https://a/", "width": 0, "height": 0}));
    assert_eq!(keyframe(&before, 1)[1]["initialOffset"], json!({"left": 0, "top": 70.5}));
    assert_eq!((before.scroll(), before.page().unwrap().width), ((0.0, 70.5), 0.0));
    // A checkout replaces all.
    events.push(page(json!([])));
    let after = mirror(&events);
    assert_eq!((stated(&after, 5), stated(&after, 3), after.scroll()), (vec![], vec![], (0.0, 0.0)));
}

#[test]
fn a_video_stands_where_it_has_played_to() {
    let video = element(10, "video", json!({"rr_mediaState": "paused", "rr_mediaCurrentTime": 2}), json!([]));
    let played =
        change(7, json!({"id": 10, "type": 0, "currentTime": 1.5, "playbackRate": 2, "volume": 0.5}));
    let attributes = |events: &[Value], at_ms: i64| {
        keyframe(&mirror(events), at_ms)[0]["node"]
            .pointer("/childNodes/0/childNodes/1/childNodes/0/attributes")
            .cloned()
    };
    let found = attributes(&[page(json!([video.clone()]))], 9_000).unwrap();
    assert_eq!((&found["rr_mediaState"], &found["rr_mediaCurrentTime"]), (&json!("paused"), &json!(2)));
    let found = attributes(&[page(json!([video])), played], 4_000).unwrap();
    // It began to play in the first second.
    assert_eq!((&found["rr_mediaState"], &found["rr_mediaCurrentTime"]), (&json!("played"), &json!(7.5)));
    assert_eq!((&found["rr_mediaVolume"], &found["rr_mediaPlaybackRate"]), (&json!(0.5), &json!(2)));
}

#[test]
fn what_no_snapshot_holds_is_carried_on() {
    let canvas = change(9, json!({"id": 10, "type": 0, "commands": [{"property": "fill", "args": []}]}));
    let font = change(10, json!({"family": "F", "fontSource": "url(data:,)", "buffer": false}));
    let selection =
        change(14, json!({"ranges": [{"start": 11, "startOffset": 0, "end": 11, "endOffset": 1}]}));
    let mut events = vec![
        page(json!([element(10, "canvas", json!({}), json!([])), text(11, "ab")])),
        canvas.clone(),
        font.clone(),
        font.clone(),
        selection.clone(),
        change(2, json!({"id": 10, "type": 5})),
        change(1, json!({"positions": [{"x": 1, "y": 2, "id": 4, "timeOffset": -5}]})),
        change(6, json!({"positions": [{"x": 3, "y": 4, "id": 4, "timeOffset": 0}]})),
        change(16, json!({"define": {"name": "x-y"}})),
    ];
    let before = mirror(&events);
    for (source, event) in [(9, &canvas), (10, &font), (14, &selection)] {
        let mut data = event["data"].clone();
        data.as_object_mut().unwrap().shift_remove("source");
        assert_eq!(stated(&before, source), [data], "source {source}");
    }
    assert_eq!(stated(&before, 2), [json!({"type": 5, "id": 10})]);
    assert_eq!(stated(&before, 6), [json!({"positions": [{"x": 3, "y": 4, "id": 4, "timeOffset": 0}]})]);
    assert_eq!(skipped(&before), []);
    events.push(mutation(json!({"removes": [{"parentId": 4, "id": 10}]})));
    let after = mirror(&events);
    assert_eq!((stated(&after, 9), stated(&after, 2)), (vec![], vec![]));
}

#[test]
fn a_dialog_that_closes_forgets_how_it_was_opened() {
    let opened = [
        page(json!([element(10, "dialog", json!({}), json!([]))])),
        mutation(json!({"attributes": [{"id": 10, "attributes": {"open": "", "rr_open_mode": "modal"}}]})),
    ];
    assert_eq!(mirror(&opened).node(10).unwrap().attribute("rr_open_mode"), Some("modal"));
    let [page, open] = opened;
    let closed =
        mirror(&[page, open, mutation(json!({"attributes": [{"id": 10, "attributes": {"open": null}}]}))]);
    assert_eq!(closed.node(10).unwrap().attribute("rr_open_mode"), None);
}

#[test]
fn what_cannot_be_applied_is_counted_by_kind() {
    for (events, expected) in [
        (vec![change(0, json!({"adds": []}))], Skip::BeforeSnapshot),
        (vec![json!({"type": 2, "data": {"node": {"type": 2}}})], Skip::Malformed),
        (vec![list(), change(3, json!({"id": 1, "x": "1", "y": null}))], Skip::Malformed),
        (vec![list(), change(99, json!({}))], Skip::UnknownKind),
        (vec![json!({"type": 9, "data": {}})], Skip::UnknownKind),
        (vec![list(), change(5, json!({"id": 99, "text": "x"}))], Skip::UnknownNode),
        (vec![list(), mutation(json!({"removes": [{"id": 99, "parentId": 4}]}))], Skip::UnknownNode),
        (vec![list(), mutation(json!({"texts": [{"id": 99, "value": "x"}]}))], Skip::UnknownNode),
        // Inside of a text, and twice the root.
        (vec![list(), mutation(json!({"adds": [add(11, None, text(20, "x"))]}))], Skip::Impossible),
        (
            vec![list(), mutation(json!({"adds": [add(1, None, element(20, "p", json!({}), json!([])))]}))],
            Skip::Impossible,
        ),
        // Inside of itself: the same node comes again, so it moves.
        (
            vec![list(), mutation(json!({"adds": [add(10, None, element(10, "ul", json!({}), json!([])))]}))],
            Skip::Impossible,
        ),
    ] {
        let mirror = mirror(&events);
        assert_eq!(skipped(&mirror), [(expected, 1)], "{events:?}");
    }
}

#[test]
fn depth_is_bounded_and_what_is_kept_can_be_read_again() {
    let mut events = vec![page(json!([]))];
    for depth in 0..3_000_i64 {
        let parent = if depth == 0 { 4 } else { 99 + depth };
        events.push(mutation(
            json!({"adds": [add(parent, None, element(100 + depth, "b", json!({}), json!([])))]}),
        ));
    }
    let deep = mirror(&events);
    assert!(deep.skipped().count(Skip::TooDeep) == 1 && deep.skipped().total() > 1_000);
    let keyframe = deep.keyframe(0).unwrap();
    let mut again = Mirror::new();
    for event in &keyframe.events {
        again.apply(&Event::read(event, 0).unwrap());
    }
    assert_eq!((again.node_count(), again.skipped().total()), (deep.node_count(), 0));
}

#[test]
fn large_pages_and_texts_are_kept_in_little_memory() {
    let long = "x".repeat(5 << 20);
    let nodes: Vec<Value> = (100..100_100)
        .map(|id| element(id, "p", json!({"class": "c"}), json!([])))
        .chain([text(10, &long)])
        .collect();
    let large = mirror(&[page(nodes.into())]);
    assert_eq!((large.node_count(), large.skipped().total()), (100_006, 0));
    assert!(large.keyframe(0).unwrap().bytes() > 5 << 20);
    assert!(size_of::<arena::Node>() <= 96, "{} bytes", size_of::<arena::Node>());
    assert!(size_of::<node::Element>() <= 64, "{} bytes", size_of::<node::Element>());
}

#[test]
fn the_page_tells_what_a_person_can_read_and_nothing_secret() {
    let mirror = mirror(&[
        page(json!([
            element(10, "h1", json!({"id": "title"}), json!([text(11, " New\n claim ")])),
            element(12, "script", json!({}), json!([text(13, "secret()")])),
            element(14, "input", json!({"type": "password", "value": "pass"}), json!([])),
            element(15, "input", json!({"name": "who", "value": "v", "placeholder": "Name"}), json!([])),
            element(
                16,
                "ul",
                json!({}),
                json!([
                    element(17, "li", json!({"class": "row 3x"}), json!([text(18, "one")])),
                    element(19, "li", json!({"class": "row"}), json!([text(20, "two")]))
                ])
            ),
            element(21, "input", json!({"type": "submit", "value": "Send"}), json!([])),
        ])),
        change(5, json!({"id": 14, "text": "hunter2", "isChecked": false})),
        change(5, json!({"id": 15, "text": "Ann", "isChecked": false})),
        // The eye beside it was clicked: it stays a secret.
        mutation(json!({"attributes": [{"id": 14, "attributes": {"type": "text"}}]})),
    ]);
    let mut shown = Vec::new();
    mirror.shown(|text| shown.push((text.node_id, text.text.trim())));
    assert_eq!(
        shown,
        [
            (Some(11), "New\n claim"),
            (Some(15), "Ann"),
            (Some(15), "Name"),
            (Some(18), "one"),
            (Some(20), "two"),
            (Some(21), "Send"),
        ]
    );
    let node = |id| mirror.node(id).unwrap();
    assert!(node(14).is_secret() && !node(14).is_password() && !node(15).is_secret());
    assert_eq!(node(4).text(100), "New claim one two Send");
    assert_eq!(node(4).text(6), "New cl");
    for (id, selector) in [
        (10, "#title"),
        (15, "body > input[name=\"who\"]"),
        (19, "body > ul > li.row:nth-of-type(2)"),
        (17, "body > ul > li.row:nth-of-type(1)"),
        (11, ""),
    ] {
        assert_eq!(node(id).selector(), selector);
    }
    assert_eq!((node(19).tag(), node(19).parent().unwrap().id()), (Some("li"), Some(16)));
}

#[test]
fn the_title_is_that_of_the_document_that_is_shown() {
    let titled = |words: &str| {
        let picture =
            element(20, "svg", json!({}), json!([element(21, "title", json!({}), json!([text(22, "x")]))]));
        let title = element(30, "title", json!({}), json!([]));
        let adds = [add(3, None, title), add(30, None, text(31, words))];
        [page(json!([picture])), mutation(json!({"adds": adds}))]
    };
    let title = |more: &[Value]| mirror(&[&titled(" First\n page ")[..], more].concat()).title();
    assert_eq!(title(&[]).as_deref(), Some("First page"));
    // As `document.title = …` is recorded.
    let renamed = mutation(json!({
        "removes": [{"parentId": 30, "id": 31}],
        "adds": [add(30, None, text(32, "Second"))],
    }));
    assert_eq!(title(&[renamed]).as_deref(), Some("Second"));
    let rewritten = mutation(json!({"texts": [{"id": 31, "value": "Third"}]}));
    assert_eq!(title(&[rewritten]).as_deref(), Some("Third"));
    let gone = mutation(json!({"removes": [{"parentId": 3, "id": 30}]}));
    assert_eq!(title(&[gone]), None, "the title of a picture is none of the page");
    assert_eq!((mirror(&titled(" \t")).title(), Mirror::new().title()), (None, None));
    assert_eq!(mirror(&titled(&"é".repeat(1 << 20))).title().unwrap().len(), 2_000);
}

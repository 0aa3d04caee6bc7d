//! One case per way out that is known, each with the address of a canary that must not survive.

use hindsight_rrweb::harmless::{LeftOut, Removal, Removed, Rewriter, Rewritten};
use serde_json::{Value, json};

use crate::checker::dangers;

const CANARY: &str = "evil.test";

/// Rewrites events in order; those left out are `Null`.
fn rewrite(events: &[Value]) -> (Vec<Value>, Removed) {
    let mut rewriter = Rewriter::new();
    let mut removed = Removed::default();
    let mut kept = Vec::new();
    for event in events {
        match rewriter.rewrite(&event.to_string()).expect("the event is JSON") {
            Rewritten::Kept { json, removed: some } => {
                removed.add(&some);
                kept.push(serde_json::from_str(&json).expect("a rewritten event is JSON"));
            }
            Rewritten::LeftOut(_) => kept.push(Value::Null),
        }
    }
    (kept, removed)
}

/// Rewrites events, and checks that nothing of the canary remains and that twice is as once.
#[track_caller]
fn check(events: &[Value]) -> (Vec<Value>, Removed) {
    let (kept, removed) = rewrite(events);
    for event in kept.iter().filter(|event| !event.is_null()) {
        assert_eq!(dangers(event), Vec::<String>::new(), "{event}");
        assert!(!event.to_string().contains(CANARY), "{event}");
    }
    let again: Vec<Value> = kept.iter().filter(|event| !event.is_null()).cloned().collect();
    assert_eq!(rewrite(&again).0, again, "rewriting what was rewritten changes nothing");
    (kept, removed)
}

fn snapshot(children: impl Into<Value>) -> Value {
    let children = children.into();
    json!({"type": 2, "timestamp": 1, "data": {"node": {"type": 0, "id": 1, "childNodes": [
        {"type": 2, "id": 2, "tagName": "html", "attributes": {}, "childNodes": children}
    ]}, "initialOffset": {"left": 0, "top": 0}}})
}

fn element(tag: &str, attributes: &Value) -> Value {
    json!({"type": 2, "id": 10, "tagName": tag, "attributes": attributes, "childNodes": []})
}

fn change(data: impl Into<Value>) -> Value {
    let data = data.into();
    json!({"type": 3, "timestamp": 2, "data": data})
}

fn attributes_of(id: i64, attributes: &Value) -> Value {
    change(json!({"source": 0, "texts": [], "removes": [], "adds": [],
                  "attributes": [{"id": id, "attributes": attributes}]}))
}

fn add(parent: i64, node: &Value) -> Value {
    change(json!({"source": 0, "texts": [], "removes": [], "attributes": [],
                  "adds": [{"parentId": parent, "nextId": null, "node": node}]}))
}

fn text_of(id: i64, text: &str) -> Value {
    change(
        json!({"source": 0, "attributes": [], "removes": [], "adds": [], "texts": [{"id": id, "value": text}]}),
    )
}

/// The element with id 10 after a snapshot.
fn built(events: &[Value]) -> Value {
    events[0]["data"]["node"]["childNodes"][0]["childNodes"][0].clone()
}

#[test]
fn no_attribute_leads_out() {
    for (tag, name, value) in [
        ("img", "src", "https://evil.test/a.png"),
        ("img", "src", "//evil.test/a.png"),
        ("img", "SRC", "https://evil.test/a.png"),
        ("img", "srcset", "https://evil.test/a.png 2x"),
        ("img", "lowsrc", "https://evil.test/a.png"),
        ("img", "longdesc", "https://evil.test/"),
        ("img", "attributionsrc", "https://evil.test/"),
        ("img", "rr_dataURL", "https://evil.test/a.png"),
        ("canvas", "rr_dataURL", "https://evil.test/a.png"),
        ("input", "src", "data:image/png;base64,evil.test"),
        ("iframe", "src", "https://evil.test/"),
        ("iframe", "src", "data:image/svg+xml,<image href='https://evil.test/'>"),
        ("iframe", "srcdoc", "<img src=https://evil.test/>"),
        ("IFRAME", "SrcDoc", "<img src=https://evil.test/>"),
        ("iframe", "rr_src", "https://evil.test/"),
        ("\u{131}frame", "src", "https://evil.test/"),
        ("frame", "src", "https://evil.test/"),
        ("object", "data", "https://evil.test/"),
        ("object", "codebase", "https://evil.test/"),
        ("embed", "src", "https://evil.test/"),
        ("applet", "archive", "https://evil.test/"),
        ("param", "value", "https://evil.test/"),
        ("portal", "src", "https://evil.test/"),
        ("video", "src", "https://evil.test/"),
        ("video", "poster", "https://evil.test/"),
        ("audio", "src", "data:audio/mp3,evil.test"),
        ("source", "srcset", "https://evil.test/"),
        ("track", "src", "https://evil.test/"),
        ("body", "background", "https://evil.test/"),
        ("bac\u{212a}ground", "bac\u{212a}ground", "https://evil.test/"),
        ("html", "manifest", "https://evil.test/"),
        ("base", "href", "https://evil.test/"),
        ("base", "href", "#evil.test"),
        ("link", "href", "https://evil.test/"),
        ("l\u{131}nk", "href", "https://evil.test/"),
        ("a", "href", "https://evil.test/"),
        ("a", "href", "javascript:fetch('https://evil.test')"),
        ("a", "ping", "https://evil.test/"),
        ("area", "href", "java\nscript:evil.test"),
        ("form", "action", "https://evil.test/"),
        ("button", "formaction", "https://evil.test/"),
        ("blockquote", "cite", "https://evil.test/"),
        ("image", "xlink:href", "https://evil.test/"),
        ("image", "href", "https://evil.test/"),
        ("use", "href", "https://evil.test/#a"),
        ("use", "xlink:href", "data:image/svg+xml,evil.test"),
        ("feImage", "href", "https://evil.test/"),
        ("a", "xlink:href", "https://evil.test/"),
        ("svg", "xml:base", "https://evil.test/"),
        ("rect", "fill", "url(https://evil.test/#a)"),
        ("rect", "filter", "u\\72l(https://evil.test/#a)"),
        ("g", "cursor", "url(https://evil.test/)"),
        ("animate", "values", "url(https://evil.test/)"),
        ("p", "style", "background:url(https://evil.test/)"),
        ("p", "STYLE", "background:ur/**/l(x);background:url( 'https://evil.test/' )"),
        ("p", "style", "background:image-set('https://evil.test/' 1x)"),
        ("style", "_cssText", "@import 'https://evil.test/';"),
        ("link", "_cssText", "a{b:url(https://evil.test/)}"),
        ("p", "onclick", "fetch('https://evil.test')"),
        ("p", "ONCLICK", "fetch('https://evil.test')"),
        ("svg", "onload", "fetch('https://evil.test')"),
        ("p", "onclic\u{212a}", "fetch('https://evil.test')"),
        ("p", "anything", " javascript:fetch('https://evil.test')"),
        ("script", "src", "https://evil.test/"),
        ("SVG:Script", "xlink:href", "https://evil.test/"),
        ("\u{17f}cript", "src", "https://evil.test/"),
    ] {
        for is_svg in [false, true] {
            let mut node = element(tag, &json!({name: value}));
            if is_svg {
                node["isSVG"] = true.into();
            }
            let (_, removed) = check(&[snapshot(json!([node]))]);
            assert!(!removed.is_empty(), "<{tag} {name}={value}>");
            // The same as something that is added, and as a change of a known and of an unknown element.
            check(&[snapshot(json!([])), add(2, &node)]);
            if !["param", "canvas", "input", "audio"].contains(&tag) {
                check(&[
                    snapshot(json!([element(tag, &json!({}))])),
                    attributes_of(10, &json!({name: value})),
                ]);
                if !value.starts_with('#') {
                    check(&[attributes_of(10, &json!({name: value}))]);
                }
            }
        }
    }
}

#[test]
fn values_that_are_no_texts_become_none() {
    for value in [
        json!(["https://evil.test/"]),
        json!({"toString": "https://evil.test/"}),
        json!([["https://evil.test/"]]),
    ] {
        for name in ["src", "href", "anything", "_cssText", "rr_width"] {
            check(&[snapshot(json!([element("img", &json!({name: value}))]))]);
            check(&[attributes_of(10, &json!({name: value}))]);
        }
    }
}

#[test]
fn what_shows_how_a_page_looked_stays() {
    let harmless = json!({
        "class": "a b", "style": "color:red;width:calc(1px + 2px)", "alt": "see https://example.org",
        "data-src": "https://example.org/a.png", "title": "url(x)", "rr_scrollTop": 12, "rr_width": "12.5px",
        "hidden": true, "fill": "url(\"#g\")", "viewBox": "0 0 1 1", "xmlns": "http://www.w3.org/2000/svg",
        "src": "data:image/svg+xml,<svg/>", "rr_mediaState": "paused", "checked": false, "gone": null
    });
    let node = element("img", &harmless);
    let (kept, removed) = rewrite(&[snapshot(json!([node.clone()]))]);
    assert_eq!(built(&kept), node);
    assert!(removed.is_empty());

    let link = element("a", &json!({"href": "https://example.org/", "rel": "nofollow", "class": "x"}));
    let (kept, removed) = rewrite(&[snapshot(json!([link]))]);
    assert_eq!(built(&kept)["attributes"], json!({"href": "#", "rel": "nofollow", "class": "x"}));
    assert_eq!(removed.iter().collect::<Vec<_>>(), [(Removal::Navigation, 1)]);
}

#[test]
fn a_script_becomes_an_empty_stand_in_with_its_id() {
    let script = json!({"type": 2, "id": 10, "tagName": "script", "isSVG": true,
        "attributes": {"src": "https://evil.test/", "type": "module"},
        "childNodes": [{"type": 3, "id": 11, "textContent": "fetch('https://evil.test/')"}]});
    let (kept, removed) = check(&[snapshot(json!([script])), text_of(11, "fetch('https://evil.test/')")]);
    assert_eq!(
        built(&kept),
        json!({"type": 2, "id": 10, "tagName": "noscript", "attributes": {},
               "childNodes": [{"type": 3, "id": 11, "textContent": ""}]})
    );
    assert!(removed.count(Removal::Script) >= 2);
}

#[test]
fn a_link_with_inlined_css_never_becomes_a_live_link() {
    let link = json!({"rel": "stylesheet", "href": "https://evil.test/a.css", "_cssText": "a{color:red}", "media": "print"});
    let (kept, _) = check(&[
        snapshot(json!([element("link", &link)])),
        attributes_of(10, &json!({"_cssText": ""})),
        attributes_of(10, &json!({"_cssText": "", "rel": "stylesheet", "href": "https://evil.test/b.css"})),
    ]);
    assert_eq!(built(&kept)["attributes"], json!({"_cssText": "a{color:red}", "media": "print"}));
    for rel in [
        "preconnect",
        "dns-prefetch",
        "prefetch",
        "preload",
        "modulepreload",
        "manifest",
        "icon",
        "STYLESHEET",
    ] {
        check(&[snapshot(json!([element("link", &json!({"rel": rel, "href": "https://evil.test/"}))]))]);
        check(&[attributes_of(10, &json!({"rel": rel}))]);
    }
}

#[test]
fn a_meta_element_is_equivalent_to_no_header() {
    for name in ["http-equiv", "HTTP-EQUIV"] {
        let meta = json!({name: "refresh", "content": "0;url=https://evil.test/"});
        check(&[snapshot(json!([element("meta", &meta)]))]);
        check(&[attributes_of(10, &meta)]);
    }
    let (kept, _) =
        rewrite(&[snapshot(json!([element("meta", &json!({"name": "viewport", "content": "width=1"}))]))]);
    assert_eq!(built(&kept)["attributes"]["content"], "width=1");
}

#[test]
fn an_animation_reaches_no_address() {
    for name in ["href", "xlink:href", "onclick", "SRC", "x:href"] {
        let (kept, _) = check(&[snapshot(json!([element(
            "animate",
            &json!({"attributeName": name, "to": "javascript:evil.test"})
        )]))]);
        assert_eq!(built(&kept)["attributes"], json!({}));
        check(&[attributes_of(10, &json!({"attributeName": name}))]);
    }
    let fade = json!({"attributeName": "opacity", "values": "0;1"});
    assert_eq!(built(&check(&[snapshot(json!([element("animate", &fade)]))]).0)["attributes"], fade);
}

#[test]
fn the_text_nodes_of_a_style_are_css_together_and_alone() {
    let style = |texts: Value| json!({"type": 2, "id": 10, "tagName": "style", "attributes": {}, "childNodes": texts});
    let text = |id: i64, text: &str| json!({"type": 3, "id": id, "textContent": text});
    for (first, second) in [
        ("ur", "l(https://evil.test/)"),
        ("@import", " 'https://evil.test/';"),
        ("a{b:image-set(", "'https://evil.test/' 1x)}"),
    ] {
        let (kept, _) = rewrite(&[snapshot(json!([style(json!([text(11, first), text(12, second)]))]))]);
        assert_eq!(dangers(&kept[0]), Vec::<String>::new());
        let (kept, _) = rewrite(&[
            snapshot(json!([style(json!([text(11, "a{}")]))])),
            add(10, &text(12, second)),
            text_of(11, first),
        ]);
        let changed = kept[2]["data"]["texts"][0]["value"].as_str().unwrap();
        assert!(changed.is_empty() || (changed.starts_with('\n') && changed.ends_with('\n')), "{changed:?}");
        assert!(kept[1]["data"]["adds"][0]["node"]["textContent"].as_str().unwrap().starts_with('\n'));
    }
    check(&[snapshot(json!([style(json!([text(11, "")]))])), text_of(11, "a{b:url(https://evil.test/)}")]);
    check(&[snapshot(json!([style(json!([]))])), text_of(10, "@import url(https://evil.test/);")]);
    check(&[text_of(99, "a{b:url(https://evil.test/)}")]);
    check(&[add(99, &text(11, "a{b:url(https://evil.test/)}"))]);
}

#[test]
fn text_of_a_page_stays_as_it_is_even_if_it_looks_like_css() {
    let paragraph = json!({"type": 2, "id": 10, "tagName": "p", "attributes": {},
        "childNodes": [{"type": 3, "id": 11, "textContent": "url(https://example.org) \"(x)\""}]});
    let (kept, removed) = rewrite(&[snapshot(json!([paragraph.clone()])), text_of(11, "@import /* 'x' */")]);
    assert_eq!(built(&kept), paragraph);
    assert_eq!(kept[1]["data"]["texts"][0]["value"], "@import /* 'x' */");
    assert!(removed.is_empty());
}

#[test]
fn text_of_a_page_cannot_be_moved_into_a_style() {
    let nodes = json!([
        {"type": 2, "id": 10, "tagName": "p", "attributes": {}, "childNodes": [{"type": 3, "id": 11, "textContent": ""}]},
        {"type": 2, "id": 12, "tagName": "style", "attributes": {}, "childNodes": []}
    ]);
    // rrweb would take the text node that it has, with the text that it has now.
    let (kept, _) = rewrite(&[
        snapshot(nodes),
        text_of(11, "a{b:url(https://evil.test/)}"),
        add(12, &json!({"type": 3, "id": 11, "textContent": ""})),
    ]);
    assert_eq!(kept[2]["data"]["adds"], json!([]));
}

#[test]
fn css_that_rrweb_joined_is_given_back_to_its_nodes() {
    let style = json!({"type": 2, "id": 10, "tagName": "style",
        "attributes": {"_cssText": "a { }/* rr_split */b:hover { c: url(https://evil.test/) }", "media": "all"},
        "childNodes": [{"type": 3, "id": 11, "textContent": ""}, {"type": 3, "id": 12, "textContent": ""}]});
    let (kept, _) = check(&[snapshot(json!([style]))]);
    let style = built(&kept);
    assert_eq!(style["attributes"], json!({"media": "all"}));
    assert_eq!(style["childNodes"][0]["textContent"], "\na { }\n");
    assert_eq!(style["childNodes"][1]["textContent"], "\nb:hover { c: url(\"data:,\") }\n");
    assert_eq!(style["childNodes"][1]["isStyle"], true);
}

#[test]
fn an_id_that_is_two_things_is_treated_as_the_stricter() {
    let svg = "data:image/svg+xml,evil.test";
    let (kept, _) =
        rewrite(&[snapshot(json!([element("img", &json!({}))])), attributes_of(10, &json!({"src": svg}))]);
    assert_eq!(
        kept[1]["data"]["attributes"][0]["attributes"]["src"], svg,
        "an image may change to an SVG image"
    );
    check(&[
        snapshot(json!([element("img", &json!({})), element("iframe", &json!({}))])),
        attributes_of(10, &json!({"src": svg})),
    ]);
    check(&[attributes_of(10, &json!({"src": svg}))]);
}

#[test]
fn changes_of_style_sheets_fetch_nothing() {
    let rule = "a{b:url(https://evil.test/)}";
    for data in [
        json!({"source": 8, "id": 10, "adds": [{"rule": rule, "index": 0}, {"rule": "@import 'https://evil.test/'"}]}),
        json!({"source": 8, "styleId": 1, "adds": [{"rule": rule, "index": [0, 1]}], "removes": [{"index": 1}]}),
        json!({"source": 8, "styleId": 1, "replace": rule}),
        json!({"source": 8, "styleId": 1, "replaceSync": rule}),
        json!({"source": 13, "id": 10, "index": [0], "set": {"property": "background", "value": "url(https://evil.test/)", "priority": ""}}),
        json!({"source": 13, "id": 10, "index": [0], "set": {"property": "a:url(https://evil.test/)", "value": "b"}}),
        json!({"source": 15, "id": 1, "styleIds": [1], "styles": [{"styleId": 1, "rules": [{"rule": rule, "index": 0}]}]}),
        json!({"source": 10, "family": "A", "fontSource": "url(https://evil.test/)", "buffer": false}),
        json!({"source": 10, "family": "A", "fontSource": "url(data:font/woff2,a)", "buffer": false, "descriptors": {"src": "url(https://evil.test/)"}}),
        json!({"source": 0, "texts": [], "removes": [], "adds": [], "attributes": [{"id": 3, "attributes": {"style": {
            "background": "url(https://evil.test/)", "color": ["image-set('https://evil.test/' 1x)", "important"],
            "a;b:url(https://evil.test/)": "c", "d": ["e", "f:url(https://evil.test/)"], "g": [["url(https://evil.test/)"]]
        }}}]}),
    ] {
        check(&[change(data)]);
    }
    let kept = json!({"source": 8, "id": 10, "adds": [{"rule": "a { b: c; }", "index": [0, 1]}], "removes": [{"index": [2]}]});
    let mut same = check(&[change(kept.clone())]).0.remove(0)["data"].take();
    assert_eq!(same.as_object_mut().unwrap().len(), 4);
    assert_eq!(same, kept);
    let font = json!({"source": 10, "family": "A", "fontSource": "[1,2,3]", "buffer": true});
    assert_eq!(check(&[change(font.clone())]).0[0]["data"], font);
    let length = json!({"source": 10, "family": "A", "fontSource": "4000000000", "buffer": true});
    assert!(check(&[change(length)]).0[0].is_null());
}

#[test]
fn only_interactions_that_rrweb_knows_by_number_are_played() {
    let interaction = |kind: Value| change(json!({"source": 2, "type": kind, "id": 1, "x": 1.5, "y": 2}));
    for kind in [
        json!("click"),
        json!("Click"),
        json!("2"),
        json!(2.5),
        json!(11),
        json!(-1),
        json!(null),
        json!([2]),
    ] {
        assert!(check(&[interaction(kind)]).0[0].is_null());
    }
    assert_eq!(check(&[interaction(json!(2.0))]).0[0], interaction(json!(2)));
    let mut rewriter = Rewriter::new();
    assert_eq!(
        rewriter.rewrite(&interaction(json!("click")).to_string()).unwrap(),
        Rewritten::LeftOut(LeftOut::Interaction)
    );
}

#[test]
fn canvas_commands_draw_and_nothing_else() {
    let command = |property: &str, args: Value| {
        change(json!({"source": 9, "id": 1, "type": 0, "commands": [{"property": property, "args": args}]}))
    };
    for (property, args) in [
        ("drawImage", json!(["https://evil.test/a.png", 0, 0])),
        ("drawImage", json!([{"rr_type": "HTMLImageElement", "src": "https://evil.test/"}, 0, 0])),
        ("fillText", json!([{"rr_type": "WebSocket", "args": ["wss://evil.test/"]}])),
        ("fillText", json!([{"rr_type": "Function", "args": ["fetch('https://evil.test')"]}])),
        ("fillText", json!([[{"rr_type": "Image", "args": [], "src": "https://evil.test/"}]])),
        (
            "createPattern",
            json!([{"rr_type": "ImageBitmap", "args": [{"rr_type": "Worker", "args": ["https://evil.test"]}]}]),
        ),
        ("constructor", json!(["evil.test"])),
        ("__proto__", json!(["evil.test"])),
        ("filter", json!(["url(https://evil.test/)"])),
    ] {
        assert!(check(&[command(property, args)]).0[0].is_null(), "{property}");
    }
    let image = json!({"src": "data:image/png,a", "rr_type": "HTMLImageElement"});
    for (property, args) in [
        ("drawImage", json!([image, 0, 0])),
        ("fillText", json!(["text", 1, 2.5])),
        ("bufferData", json!([34962, {"args": [[1, 2]], "rr_type": "Float32Array"}, 1])),
        ("bindBuffer", json!([34962, {"index": 0, "rr_type": "WebGLBuffer"}])),
    ] {
        assert_eq!(check(&[command(property, args.clone())]).0[0], command(property, args));
    }
}

#[test]
fn pages_that_are_programs_are_not_named() {
    let meta =
        |href: &str| json!({"type": 4, "timestamp": 1, "data": {"href": href, "width": 10, "height": 20}});
    assert_eq!(check(&[meta("javascript:evil.test")]).0[0]["data"]["href"], "about:blank");
    assert_eq!(rewrite(&[meta("https://example.org/")]).0[0], meta("https://example.org/"));
    let huge = json!({"type": 4, "timestamp": 1, "data": {"href": "", "width": 1e9, "height": 20}});
    assert!(rewrite(&[huge]).0[0].is_null());
}

#[test]
fn payloads_pass_as_data_and_unknown_kinds_stay_behind() {
    for event in [
        json!({"type": 5, "timestamp": 1, "data": {"tag": "a", "payload": {"src": "https://evil.test/", "n": [1, null]}}}),
        json!({"type": 6, "timestamp": 1, "data": {"plugin": "rrweb/console@1", "payload": "javascript:"}}),
    ] {
        let (kept, removed) = rewrite(std::slice::from_ref(&event));
        assert_eq!((&kept[0], removed.is_empty()), (&event, true));
    }
    for kind in [7, 8, 99, -1] {
        let event = json!({"type": kind, "timestamp": 1, "data": {"url": "https://evil.test/"}});
        assert!(check(&[event]).0[0].is_null());
    }
    assert!(check(&[change(json!({"source": 17, "src": "evil.test"}))]).0[0].is_null());
    let loaded = json!({"type": 1, "timestamp": 1, "data": {"a": "evil.test"}});
    assert_eq!(check(&[loaded]).0[0]["data"], json!({}));
}

#[test]
fn members_that_nobody_looked_at_do_not_pass() {
    let node = json!({"type": 2, "id": 10, "tagName": "p", "attributes": {"__proto__": "evil.test", "constructor": "evil.test"},
        "childNodes": [{"type": 3, "id": 11, "textContent": "x", "extra": "evil.test"}], "src": "evil.test", "isShadowHost": "evil.test"});
    let mut event = snapshot(json!([node]));
    event["extra"] = "evil.test".into();
    event["data"]["initialOffset"]["evil.test"] = 1.into();
    check(&[event]);
    check(&[change(json!({"source": 3, "id": 1, "x": 1, "y": 2, "behavior": "evil.test"}))]);
    check(&[change(
        json!({"source": 1, "positions": [{"x": 1, "y": 2, "id": 3, "timeOffset": -5, "a": "evil.test"}, "evil.test"]}),
    )]);
    assert!(
        check(&[change(json!({"source": 1, "positions": []}))]).0[0].is_null(),
        "it would stop the player"
    );
}

#[test]
fn a_page_as_deep_as_is_allowed_is_rewritten() {
    let mut node = json!({"type": 3, "id": 5, "textContent": "x"}).to_string();
    for _ in 0..1_000 {
        node = format!(
            r#"{{"type":2,"id":2,"tagName":"p","attributes":{{"onclick":"evil.test"}},"childNodes":[{node}]}}"#
        );
    }
    let event = format!(
        r#"{{"type":2,"timestamp":1,"data":{{"node":{node},"initialOffset":{{"left":0,"top":0}}}}}}"#
    );
    match Rewriter::new().rewrite(&event).unwrap() {
        Rewritten::Kept { json, removed } => {
            assert!(!json.contains(CANARY));
            assert_eq!(removed.count(Removal::EventHandler), 1_000);
        }
        Rewritten::LeftOut(reason) => panic!("{reason}"),
    }
    let deeper = format!("{}{}", "[".repeat(3_000), "]".repeat(3_000));
    assert!(Rewriter::new().rewrite(&deeper).is_err());
}

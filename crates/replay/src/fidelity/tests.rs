use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::testing::{Web, demo_web, element, event, page, shared_web, snapshot};

fn fidelity(web: &Web) -> Fidelity {
    let mut finder = Finder::new(&web.recording);
    web.each(|event, facts| finder.add(event, facts));
    finder.finish()
}

fn of_events(events: &[Value]) -> Fidelity {
    let events: Vec<_> = std::iter::once(page(0, "https://a.example/")).chain(events.to_vec()).collect();
    fidelity(&Web::new(&events, Some(60_000)))
}

/// What is missing of a page with these nodes: kinds, and what each first example says.
fn of_nodes(nodes: Value) -> Vec<(LackKind, String)> {
    let lacks = of_events(&[snapshot(10, nodes)]).lacks;
    lacks
        .into_iter()
        .flat_map(|lack| lack.examples.into_iter().map(move |e| (lack.kind, e.address)))
        .collect()
}

fn leaf(tag: &str, attributes: Value) -> Value {
    element(7, tag, attributes, json!([]))
}

#[test]
fn what_stands_elsewhere_is_missing_and_what_is_inlined_is_not() {
    use LackKind::*;
    let sheet = "@import url(https://a/b.css); @font-face{src:url(https://a/f.woff2?v=1)} p{background:url(https://a/p.png)}";
    for (node, expected) in [
        (leaf("img", json!({"src": "https://ann:pw@a/x.png?token=1"})), vec![(RemoteImage, "a/x.png")]),
        (
            leaf("IMG", json!({"srcset": "https://a/1.png 1x, https://a/2.png 2x"})),
            vec![(RemoteImage, "a/1.png"), (RemoteImage, "a/2.png")],
        ),
        (leaf("img", json!({"src": "data:image/png;base64,AA"})), vec![]),
        (leaf("img", json!({"src": "https://a/x.png", "rr_dataURL": "data:image/webp;base64,AA"})), vec![]),
        (leaf("img", json!({"src": "blob:https://a/1"})), vec![(RemoteImage, "blob:…")]),
        (leaf("image", json!({"xlink:href": "https://a/x.svg"})), vec![(RemoteImage, "a/x.svg")]),
        (leaf("image", json!({"href": "#local"})), vec![]),
        (leaf("div", json!({"style": "background: url('https://a/y.png')"})), vec![(RemoteImage, "a/y.png")]),
        (
            leaf("link", json!({"rel": "stylesheet", "href": "https://a/x.css"})),
            vec![(RemoteStylesheet, "a/x.css")],
        ),
        (leaf("link", json!({"_cssText": "p{}"})), vec![]),
        (leaf("link", json!({"rel": "alternate stylesheet", "href": "https://a/x.css"})), vec![]),
        (leaf("link", json!({"rel": "icon", "href": "https://a/x.ico"})), vec![]),
        (
            leaf("style", json!({"_cssText": sheet})),
            vec![(RemoteImage, "a/p.png"), (RemoteFont, "a/f.woff2"), (RemoteStylesheet, "a/b.css")],
        ),
        (
            element(
                7,
                "style",
                json!({}),
                json!([{"type": 3, "id": 8, "isStyle": true, "textContent": "p{background:url(z.png)}"}]),
            ),
            vec![(RemoteImage, "z.png")],
        ),
        (element(7, "p", json!({}), json!([{"type": 3, "id": 8, "textContent": "url(z.png)"}])), vec![]),
        (leaf("iframe", json!({"rr_src": "https://b.example/pay?id=1"})), vec![(Frame, "b.example/pay")]),
        (leaf("iframe", json!({})), vec![]),
        (leaf("iframe", json!({"src": "about:blank"})), vec![]),
        (leaf("embed", json!({"src": "https://a/x.pdf"})), vec![(Frame, "a/x.pdf")]),
        (leaf("canvas", json!({})), vec![(Canvas, "canvas")]),
        (leaf("canvas", json!({"rr_dataURL": "data:image/webp;base64,AA"})), vec![]),
        (
            leaf("video", json!({"src": "https://a/v.mp4", "poster": "https://a/v.jpg"})),
            vec![(RemoteImage, "a/v.jpg"), (Media, "a/v.mp4")],
        ),
        (
            element(
                7,
                "audio",
                json!({}),
                json!([element(8, "source", json!({"src": "https://a/s.ogg"}), json!([]))]),
            ),
            vec![(Media, "a/s.ogg")],
        ),
        (leaf("video", json!({})), vec![(Media, "video")]),
        (
            leaf("input", json!({"type": "password", "id": "pw", "value": "*****"})),
            vec![(MaskedInput, "input pw")],
        ),
        (leaf("input", json!({"value": "*5*"})), vec![]),
        (leaf("input", json!({"value": ""})), vec![]),
        (
            leaf("div", json!({"class": "rr-block", "rr_width": "10px", "rr_height": "5px"})),
            vec![(Blocked, "div")],
        ),
    ] {
        let expected: Vec<_> = expected.into_iter().map(|(kind, text)| (kind, text.to_owned())).collect();
        assert_eq!(of_nodes(json!([node.clone()])), expected, "{node}");
    }
}

fn mutation(at_ms: i64, data: Value) -> Value {
    let mut all = json!({"source": 0, "texts": [], "attributes": [], "removes": [], "adds": []});
    all.as_object_mut().unwrap().extend(data.as_object().unwrap().clone());
    event(3, at_ms, all)
}

#[test]
fn what_comes_later_fills_what_was_missing() {
    let nodes = json!([
        element(10, "iframe", json!({"rr_src": "https://b.example/"}), json!([])),
        element(11, "canvas", json!({}), json!([])),
        element(12, "link", json!({"rel": "stylesheet", "href": "https://a/x.css"}), json!([])),
        element(13, "img", json!({"src": "data:,"}), json!([])),
        element(14, "input", json!({"name": "card"}), json!([])),
    ]);
    let before = of_events(&[snapshot(10, nodes.clone())]);
    for kind in [LackKind::Frame, LackKind::Canvas, LackKind::RemoteStylesheet] {
        assert_eq!(before.count(kind), 1, "{kind:?}");
    }
    let document = json!({"type": 0, "id": 20, "childNodes": [element(21, "html", json!({}), json!([]))]});
    let after = of_events(&[
        snapshot(10, nodes),
        mutation(
            20,
            json!({"isAttachIframe": true, "adds": [{"parentId": 10, "nextId": null, "node": document}]}),
        ),
        event(3, 30, json!({"source": 9, "id": 11, "type": 0, "property": "fillRect", "args": []})),
        mutation(
            40,
            json!({"attributes": [{"id": 12, "attributes": {"_cssText": "p{background:url(https://a/q.png)}"}}]}),
        ),
        mutation(50, json!({"attributes": [{"id": 13, "attributes": {"src": "https://a/late.png"}}]})),
        mutation(60, json!({"attributes": [{"id": 14, "attributes": {"src": "https://a/no-image"}}]})),
        event(3, 70, json!({"source": 5, "id": 14, "text": "****", "isChecked": false})),
        event(
            3,
            80,
            json!({"source": 8, "id": 12, "adds": [{"rule": "p{background:url(https://a/rule.png)}"}]}),
        ),
        event(
            3,
            90,
            json!({"source": 15, "id": 1, "styles": [{"styleId": 1, "rules": [{"rule": "@font-face{src:url(https://a/g.woff)}"}]}]}),
        ),
        event(
            3,
            100,
            json!({"source": 10, "family": "F", "fontSource": "url(https://a/h.woff)", "buffer": false}),
        ),
        event(3, 110, json!({"source": 10, "family": "G", "fontSource": "[1,2,3]", "buffer": true})),
    ]);
    let told: Vec<_> = after
        .lacks
        .iter()
        .map(|lack| {
            (lack.kind, lack.first_ms, lack.examples.iter().map(|e| e.address.as_str()).collect::<Vec<_>>())
        })
        .collect();
    assert_eq!(
        told,
        [
            (LackKind::RemoteImage, 40, vec!["a/q.png", "a/late.png", "a/rule.png"]),
            (LackKind::RemoteFont, 90, vec!["a/g.woff", "a/h.woff"]),
            (LackKind::MaskedInput, 70, vec!["input card"]),
        ]
    );
}

#[test]
fn a_checkout_counts_nothing_twice_and_another_document_does() {
    let nodes = json!([
        element(9, "canvas", json!({}), json!([])),
        element(8, "img", json!({"src": "x.png"}), json!([]))
    ]);
    let twice = of_events(&[snapshot(10, nodes.clone()), snapshot(20_000, nodes.clone())]);
    assert_eq!((twice.count(LackKind::Canvas), twice.count(LackKind::RemoteImage)), (1, 1));
    let load = event(0, 19_000, json!({}));
    let reloaded = of_events(&[snapshot(10, nodes.clone()), load, snapshot(20_000, nodes)]);
    assert_eq!((reloaded.count(LackKind::Canvas), reloaded.count(LackKind::RemoteImage)), (2, 1));
}

#[test]
fn examples_and_counts_have_a_limit() {
    let images: Vec<_> = (0..12_000)
        .map(|n| element(n, "img", json!({"src": format!("https://a/{n}.png")}), json!([])))
        .collect();
    let long = element(1, "img", json!({"src": format!("https://a/{}", "x".repeat(100_000))}), json!([]));
    let found = of_events(&[snapshot(5, json!([long])), snapshot(10, json!(images))]);
    let lack = &found.lacks[0];
    assert_eq!((lack.count, lack.examples.len(), lack.first_ms), (COUNTED as u64, EXAMPLES, 5));
    assert!(lack.examples[0].address.chars().count() <= 160);
}

#[test]
fn demo_sessions_lack_no_more_than_what_was_masked() {
    let kinds = |name: &str| {
        let lacks = fidelity(&demo_web(name)).lacks;
        lacks.into_iter().map(|lack| (lack.kind, lack.count)).collect::<Vec<_>>()
    };
    assert_eq!(kinds("desk-morning"), [(LackKind::MaskedInput, 5)]);
    assert_eq!(kinds("portal-phone"), [(LackKind::MaskedInput, 11)]);
    assert_eq!(kinds("desk-assisted"), [], "its letters stand in a frame of its own origin");
}

#[test]
fn shared_sessions() {
    for (name, expected) in [
        ("desktop_plain.json", vec![(LackKind::MaskedInput, 1), (LackKind::Blocked, 1)]),
        ("mobile_masked.json", vec![(LackKind::MaskedInput, 6), (LackKind::Blocked, 1)]),
    ] {
        let Some(web) = shared_web(name) else { return };
        let lacks: Vec<_> = fidelity(&web).lacks.into_iter().map(|lack| (lack.kind, lack.count)).collect();
        assert_eq!(lacks, expected, "{name}");
    }
}

#[test]
fn shared_fixtures_of_rrweb() {
    let Some(path) = hindsight_testkit::recordings::shared("web/rrweb-fixtures.json") else { return };
    let fixtures: serde_json::Map<String, Value> =
        serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let of = |name: &str| fidelity(&Web::new(fixtures[name].as_array().unwrap(), None));
    assert_eq!(of("video-playback").count(LackKind::Media), 1);
    assert_eq!(of("scroll"), Fidelity::default());
    for (name, events) in &fixtures {
        let web = Web::new(events.as_array().unwrap(), None);
        for lack in fidelity(&web).lacks {
            assert!(lack.count > 0 && (0..=web.recording.duration_ms).contains(&lack.first_ms), "{name}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn no_events_break_it(
        events in proptest::collection::vec((0_i64..8, -9_i64..99, 0_i64..17, "[a-z(*,:/ '\"]{0,12}", -3_i64..9), 0..40),
    ) {
        let events: Vec<_> = events.into_iter().map(|(kind, at_ms, source, text, id)| {
            let tag = ["img", "canvas", "iframe", "link", "video", "input"][id.rem_euclid(6) as usize];
            let node = json!({"id": id, "tagName": tag, "attributes": {"src": text, "rr_src": id, "style": format!("url({text}"),
                "rel": "stylesheet", "href": text, "value": text}, "childNodes": [{"type": 0, "id": id}]});
            event(kind, at_ms, json!({"source": source, "id": id, "text": text, "href": text, "node": node, "width": 1, "height": 1,
                "adds": [{"parentId": id, "node": node, "rule": format!("@import '{text}")}],
                "attributes": [{"id": id, "attributes": {"src": text, "_cssText": text}}]}))
        }).collect();
        let web = Web::new(&events, Some(50));
        for lack in fidelity(&web).lacks {
            prop_assert!(lack.examples.len() as u64 <= lack.count && (0..=50).contains(&lack.first_ms));
            prop_assert!(lack.examples.is_sorted_by_key(|example| example.at_ms));
        }
    }
}

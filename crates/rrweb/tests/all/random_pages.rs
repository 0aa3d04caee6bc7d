//! Random pages and changes, made of what is dangerous and what is not.

use std::collections::HashMap;

use hindsight_rrweb::{
    event::Event,
    harmless::{Rewriter, Rewritten},
    pack,
    text::TextReader,
};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::checker::dangers;

fn tag() -> impl Strategy<Value = String> {
    let known = vec![
        "p",
        "div",
        "a",
        "img",
        "image",
        "use",
        "script",
        "SCRIPT",
        "svg:script",
        "\u{17f}cript",
        "style",
        "STYLE",
        "link",
        "base",
        "meta",
        "iframe",
        "object",
        "param",
        "input",
        "textarea",
        "form",
        "animate",
        "canvas",
        "video",
        "noscript",
        "title",
        "x-y",
        "feImage",
        "",
        "a b",
    ];
    prop::sample::select(known).prop_map(str::to_owned)
}

fn name() -> impl Strategy<Value = String> {
    let known = vec![
        "href",
        "HREF",
        "xlink:href",
        "src",
        "srcset",
        "srcdoc",
        "style",
        "STYLE",
        "_cssText",
        "rel",
        "http-equiv",
        "content",
        "onclick",
        "ONLOAD",
        "action",
        "data",
        "title",
        "class",
        "fill",
        "attributeName",
        "values",
        "rr_dataURL",
        "rr_width",
        "rr_src",
        "background",
        "bac\u{212a}ground",
        "poster",
        "target",
        "value",
        "type",
        "__proto__",
        "data-x",
        "media",
    ];
    prop::sample::select(known).prop_map(str::to_owned)
}

fn text() -> impl Strategy<Value = String> {
    let parts = vec![
        "http://evil.test/",
        "javascript:",
        "java\tscript:",
        "data:image/png,a",
        "data:image/svg+xml,<svg/>",
        "data:text/html,",
        "#a",
        "url(",
        "u\\72l(",
        ")",
        "\"",
        "'",
        "@import ",
        "/*",
        "*/",
        "/* rr_split */",
        "a{b:",
        "}",
        ";",
        "\n",
        " ",
        "\\",
        "x",
        "image-set(",
        "href",
        "stylesheet",
        "refresh",
        "12px",
        "&#106;",
    ];
    prop::collection::vec(prop::sample::select(parts), 0..6).prop_map(|parts| parts.concat())
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        8 => text().prop_map(Value::from),
        1 => Just(Value::Null),
        1 => any::<bool>().prop_map(Value::from),
        1 => (0..100).prop_map(Value::from),
        1 => text().prop_map(|text| json!([text])),
        1 => (name(), text()).prop_map(|(name, text)| json!({name: [text, "important"]})),
    ]
}

fn attributes() -> impl Strategy<Value = Value> {
    prop::collection::vec((name(), value()), 0..4)
        .prop_map(|attributes| Value::Object(attributes.into_iter().collect()))
}

/// Few ids, so that changes meet nodes, and nodes each other.
fn id() -> impl Strategy<Value = i64> {
    1_i64..12
}

fn node() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        (id(), text()).prop_map(|(id, text)| json!({"type": 3, "id": id, "textContent": text})),
        (id(), tag(), attributes()).prop_map(|(id, tag, attributes)| json!({
            "type": 2, "id": id, "tagName": tag, "attributes": attributes, "childNodes": []
        })),
        value(),
    ];
    leaf.prop_recursive(4, 16, 4, |inner| {
        (id(), tag(), attributes(), prop::collection::vec(inner, 0..4), any::<bool>()).prop_map(
            |(id, tag, attributes, children, is_svg)| {
                json!({"type": 2, "id": id, "tagName": tag, "attributes": attributes, "childNodes": children, "isSVG": is_svg})
            },
        )
    })
}

fn event() -> impl Strategy<Value = Value> {
    let data = prop_oneof![
        (
            prop::collection::vec((id(), text()), 0..3),
            prop::collection::vec((id(), attributes()), 0..3),
            prop::collection::vec((id(), node()), 0..3),
        )
            .prop_map(|(texts, attributes, adds)| json!({
                "source": 0,
                "texts": texts.into_iter().map(|(id, value)| json!({"id": id, "value": value})).collect::<Vec<_>>(),
                "attributes": attributes.into_iter().map(|(id, attributes)| json!({"id": id, "attributes": attributes})).collect::<Vec<_>>(),
                "removes": [],
                "adds": adds.into_iter().map(|(parent, node)| json!({"parentId": parent, "nextId": null, "node": node})).collect::<Vec<_>>(),
            })),
        (text(), text()).prop_map(|(rule, other)| json!({"source": 8, "id": 3, "adds": [{"rule": rule}], "replaceSync": other})),
        (text(), text()).prop_map(|(property, value)| json!({"source": 13, "id": 3, "index": [0], "set": {"property": property, "value": value}})),
        (value(), value()).prop_map(|(kind, x)| json!({"source": 2, "type": kind, "id": 1, "x": x})),
        (name(), value()).prop_map(|(property, arg)| json!({"source": 9, "id": 1, "type": 0, "property": property, "args": [arg]})),
        (name(), value()).prop_map(|(name, value)| json!({"source": 10, "family": name, "fontSource": value, "buffer": false})),
        (0..20, value()).prop_map(|(source, any)| json!({"source": source, "id": any, "styles": any})),
    ];
    prop_oneof![
        2 => node().prop_map(|node| json!({"type": 2, "timestamp": 1, "data": {"node": node}})),
        5 => data.prop_map(|data| json!({"type": 3, "timestamp": 2, "data": data})),
        1 => (0..10, value()).prop_map(|(kind, data)| json!({"type": kind, "timestamp": 3, "data": data})),
    ]
}

fn rewrite(events: &[Value]) -> Vec<Value> {
    let mut rewriter = Rewriter::new();
    let mut kept = Vec::new();
    for event in events {
        if let Rewritten::Kept { json, .. } = rewriter.rewrite(&event.to_string()).expect("the event is JSON")
        {
            kept.push(serde_json::from_str(&json).expect("a rewritten event is JSON"));
        }
    }
    kept
}

/// A node of the player below.
struct Built {
    tag: String,
    /// What the player compares when a node comes again: the node as it first came.
    first: Value,
    text: String,
    children: Vec<usize>,
}

/// A player that is as simple as can be. As in rrweb's, an id leads to the node that came last under it,
/// a node that comes again as it first came is taken as it is now, and a change of text may meet any node.
#[derive(Default)]
struct Page {
    nodes: Vec<Built>,
    mirror: HashMap<i64, usize>,
}

impl Page {
    fn build(&mut self, node: &Value, depth: usize) -> Option<usize> {
        let id = node["id"].as_i64().filter(|_| depth < 100)?;
        let mut first = node.clone();
        first.as_object_mut()?.remove("childNodes");
        if let Some(&at) = self.mirror.get(&id)
            && self.nodes[at].first == first
        {
            return Some(at);
        }
        let text = node["textContent"].as_str().unwrap_or_default().to_owned();
        let tag = node["tagName"].as_str().unwrap_or_default().to_uppercase();
        let at = self.nodes.len();
        self.nodes.push(Built { tag, first, text, children: Vec::new() });
        self.mirror.insert(id, at);
        for child in node["childNodes"].as_array().into_iter().flatten() {
            if let Some(child) = self.build(child, depth + 1) {
                self.append(at, child);
            }
        }
        Some(at)
    }

    fn append(&mut self, parent: usize, child: usize) {
        self.nodes.iter_mut().for_each(|node| node.children.retain(|&other| other != child));
        self.nodes[parent].children.push(child);
    }

    fn play(&mut self, event: &Value) {
        let data = &event["data"];
        if event["type"] == 2 {
            *self = Self::default();
            self.build(&data["node"], 0);
        } else if data["source"] == 0 {
            for add in data["adds"].as_array().into_iter().flatten() {
                let parent = add["parentId"].as_i64().and_then(|parent| self.mirror.get(&parent).copied());
                if let Some(parent) = parent
                    && let Some(child) = self.build(&add["node"], 0)
                {
                    self.append(parent, child);
                }
            }
            for change in data["texts"].as_array().into_iter().flatten() {
                if let Some(&at) = change["id"].as_i64().and_then(|id| self.mirror.get(&id)) {
                    change["value"].as_str().unwrap_or_default().clone_into(&mut self.nodes[at].text);
                }
            }
        }
    }

    /// The CSS of every style element, as a browser joins it. A `link` is built as one where it has CSS.
    fn sheets(&self) -> Vec<String> {
        let styles = self.nodes.iter().filter(|node| ["STYLE", "LINK"].contains(&node.tag.as_str()));
        styles
            .map(|style| {
                let children = style.children.iter().map(|&child| &self.nodes[child]);
                let texts = children.filter(|child| child.tag.is_empty()).map(|child| child.text.as_str());
                style.text.clone() + &texts.collect::<String>()
            })
            .collect()
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn whatever_a_recording_holds_its_windows_are_harmless(events in prop::collection::vec(event(), 1..6)) {
        let kept = rewrite(&events);
        let mut page = Page::default();
        for event in &kept {
            prop_assert_eq!(dangers(event), Vec::<String>::new(), "{}", event);
            page.play(event);
            for sheet in page.sheets() {
                let style = json!({"type": 3, "data": {"source": 8, "adds": [{"rule": sheet}]}});
                prop_assert_eq!(dangers(&style), Vec::<String>::new(), "{}", style);
            }
        }
        prop_assert_eq!(&rewrite(&kept), &kept, "rewriting what was rewritten changes nothing");
    }

    #[test]
    fn reading_texts_and_packing_survive_anything(events in prop::collection::vec(event(), 1..4)) {
        let mut reader = TextReader::new();
        for event in &events {
            let json = event.to_string();
            let packed = pack::pack(&json).expect("an event is an object");
            let read = Event::read(&packed, 1 << 20).unwrap();
            prop_assert_eq!(read.json(), &json);
            for text in reader.read(&read).unwrap_or_default() {
                prop_assert!(!text.text.is_empty() && text.text.trim() == text.text);
            }
        }
    }
}

//! Random recordings as a recorder could have written them: every id is there when it is named, every index
//! is in range. Also used by `examples/keyframe.rs`, for the proof against rrweb in Chromium.

mod happen;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

/// Chance that is the same for the same seed.
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below `bound`.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        // SplitMix64.
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        usize::try_from(mixed % u64::try_from(bound.max(1)).unwrap_or(1)).unwrap_or(0)
    }

    fn one<T: Clone>(&mut self, of: &[T]) -> Option<T> {
        if of.is_empty() { None } else { of.get(self.below(of.len())).cloned() }
    }
}

/// A node as the recorder knows it.
#[derive(Clone, Debug)]
struct Node {
    /// Without what is inside.
    json: Value,
    parent: i64,
    children: Vec<i64>,
    shadow: Vec<i64>,
    /// The root of the document in a frame.
    framed: Option<i64>,
    is_shadow: bool,
    /// Rules of its sheet.
    rules: usize,
}

/// A page that changes at random, and the events that say so.
pub(crate) struct Stream {
    chance: Chance,
    nodes: BTreeMap<i64, Node>,
    last_id: i64,
    last_sheet: i64,
    sheets: BTreeMap<i64, (i64, usize)>,
    /// Fields in which something was typed.
    typed: BTreeSet<i64>,
    root: i64,
    now_ms: i64,
    pub(crate) events: Vec<Value>,
}

const TAGS: [&str; 8] = ["div", "p", "span", "ul", "section", "button", "b", "my-card"];
const CSS: [&str; 4] = [
    "a{color:red}b{margin:1px}",
    ".a:hover{color:blue}@media all{.b{padding:2px}.c{top:3px}}",
    "div{overflow:auto}\n/* x */\n.x::after{content:\"}\"}",
    "",
];
const RULES: [usize; 4] = [2, 2, 2, 0];

impl Stream {
    /// A recording of about `count` events.
    pub(crate) fn new(seed: u64, count: usize) -> Self {
        let mut stream = Self {
            chance: Chance::new(seed),
            nodes: BTreeMap::new(),
            last_id: 0,
            last_sheet: 0,
            sheets: BTreeMap::new(),
            typed: BTreeSet::new(),
            root: 0,
            now_ms: 1_700_000_000_000,
            events: Vec::new(),
        };
        stream.page();
        while stream.events.len() < count {
            stream.now_ms += i64::try_from(stream.chance.below(80)).unwrap_or(0);
            stream.happen();
        }
        stream
    }

    fn push(&mut self, kind: u8, data: Value) {
        self.events.push(json!({"type": kind, "data": data, "timestamp": self.now_ms}));
    }

    fn change(&mut self, source: u8, mut data: Value) {
        data["source"] = source.into();
        self.push(3, data);
    }

    fn node(&mut self, parent: i64, mut json: Value) -> i64 {
        self.last_id += 1;
        let id = self.last_id;
        json["id"] = id.into();
        // What stands in a frame says in which document.
        if let Some(root) = self.root_id(parent) {
            json["rootId"] = root.into();
        }
        let node = Node {
            json,
            parent,
            children: Vec::new(),
            shadow: Vec::new(),
            framed: None,
            is_shadow: false,
            rules: 0,
        };
        self.nodes.insert(id, node);
        id
    }

    /// The document of a frame in which a node stands.
    fn root_id(&self, id: i64) -> Option<i64> {
        let node = self.nodes.get(&id)?;
        if node.json["type"] == 0 && id != self.root { Some(id) } else { node.json["rootId"].as_i64() }
    }

    fn inside(&mut self, parent: i64, json: Value) -> i64 {
        let id = self.node(parent, json);
        if let Some(parent) = self.nodes.get_mut(&parent) {
            parent.children.push(id);
        }
        id
    }

    /// A document with a head and a body.
    fn document(&mut self) -> i64 {
        let document = self.node(0, json!({"type": 0, "compatMode": "CSS1Compat"}));
        self.inside(document, json!({"type": 1, "name": "html", "publicId": "", "systemId": ""}));
        let element = |tag: &str| json!({"type": 2, "tagName": tag, "attributes": {}, "childNodes": []});
        let html = self.inside(document, element("html"));
        let head = self.inside(html, element("head"));
        self.style(head);
        let body = self.inside(html, element("body"));
        for _ in 0..3 {
            self.inside(body, element("div"));
        }
        // These stay as they are, so that there is always something to scroll: how far a page can be scrolled
        // depends on when a browser lays it out, and a recorder writes only what was reached.
        let styled = |tag: &str, style: &str| json!({"type": 2, "tagName": tag, "attributes": {"style": style}, "childNodes": []});
        let scroller = self.inside(body, styled("main", "height: 90px; width: 90px; overflow: auto;"));
        self.inside(scroller, styled("aside", "height: 2000px; width: 500px;"));
        self.inside(body, styled("aside", "height: 3000px; width: 3000px;"));
        document
    }

    fn style(&mut self, parent: i64) {
        let which = self.chance.below(CSS.len());
        let css = CSS[which];
        let style = self.inside(
            parent,
            json!({"type": 2, "tagName": "style", "attributes": {"_cssText": css}, "childNodes": []}),
        );
        if self.chance.below(2) == 0 {
            if let Some(node) = self.nodes.get_mut(&style) {
                node.json["attributes"] = json!({});
            }
            self.inside(style, json!({"type": 3, "textContent": css, "isStyle": true}));
        }
        if let Some(node) = self.nodes.get_mut(&style) {
            node.rules = RULES[which];
        }
    }

    /// The recorder begins with a page.
    fn page(&mut self) {
        self.nodes.clear();
        self.sheets.clear();
        self.root = self.last_id + 1;
        let document = self.document();
        let (width, height) = (300 + self.chance.below(900), 200 + self.chance.below(600));
        self.push(4, json!({"href": "https://page.example/", "width": width, "height": height}));
        let node = self.whole(document);
        self.push(2, json!({"node": node, "initialOffset": {"left": 0, "top": 0}}));
    }

    /// A node with all inside of it.
    fn whole(&self, id: i64) -> Value {
        let node = &self.nodes[&id];
        let mut json = node.json.clone();
        if node.is_shadow {
            json["isShadow"] = true.into();
        }
        if json.get("childNodes").is_some() || json["type"] == 0 {
            let inside: Vec<Value> =
                node.children.iter().chain(&node.shadow).map(|&child| self.whole(child)).collect();
            json["childNodes"] = inside.into();
        }
        json
    }

    fn elements(&self, fits: impl Fn(&str, &Node) -> bool) -> Vec<i64> {
        let tag = |node: &Node| node.json["tagName"].as_str().map(str::to_owned);
        let fitting = |(_, node): &(&i64, &Node)| tag(node).is_some_and(|tag| fits(&tag, node));
        self.nodes.iter().filter(fitting).map(|(&id, _)| id).collect()
    }

    fn containers(&self) -> Vec<i64> {
        self.elements(|tag, _| TAGS.contains(&tag) || tag == "body")
    }
}

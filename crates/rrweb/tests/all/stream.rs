//! Random recordings as a recorder could have written them: every id is there when it is named, every index
//! is in range. Also used by `examples/keyframe.rs`, for the proof against rrweb in Chromium.

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
        if !node.shadow.is_empty() {
            json["isShadowHost"] = true.into();
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

    fn happen(&mut self) {
        match self.chance.below(24) {
            0..=5 => self.grow(),
            6 | 7 => self.shrink(),
            8 => self.wander(),
            9 | 10 => self.say(),
            11..=13 => self.dress(),
            14 | 15 => self.type_in(),
            16 => self.scroll(),
            17 | 18 => self.rule(),
            19 => self.adopt(),
            20 => self.frame_or_shadow(),
            21 => self.point(),
            22 => self.play(),
            _ => match self.chance.below(6) {
                0 => self.page(),
                1 => {
                    let (width, height) = (200 + self.chance.below(1_000), 200 + self.chance.below(700));
                    self.change(4, json!({"width": width, "height": height}));
                }
                _ => self.shuffle(),
            },
        }
    }

    fn new_element(&mut self) -> Value {
        let kind = self.chance.below(14);
        let number = self.chance.below(100);
        let (tag, attributes) = match kind {
            0 => ("input", json!({"type": "text", "value": format!("v{number}")})),
            1 => ("input", json!({"type": "checkbox"})),
            2 => ("textarea", json!({"value": format!("t{number}")})),
            3 => ("input", json!({"type": "password", "value": "****"})),
            4 => ("iframe", json!({})),
            5 => ("video", json!({"rr_mediaState": "paused", "rr_mediaCurrentTime": 0.25})),
            6 => ("dialog", json!({})),
            _ => (
                self.chance.one(&TAGS).unwrap_or("div"),
                json!({"class": format!("a c{number}"), "style": "color: red; height: 10px;"}),
            ),
        };
        json!({"type": 2, "tagName": tag, "attributes": attributes, "childNodes": []})
    }

    /// The add of one node, as a recorder writes it: what is inside comes apart.
    fn add_of(&self, id: i64) -> Value {
        let node = &self.nodes[&id];
        let parent = &self.nodes[&node.parent];
        let siblings = if node.is_shadow { &parent.shadow } else { &parent.children };
        let place = siblings.iter().position(|&child| child == id).unwrap_or(0);
        let mut json = node.json.clone();
        if node.is_shadow {
            json["isShadow"] = true.into();
        }
        if !node.shadow.is_empty() {
            json["isShadowHost"] = true.into();
        }
        json!({"parentId": node.parent, "nextId": siblings.get(place + 1), "node": json})
    }

    /// Adds of a node and all inside of it: the last sibling first, for the others stand before it.
    fn adds_of(&self, id: i64, adds: &mut Vec<Value>) {
        adds.push(self.add_of(id));
        let node = &self.nodes[&id];
        for &child in node.children.iter().rev().chain(node.shadow.iter().rev()) {
            self.adds_of(child, adds);
        }
    }

    fn mutate(&mut self, adds: Vec<Value>, removes: Vec<Value>, texts: Vec<Value>, attributes: Vec<Value>) {
        self.change(0, json!({"adds": adds, "removes": removes, "texts": texts, "attributes": attributes}));
    }

    fn grow(&mut self) {
        let Some(parent) = self.chance.one(&self.containers()) else { return };
        let new = self.new_element();
        let id = self.node(parent, new);
        let count = self.nodes[&parent].children.len();
        let at = self.chance.below(count + 1);
        if let Some(parent) = self.nodes.get_mut(&parent) {
            parent.children.insert(at, id);
        }
        let is_container = self.containers().contains(&id);
        for _ in 0..self.chance.below(if is_container { 4 } else { 1 }) {
            let number = self.chance.below(1_000);
            let child = match self.chance.below(3) {
                0 => json!({"type": 5, "textContent": format!("note {number}")}),
                1 => json!({"type": 3, "textContent": format!("text {number}")}),
                _ => self.new_element(),
            };
            self.inside(id, child);
        }
        let mut adds = Vec::new();
        self.adds_of(id, &mut adds);
        // What comes before what it stands in or beside waits for it.
        for last in (1..adds.len()).rev() {
            if self.chance.below(3) == 0 {
                let other = self.chance.below(last + 1);
                adds.swap(last, other);
            }
        }
        self.mutate(adds, vec![], vec![], vec![]);
    }

    fn forget(&mut self, id: i64) {
        let Some(node) = self.nodes.remove(&id) else { return };
        for child in node.children.into_iter().chain(node.shadow).chain(node.framed) {
            self.forget(child);
        }
        self.sheets.retain(|_, (document, _)| *document != id);
    }

    fn unlink(&mut self, id: i64) -> Value {
        let node = &self.nodes[&id];
        let (parent, is_shadow) = (node.parent, node.is_shadow);
        if let Some(parent) = self.nodes.get_mut(&parent) {
            parent.children.retain(|&child| child != id);
            parent.shadow.retain(|&child| child != id);
        }
        let mut remove = json!({"parentId": parent, "id": id});
        if is_shadow {
            remove["isShadow"] = true.into();
        }
        remove
    }

    /// Nodes that may go or move.
    fn loose(&self) -> Vec<i64> {
        self.elements(|tag, _| !["html", "head", "body", "style", "main", "aside"].contains(&tag))
    }

    fn shrink(&mut self) {
        let Some(id) = self.chance.one(&self.loose()) else { return };
        let remove = self.unlink(id);
        self.forget(id);
        self.mutate(vec![], vec![remove], vec![], vec![]);
    }

    fn holds(&self, outer: i64, mut id: i64) -> bool {
        while id != 0 {
            if id == outer {
                return true;
            }
            id = self.nodes.get(&id).map_or(0, |node| node.parent);
        }
        false
    }

    /// A node moves, with all inside of it. A frame stays, for it would load anew; so does a field in which
    /// something was typed, for where rrweb seeks it takes the old field, which shows the old text.
    fn wander(&mut self) {
        let stays = |(&other, node): (&i64, &Node)| node.framed.is_some() || self.typed.contains(&other);
        let staying: Vec<i64> =
            self.nodes.iter().filter(|&node| stays(node)).map(|(&other, _)| other).collect();
        let moves = |id: i64| !staying.iter().any(|&other| self.holds(id, other));
        let movable: Vec<i64> = self.loose().into_iter().filter(|&id| moves(id)).collect();
        let Some(id) = self.chance.one(&movable) else { return };
        let targets: Vec<i64> =
            self.containers().into_iter().filter(|&target| !self.holds(id, target)).collect();
        let targets: Vec<i64> =
            targets.into_iter().filter(|&target| self.root_id(target) == self.root_id(id)).collect();
        let Some(target) = self.chance.one(&targets) else { return };
        let remove = self.unlink(id);
        let at = self.chance.below(self.nodes[&target].children.len() + 1);
        if let Some(node) = self.nodes.get_mut(&target) {
            node.children.insert(at, id);
        }
        if let Some(node) = self.nodes.get_mut(&id) {
            node.parent = target;
            node.is_shadow = false;
        }
        let mut adds = Vec::new();
        self.adds_of(id, &mut adds);
        self.mutate(adds, vec![remove], vec![], vec![]);
    }

    /// Several things in one mutation.
    fn shuffle(&mut self) {
        let Some(gone) = self.chance.one(&self.loose()) else { return };
        let remove = self.unlink(gone);
        self.forget(gone);
        let Some(parent) = self.chance.one(&self.containers()) else { return };
        let ids: Vec<i64> = (0..3)
            .map(|number| self.inside(parent, json!({"type": 3, "textContent": format!("s{number}")})))
            .collect();
        let adds = ids.iter().rev().map(|&id| self.add_of(id)).collect();
        let texts = vec![json!({"id": ids[0], "value": "changed"})];
        if let Some(node) = self.nodes.get_mut(&ids[0]) {
            node.json["textContent"] = "changed".into();
        }
        self.mutate(adds, vec![remove], texts, vec![]);
    }

    fn say(&mut self) {
        let texts: Vec<i64> =
            self.nodes.iter().filter(|(_, node)| node.json["type"] == 3).map(|(&id, _)| id).collect();
        let Some(id) = self.chance.one(&texts) else { return };
        let is_style = self.nodes[&id].json["isStyle"] == true;
        let which = self.chance.below(CSS.len());
        let value =
            if is_style { CSS[which].to_owned() } else { format!("said {}", self.chance.below(1_000)) };
        let parent = self.nodes[&id].parent;
        if is_style && let Some(node) = self.nodes.get_mut(&parent) {
            node.rules = RULES[which];
        }
        if let Some(node) = self.nodes.get_mut(&id) {
            node.json["textContent"] = value.clone().into();
        }
        self.mutate(vec![], vec![], vec![json!({"id": id, "value": value})], vec![]);
    }

    fn dress(&mut self) {
        let Some(id) = self.chance.one(&self.containers()) else { return };
        let number = self.chance.below(100);
        let (name, value) = match self.chance.below(8) {
            0 => ("class", json!(format!("b x{number}"))),
            1 => ("class", Value::Null),
            2 => ("data-state", json!(format!("{number}"))),
            3 => ("style", json!({"color": "blue", "width": format!("{number}px")})),
            4 => ("style", json!({"color": false, "margin-top": ["3px", "important"]})),
            5 => ("style", json!(format!("top: {number}px;"))),
            6 => ("style", Value::Null),
            _ => ("title", json!(format!("title {number}"))),
        };
        // What a recorder would write of a style it has changed is not known without CSS, so a node whose style
        // was changed so does not move later.
        if let Some(node) = self.nodes.get_mut(&id) {
            if value.is_null() {
                if let Some(attributes) = node.json["attributes"].as_object_mut() {
                    attributes.shift_remove(name);
                }
            } else if value.is_string() {
                node.json["attributes"][name] = value.clone();
            }
        }
        self.mutate(vec![], vec![], vec![], vec![json!({"id": id, "attributes": {name: value}})]);
        let dialogs = self.elements(|tag, _| tag == "dialog");
        if self.chance.below(4) == 0
            && let Some(id) = self.chance.one(&dialogs)
        {
            let is_open = self.nodes[&id].json["attributes"].get("open").is_some();
            let changes = if is_open {
                json!({"open": null, "rr_open_mode": null})
            } else {
                json!({"open": "", "rr_open_mode": self.chance.one(&["modal", "non-modal"])})
            };
            if let Some(node) = self.nodes.get_mut(&id) {
                node.json["attributes"] = if is_open { json!({}) } else { changes.clone() };
            }
            self.mutate(vec![], vec![], vec![], vec![json!({"id": id, "attributes": changes})]);
        }
    }

    fn type_in(&mut self) {
        let fields = self.elements(|tag, _| ["input", "textarea"].contains(&tag));
        let Some(id) = self.chance.one(&fields) else { return };
        self.typed.insert(id);
        let is_checked = self.chance.below(2) == 0;
        let is_box = self.nodes[&id].json["attributes"]["type"] == "checkbox";
        let text = if is_box { "on".to_owned() } else { format!("typed {}", self.chance.below(1_000)) };
        let is_checked = is_box && is_checked;
        // Where it moves, the recorder writes what stands in it then.
        if let Some(node) = self.nodes.get_mut(&id) {
            if is_box {
                node.json["attributes"] = json!({"type": "checkbox"});
                if is_checked {
                    node.json["attributes"]["checked"] = true.into();
                }
            } else {
                node.json["attributes"]["value"] = text.clone().into();
            }
        }
        self.change(5, json!({"text": text, "isChecked": is_checked, "id": id, "userTriggered": true}));
    }

    fn scroll(&mut self) {
        let mut targets = self.elements(|tag, _| tag == "main");
        targets.extend(self.nodes.iter().filter(|(_, node)| node.json["type"] == 0).map(|(&id, _)| id));
        let Some(id) = self.chance.one(&targets) else { return };
        let (x, y) = (self.chance.below(3), self.chance.below(400));
        self.change(3, json!({"id": id, "x": x, "y": y}));
    }

    fn rule(&mut self) {
        let styles = self.elements(|tag, _| tag == "style");
        let Some(id) = self.chance.one(&styles) else { return };
        let rules = self.nodes[&id].rules;
        let number = self.chance.below(1_000);
        let css = if number.is_multiple_of(3) {
            format!("@media all {{ .n{number} {{ top: 1px }} }}")
        } else {
            format!(".r{number} {{ left: 2px; }}")
        };
        let mut now = rules;
        match self.chance.below(5) {
            0 | 1 => {
                let index = self.chance.below(rules + 1);
                now += 1;
                self.change(8, json!({"id": id, "adds": [{"rule": css, "index": index}]}));
            }
            2 if rules > 0 => {
                now -= 1;
                let index = self.chance.below(rules);
                self.change(8, json!({"id": id, "removes": [{"index": index}]}));
            }
            3 if rules > 0 => {
                let index = self.chance.below(rules);
                let data = json!({"id": id, "index": [index], "set": {"property": "color", "value": "green",
                    "priority": self.chance.one(&["", "important"])}});
                self.change(13, data);
            }
            4 if rules > 0 => {
                let index = self.chance.below(rules);
                // Nothing happens where it is no group.
                self.change(8, json!({"id": id, "adds": [{"rule": ".n{top:0}", "index": [index, 0]}]}));
            }
            _ => {}
        }
        if let Some(node) = self.nodes.get_mut(&id) {
            node.rules = now;
        }
    }

    fn adopt(&mut self) {
        let hosts: Vec<i64> = self
            .nodes
            .iter()
            .filter(|(_, node)| node.json["type"] == 0 || !node.shadow.is_empty())
            .map(|(&id, _)| id)
            .collect();
        let Some(host) = self.chance.one(&hosts) else { return };
        let document = self.root_id(host).unwrap_or(self.root);
        let number = self.chance.below(100);
        let made: Vec<i64> =
            self.sheets.iter().filter(|(_, sheet)| sheet.0 == document).map(|(&id, _)| id).collect();
        if let Some(id) = self.chance.one(&made).filter(|_| number < 50) {
            self.change(15, json!({"id": host, "styleIds": [id]}));
            return;
        }
        self.last_sheet += 1;
        let id = self.last_sheet;
        self.sheets.insert(id, (document, 2));
        let rules = json!([{"rule": format!(".s{number} {{ color: red; }}"), "index": 0},
            {"rule": ".t { color: red; }", "index": 1}]);
        self.change(15, json!({"id": host, "styleIds": [id], "styles": [{"styleId": id, "rules": rules}]}));
    }

    fn frame_or_shadow(&mut self) {
        if self.chance.below(2) == 0 {
            let frames = self.elements(|tag, node| tag == "iframe" && node.framed.is_none());
            let Some(frame) = self.chance.one(&frames) else { return };
            let document = self.document();
            let mut inside = self.nodes[&document].children.clone();
            while let Some(id) = inside.pop() {
                inside.extend(self.nodes[&id].children.iter().copied());
                if let Some(node) = self.nodes.get_mut(&id) {
                    node.json["rootId"] = document.into();
                }
            }
            if let Some(node) = self.nodes.get_mut(&frame) {
                node.framed = Some(document);
            }
            if let Some(node) = self.nodes.get_mut(&document) {
                node.parent = frame;
            }
            let node = self.whole(document);
            self.change(
                0,
                json!({"adds": [{"parentId": frame, "nextId": null, "node": node}], "removes": [], "texts": [],
                    "attributes": [], "isAttachIframe": true}),
            );
            return;
        }
        let hosts = self.elements(|tag, _| tag == "my-card" || tag == "section");
        let Some(host) = self.chance.one(&hosts) else { return };
        let json = json!({"type": 2, "tagName": "div", "attributes": {"class": "inner"}, "childNodes": []});
        let id = self.node(host, json);
        if let Some(node) = self.nodes.get_mut(&id) {
            node.is_shadow = true;
        }
        if let Some(node) = self.nodes.get_mut(&host) {
            node.shadow.push(id);
        }
        let add = self.add_of(id);
        self.mutate(vec![add], vec![], vec![], vec![]);
    }

    fn point(&mut self) {
        let Some(id) = self.chance.one(&self.containers()) else { return };
        let (x, y) = (self.chance.below(200), self.chance.below(200));
        match self.chance.below(3) {
            0 => self.change(1, json!({"positions": [{"x": x, "y": y, "id": id, "timeOffset": -20}]})),
            1 => self.change(2, json!({"type": 2, "id": id, "x": x, "y": y})),
            _ => {
                let texts: Vec<i64> = self
                    .nodes
                    .iter()
                    .filter(|(_, node)| node.json["type"] == 3 && node.json["isStyle"] != true)
                    .map(|(&id, _)| id)
                    .collect();
                let Some(id) = self.chance.one(&texts) else { return };
                let range = json!({"start": id, "startOffset": 0, "end": id, "endOffset": 1});
                self.change(14, json!({"ranges": [range]}));
            }
        }
    }

    fn play(&mut self) {
        let videos = self.elements(|tag, _| tag == "video");
        let Some(id) = self.chance.one(&videos) else { return };
        let kind = self.chance.below(4);
        let position = [0.25, 1.5, 7.125][self.chance.below(3)];
        let rate = [1.0, 1.5][self.chance.below(2)];
        let data = json!({"type": kind, "id": id, "currentTime": position, "volume": 0.5, "muted": true,
            "loop": false, "playbackRate": rate});
        if let Some(node) = self.nodes.get_mut(&id) {
            let attributes = &mut node.json["attributes"];
            let was_playing = attributes["rr_mediaState"] == "played";
            let is_playing = kind == 0 || (kind != 1 && was_playing);
            *attributes = json!({"rr_mediaState": if is_playing { "played" } else { "paused" },
                "rr_mediaCurrentTime": position, "rr_mediaVolume": 0.5, "rr_mediaMuted": true,
                "rr_mediaLoop": false, "rr_mediaPlaybackRate": rate});
        }
        self.change(7, data);
    }
}

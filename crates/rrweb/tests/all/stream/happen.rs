//! What happens on a page: nodes come, go and move, texts and attributes change, a person types and scrolls.

use serde_json::{Value, json};

use super::{CSS, Node, RULES, Stream, TAGS};

impl Stream {
    pub(super) fn happen(&mut self) {
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
            // It stays one, with nothing inside too.
            node.json["isShadowHost"] = true.into();
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

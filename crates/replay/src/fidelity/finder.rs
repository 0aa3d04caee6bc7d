//! Finds what is missing, event by event.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use hindsight_domain::{Recording, Timestamp};
use hindsight_rrweb::event::{Event, Kind};
use hindsight_rrweb::facts::{Facts, Source};
use hindsight_rrweb::json;
use hindsight_rrweb::loose::Loose;
use serde::Deserialize;
use serde_json::Value;

use super::seen::{Seen, Thing, What, candidates, is_elsewhere, is_masked};
use super::waiting::{Wait, Waiting};
use super::{COUNTED, EXAMPLES, Example, Fidelity, Lack, LackKind, css};
use crate::Timeline;
use crate::moments::web::{TABS, window_of};
use crate::moments::{line, shown};
use crate::nodes;

/// Names of fields and ids of pictures that are remembered.
const REMEMBERED: usize = 20_000;

/// See the module.
pub struct Finder {
    timeline: Timeline,
    /// How many documents each tab had.
    documents: HashMap<String, u64>,
    /// The tab and document of the event at hand: ids of nodes mean something within one only.
    document: u64,
    lacks: BTreeMap<LackKind, (HashSet<u64>, Lack)>,
    waiting: Waiting,
    /// What fields are called, by their node.
    fields: HashMap<u64, String>,
    images: HashSet<u64>,
}

/// Whether what is missing may be learned from a change of this source.
fn tells(source: Option<Source>) -> bool {
    use Source::{
        AdoptedStyleSheet, CanvasMutation, Font, Input, Mutation, StyleDeclaration, StyleSheetRule,
    };
    matches!(
        source,
        Some(
            Mutation | Input | CanvasMutation | Font | StyleSheetRule | StyleDeclaration | AdoptedStyleSheet
        )
    )
}

impl Finder {
    /// For a session.
    pub fn new(recording: &Recording) -> Self {
        Self {
            timeline: Timeline::of(recording),
            documents: HashMap::new(),
            document: 0,
            lacks: BTreeMap::new(),
            waiting: Waiting::default(),
            fields: HashMap::new(),
            images: HashSet::new(),
        }
    }

    /// Takes the next event, and its facts where it has them. What cannot be read of it is passed by.
    pub fn add(&mut self, event: &Event<'_>, facts: Option<&Facts>) {
        let source = facts.and_then(|facts| facts.source);
        if !matches!(event.kind, Kind::DomContentLoaded | Kind::FullSnapshot) && !tells(source) {
            return;
        }
        let at_ms = self.timeline.offset_ms(Timestamp::clamp_millis(event.timestamp_ms));
        let at_ms = self.timeline.clamp_ms(at_ms);
        let mut window = window_of(event.json());
        if self.documents.len() >= TABS && !self.documents.contains_key(&window) {
            window.clear();
        }
        let documents = self.documents.entry(window.clone()).or_default();
        *documents += u64::from(event.kind == Kind::DomContentLoaded);
        self.document = number(&(window, *documents));
        let data = event.data();
        match event.kind {
            Kind::FullSnapshot => self.nodes(data, at_ms),
            Kind::Incremental => match source {
                Some(Source::Mutation) => {
                    if data.contains("\"node\"") {
                        self.nodes(data, at_ms);
                    }
                    self.attributes(data, at_ms);
                }
                Some(Source::Input) => self.input(data, at_ms),
                Some(Source::CanvasMutation) => {
                    if let Some(node) = read(data, |data| data.get("id")?.as_i64()) {
                        self.waiting.fill(self.node(node));
                    }
                }
                Some(Source::Font) => self.font(data, at_ms),
                Some(Source::StyleSheetRule | Source::StyleDeclaration | Source::AdoptedStyleSheet) => {
                    self.rules(data, at_ms);
                }
                _ => {}
            },
            _ => {}
        }
    }

    /// What was found.
    pub fn finish(mut self) -> Fidelity {
        for (node, Wait { at_ms, kind, address }) in std::mem::take(&mut self.waiting).end() {
            self.lack(kind, node, at_ms, &address);
        }
        let mut lacks: Vec<_> = self.lacks.into_values().map(|(_, lack)| lack).collect();
        for lack in &mut lacks {
            lack.examples.sort_by_key(|example| example.at_ms);
        }
        Fidelity { lacks }
    }

    fn nodes(&mut self, data: &str, at_ms: i64) {
        let Ok(seen) = nodes::tell::<Seen>(data) else { return };
        for Thing { id, what } in seen.things {
            let node = self.node(id.unwrap_or(-1));
            match what {
                What::At(kind, address) => self.remote(kind, &address, at_ms),
                What::Element(kind, name) => self.lack(kind, node, at_ms, &name),
                What::Unless(kind, address) => self.waiting.add(node, Wait { at_ms, kind, address }),
                What::Filled => self.waiting.fill(node),
                What::Field(name) => {
                    if self.fields.len() < REMEMBERED {
                        self.fields.insert(node, name);
                    }
                }
                What::Image => {
                    if self.images.len() < REMEMBERED {
                        self.images.insert(node);
                    }
                }
            }
        }
    }

    /// Pictures that get their address later, and style sheets that get their rules.
    fn attributes(&mut self, data: &str, at_ms: i64) {
        #[derive(Deserialize, Default)]
        #[serde(default)]
        struct Mutation<'j> {
            #[serde(borrow)]
            attributes: Vec<Change<'j>>,
        }
        #[derive(Deserialize, Default)]
        #[serde(default)]
        struct Change<'j> {
            #[serde(borrow)]
            id: Loose<'j>,
            #[serde(borrow)]
            attributes: Changed<'j>,
        }
        #[derive(Deserialize, Default)]
        #[serde(default)]
        struct Changed<'j> {
            #[serde(borrow)]
            src: Loose<'j>,
            #[serde(borrow)]
            srcset: Loose<'j>,
            #[serde(borrow, rename = "_cssText")]
            css: Loose<'j>,
        }
        if !["\"src\"", "\"srcset\"", "\"_cssText\""].iter().any(|name| data.contains(name)) {
            return;
        }
        let mut things = Vec::new();
        let read = json::with_text(data, |json| {
            things.clear();
            for Change { id, attributes } in Mutation::deserialize(json)?.attributes {
                let Some(id) = id.whole() else { continue };
                let text = |loose: Loose<'_>| loose.text().map(str::to_owned);
                things.push((id, text(attributes.src), text(attributes.srcset), text(attributes.css)));
            }
            Ok(())
        });
        if read.is_err() {
            return;
        }
        for (id, src, srcset, css) in things {
            let node = self.node(id);
            if self.images.contains(&node) {
                for address in
                    src.iter().map(String::as_str).chain(srcset.iter().flat_map(|set| candidates(set)))
                {
                    self.remote(LackKind::RemoteImage, address, at_ms);
                }
            }
            if let Some(css) = css {
                self.waiting.fill(node);
                self.sheet(&css, at_ms);
            }
        }
    }

    fn input(&mut self, data: &str, at_ms: i64) {
        let masked = read(data, |data| {
            let masks = data.get("text")?.as_str().is_some_and(is_masked);
            masks.then(|| data.get("id")?.as_i64())?
        });
        if let Some(id) = masked {
            let node = self.node(id);
            let name = self.fields.get(&node).cloned().unwrap_or_else(|| "a field".to_owned());
            self.lack(LackKind::MaskedInput, node, at_ms, &name);
        }
    }

    /// A font that a script loaded: its bytes, or where they stand.
    fn font(&mut self, data: &str, at_ms: i64) {
        let source = read(data, |data| {
            let is_inlined = data.get("buffer").and_then(Value::as_bool) == Some(true);
            (!is_inlined).then(|| Some(data.get("fontSource")?.as_str()?.to_owned()))?
        });
        css::addresses(&source.unwrap_or_default(), &mut |_, address| {
            self.remote(LackKind::RemoteFont, address, at_ms);
        });
    }

    /// Rules that scripts add.
    fn rules(&mut self, data: &str, at_ms: i64) {
        if !["url(", "URL(", "@import"].iter().any(|word| data.contains(word)) {
            return;
        }
        let texts = read(data, |data| {
            let mut texts = Vec::new();
            each_text(data, &mut |text| texts.push(text.to_owned()));
            Some(texts)
        });
        for text in texts.unwrap_or_default() {
            self.sheet(&text, at_ms);
        }
    }

    fn sheet(&mut self, css: &str, at_ms: i64) {
        css::addresses(css, &mut |kind, address| self.remote(kind, address, at_ms));
    }

    /// Something at an address, unless it stands in the address itself.
    fn remote(&mut self, kind: LackKind, address: &str, at_ms: i64) {
        if is_elsewhere(address) {
            self.lack(kind, number(address.trim()), at_ms, &shown(address));
        }
    }

    fn lack(&mut self, kind: LackKind, thing: u64, at_ms: i64, address: &str) {
        let new = || (HashSet::new(), Lack { kind, count: 0, first_ms: at_ms, examples: Vec::new() });
        let (known, lack) = self.lacks.entry(kind).or_insert_with(new);
        if known.len() >= COUNTED || !known.insert(thing) {
            return;
        }
        lack.count += 1;
        lack.first_ms = lack.first_ms.min(at_ms);
        if lack.examples.len() < EXAMPLES {
            lack.examples.push(Example { at_ms, address: line(address) });
        }
    }

    fn node(&self, id: i64) -> u64 {
        number(&(self.document, id))
    }
}

/// Runs `read` over data of any shape. Its value must not leave: dropping a deep one needs a large stack.
fn read<T>(data: &str, read: impl Fn(&Value) -> Option<T>) -> Option<T> {
    json::with_text(data, |json| Ok(read(&Value::deserialize(json)?))).ok().flatten()
}

/// Recurses as deep as the JSON was.
fn each_text(value: &Value, each: &mut dyn FnMut(&str)) {
    match value {
        Value::String(text) => each(text),
        Value::Array(items) => items.iter().for_each(|item| each_text(item, each)),
        Value::Object(members) => members.values().for_each(|member| each_text(member, each)),
        _ => {}
    }
}

fn number(thing: &(impl Hash + ?Sized)) -> u64 {
    let mut hasher = DefaultHasher::new();
    thing.hash(&mut hasher);
    hasher.finish()
}

//! Finds what is missing, event by event.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use hindsight_domain::{Recording, Timestamp};
use hindsight_rrweb::event::{Event, Kind};
use hindsight_rrweb::facts::{Facts, Source};
use hindsight_rrweb::json;
use serde::Deserialize;
use serde_json::Value;

use super::waiting::{Wait, Waiting};
use super::{COUNTED, EXAMPLES, Example, Fidelity, Lack, LackKind, css};
use crate::Timeline;
use crate::loose::Loose;
use crate::moments::web::{TABS, window_of};
use crate::moments::{line, shown};
use crate::nodes::{self, DOCUMENT, Listen, Node, TEXT};

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
            Kind::Incremental => match facts.and_then(|facts| facts.source) {
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

/// A node, and what it means for what is missing.
struct Thing {
    id: Option<i64>,
    what: What,
}

enum What {
    /// Something at an address.
    At(LackKind, String),
    /// The element itself.
    Element(LackKind, String),
    /// The element, unless it is filled later.
    Unless(LackKind, String),
    /// What was missing of the element is there.
    Filled,
    Field(String),
    Image,
}

#[derive(Default)]
struct Seen {
    things: Vec<Thing>,
    /// Whether the node that was told last is a document.
    ends_in_document: bool,
}

impl Seen {
    fn add(&mut self, node: &Node<'_>, what: What) {
        if self.things.len() < nodes::NODES {
            self.things.push(Thing { id: node.id, what });
        }
    }

    fn at(&mut self, node: &Node<'_>, kind: LackKind, address: &str) {
        if is_elsewhere(address) {
            self.add(node, What::At(kind, address.to_owned()));
        }
    }

    fn sheet(&mut self, node: &Node<'_>, css: &str) {
        css::addresses(css, &mut |kind, address| self.at(node, kind, address));
    }

    fn image(&mut self, node: &Node<'_>) {
        if node.attribute("rr_dataURL").is_none() {
            for address in
                ["src", "poster", "href", "xlink:href"].iter().filter_map(|name| node.attribute(name))
            {
                self.at(node, LackKind::RemoteImage, address);
            }
            for address in node.attribute("srcset").into_iter().flat_map(candidates) {
                self.at(node, LackKind::RemoteImage, address);
            }
        }
    }

    fn frame(&mut self, node: &Node<'_>) {
        let source = ["rr_src", "src", "data"].iter().find_map(|name| node.attribute(name));
        if let Some(source) = source.filter(|source| is_elsewhere(source)) {
            self.add(node, What::Unless(LackKind::Frame, shown(source)));
        }
    }

    fn media(&mut self, node: &Node<'_>) {
        match node.attribute("src") {
            Some(source) => self.at(node, LackKind::Media, source),
            // Its sources were told before.
            None if node.below > 0 => {}
            None => self.add(node, What::Element(LackKind::Media, node.tag.to_string())),
        }
        if let Some(poster) = node.attribute("poster") {
            self.at(node, LackKind::RemoteImage, poster);
        }
    }

    fn field(&mut self, node: &Node<'_>) {
        let name = ["id", "name"].iter().find_map(|name| node.attribute(name)).unwrap_or_default();
        let name = format!("{} {}", node.tag, line(name));
        if node.attribute("value").is_some_and(is_masked) {
            self.add(node, What::Element(LackKind::MaskedInput, name.clone()));
        }
        self.add(node, What::Field(name));
    }
}

impl Listen for Seen {
    fn node(&mut self, node: &Node<'_>) {
        self.ends_in_document = node.kind == Some(DOCUMENT);
        if node.attribute("rr_width").is_some() && node.attribute("rr_height").is_some() {
            self.add(node, What::Element(LackKind::Blocked, node.tag.to_string()));
            return;
        }
        if let Some(css) = node.attribute("_cssText").or(node.attribute("style")) {
            self.sheet(node, css);
        }
        match node.tag.as_ref() {
            "img" => {
                self.image(node);
                self.add(node, What::Image);
            }
            "image" | "feimage" => self.image(node),
            "source" if node.attribute("srcset").is_some() => self.image(node),
            "source" => self.at(node, LackKind::Media, node.attribute("src").unwrap_or_default()),
            "video" | "audio" => self.media(node),
            "iframe" | "embed" | "object" | "frame" => self.frame(node),
            "canvas" if node.attribute("rr_dataURL").is_none() => {
                self.add(node, What::Unless(LackKind::Canvas, "canvas".to_owned()));
            }
            "link" if is_sheet(node) => {
                let href = node.attribute("href").unwrap_or_default();
                if is_elsewhere(href) {
                    self.add(node, What::Unless(LackKind::RemoteStylesheet, shown(href)));
                }
            }
            "input" if node.attribute("type").is_some_and(|kind| kind.eq_ignore_ascii_case("image")) => {
                self.image(node);
            }
            "input" | "textarea" | "select" => self.field(node),
            "" if node.kind == Some(TEXT) && node.is_style => {
                self.sheet(node, node.text.as_deref().unwrap_or_default());
            }
            _ => {}
        }
    }

    fn added(&mut self, parent: Option<i64>, _: usize) {
        // The document of a frame is added to its element once it could be read.
        if self.ends_in_document {
            self.things.push(Thing { id: parent, what: What::Filled });
        }
    }
}

fn is_sheet(node: &Node<'_>) -> bool {
    let rel = node.attribute("rel").unwrap_or_default().to_ascii_lowercase();
    let has = |word: &str| rel.split_ascii_whitespace().any(|other| other == word);
    has("stylesheet") && !has("alternate") && node.attribute("_cssText").is_none()
}

/// Whether what an address names is not in the recording: an address of a network, or of the memory of a browser that
/// is gone.
fn is_elsewhere(address: &str) -> bool {
    let address = address.trim_start();
    let begins =
        |start: &&str| address.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start));
    !address.is_empty() && !["data:", "#", "about:", "javascript:"].iter().any(|start| begins(start))
}

/// Whether a text is what a recorder puts for one that it hides.
fn is_masked(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte == b'*')
}

/// The addresses of a `srcset`.
fn candidates(set: &str) -> impl Iterator<Item = &str> {
    // A comma within an address of data is followed by no space.
    set.split(", ").filter_map(|candidate| candidate.split_ascii_whitespace().next()).take(EXAMPLES)
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

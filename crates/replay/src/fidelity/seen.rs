//! What the nodes of a snapshot or of a mutation say about what is missing.

use super::{EXAMPLES, LackKind, css};
use crate::moments::{line, shown};
use crate::nodes::{self, DOCUMENT, Listen, Node, TEXT};

/// A node, and what it means for what is missing.
pub(super) struct Thing {
    pub(super) id: Option<i64>,
    pub(super) what: What,
}

pub(super) enum What {
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
pub(super) struct Seen {
    pub(super) things: Vec<Thing>,
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
pub(super) fn is_elsewhere(address: &str) -> bool {
    let address = address.trim_start();
    let begins =
        |start: &&str| address.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start));
    !address.is_empty() && !["data:", "#", "about:", "javascript:"].iter().any(begins)
}

/// Whether a text is what a recorder puts for one that it hides.
pub(super) fn is_masked(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte == b'*')
}

/// The addresses of a `srcset`.
pub(super) fn candidates(set: &str) -> impl Iterator<Item = &str> {
    // A comma within an address of data is followed by no space.
    set.split(", ").filter_map(|candidate| candidate.split_ascii_whitespace().next()).take(EXAMPLES)
}

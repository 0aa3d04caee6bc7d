//! Nodes of a snapshot or of a mutation, with everything inside them.
//!
//! No node goes missing: later events refer to it, and to its place among its siblings.

use serde_json::Value;

use super::{
    attributes, css,
    known::{Known, Nodes},
    removed::{Removal, Removed},
    shape::Fields,
    tag::{self, Tag},
};

/// rrweb's numbers of node types.
const DOCUMENT: i64 = 0;
const DOCUMENT_TYPE: i64 = 1;
const ELEMENT: i64 = 2;
const TEXT: i64 = 3;
const CDATA: i64 = 4;
const COMMENT: i64 = 5;

/// What rrweb writes for the text of a script.
const SCRIPT_TEXT: &str = "SCRIPT_PLACEHOLDER";
/// Where rrweb puts the CSS of a style element or a linked sheet.
const CSS_TEXT: &str = "_cssText";

/// What the text inside a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Inside {
    Page,
    Css,
    Script,
    /// The node is not known, so it may be any.
    Unknown,
}

impl Inside {
    /// What text is inside the node with this id.
    pub(super) fn of(nodes: &Nodes, id: i64) -> Self {
        match nodes.get(id) {
            Some(Known::Element(Tag::Unknown) | Known::Either | Known::Unclear) | None => Self::Unknown,
            Some(Known::Element(Tag::Script) | Known::Script) => Self::Script,
            Some(Known::Element(tag)) if tag.holds_css() => Self::Css,
            Some(Known::Css) => Self::Css,
            Some(Known::Element(_) | Known::Text | Known::Other) => Self::Page,
        }
    }
}

/// Rewrites nodes and remembers them.
#[derive(Debug)]
pub(super) struct NodeRewriter<'r> {
    pub(super) nodes: &'r mut Nodes,
    pub(super) removed: &'r mut Removed,
}

impl NodeRewriter<'_> {
    /// Rewrites a node with all that is inside it. `None` for what is no node: it has no id that anything
    /// could refer to, or a type that rrweb does not build.
    ///
    /// Recurses as deep as the JSON was.
    pub(super) fn node(&mut self, node: Value, inside: Inside) -> Option<Value> {
        let Value::Object(node) = node else {
            self.removed.one(Removal::Malformed);
            return None;
        };
        let mut fields = Fields::new(node);
        let kind = fields.integer("type");
        let id = fields.integer("id");
        let (Some(kind), Some(id)) = (kind, id) else {
            self.removed.one(Removal::Malformed);
            return None;
        };
        fields.integer("rootId");
        fields.boolean("isShadow");
        match kind {
            DOCUMENT => self.document(id, &mut fields),
            DOCUMENT_TYPE => self.document_type(id, &mut fields),
            ELEMENT => self.element(id, &mut fields),
            TEXT if self.is_turned_into_css(id, inside) => {
                self.removed.one(Removal::Malformed);
                return None;
            }
            TEXT => {
                let text = fields.take_string("textContent").unwrap_or_default();
                let text = self.text(text, inside);
                fields.put("textContent", text);
                fields.boolean("isStyle");
                self.nodes.remember(id, known_text(inside));
            }
            CDATA | COMMENT => {
                if !fields.string("textContent") {
                    fields.put("textContent", "");
                }
                self.nodes.remember(id, Known::Other);
            }
            _ => {
                self.removed.one(Removal::Malformed);
                return None;
            }
        }
        Some(fields.done())
    }

    /// Whether this was something else before, whose text nobody has cleaned.
    fn is_turned_into_css(&self, id: i64, inside: Inside) -> bool {
        matches!(inside, Inside::Css | Inside::Unknown)
            && self.nodes.get(id).is_some_and(|before| !before.may_become_css())
    }

    /// Rewrites a text by what it is part of.
    pub(super) fn text(&mut self, text: String, inside: Inside) -> String {
        match inside {
            Inside::Page => text,
            Inside::Css => {
                let clean = css::clean_node(&text);
                self.removed.many(Removal::Css, clean.removed);
                clean.css
            }
            Inside::Script if text.is_empty() || text == SCRIPT_TEXT => text,
            Inside::Script => {
                self.removed.one(Removal::Script);
                String::new()
            }
            // Text of a page stays as it is unless it would be a danger in a style.
            Inside::Unknown if css::could_fetch(&text) => self.text(text, Inside::Css),
            Inside::Unknown => css::keep_apart(text),
        }
    }

    fn document(&mut self, id: i64, fields: &mut Fields) {
        self.nodes.remember(id, Known::Other);
        let quirks = fields.take_string("compatMode").is_some_and(|mode| mode == "BackCompat");
        let children = self.children(fields, Inside::Page);
        // rrweb looks at the first child to choose a document type.
        if quirks && !children.is_empty() {
            fields.put("compatMode", "BackCompat");
        }
        fields.put("childNodes", children);
    }

    fn document_type(&mut self, id: i64, fields: &mut Fields) {
        self.nodes.remember(id, Known::Other);
        let name = fields.take_string("name").unwrap_or_default();
        let is_name = name.starts_with(|first: char| first.is_ascii_alphabetic())
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
        fields.put("name", if is_name { name } else { "html".to_owned() });
        for part in ["publicId", "systemId"] {
            if !fields.string(part) {
                fields.put(part, "");
            }
        }
    }

    fn element(&mut self, id: i64, fields: &mut Fields) {
        let name = fields.take_string("tagName").unwrap_or_default();
        let tag = Tag::of(&name);
        self.nodes.remember(id, Known::Element(tag));
        let attributes = fields.take_object("attributes").unwrap_or_default();
        let inside = match tag {
            Tag::Script => Inside::Script,
            _ if tag.holds_css() => Inside::Css,
            _ => Inside::Page,
        };
        if tag.is_replaced() {
            self.removed.one(if tag == Tag::Script { Removal::Script } else { Removal::RemoteAddress });
            fields.put("tagName", tag::PLACEHOLDER);
        } else {
            let creatable = tag::creatable(&name);
            self.removed.many(Removal::Malformed, u32::from(creatable != name));
            fields.put("tagName", creatable);
            fields.boolean("isSVG");
            fields.boolean("isShadowHost");
            fields.boolean("needBlock");
            if tag::is_custom(creatable) {
                fields.boolean("isCustom");
            }
        }
        // CSS that rrweb joined from the text nodes of an element is given back to them here: rrweb would
        // find the places by searching, and could be led to cut inside a string.
        let joined = match attributes.get(CSS_TEXT) {
            Some(Value::String(joined)) if inside == Inside::Css && css::is_split(joined) => {
                Some(joined.clone())
            }
            _ => None,
        };
        let mut attributes = attributes::rewrite(tag, attributes, self.removed);
        let mut children = self.children(fields, inside);
        if let Some(joined) = joined
            && children.iter().any(is_text)
        {
            attributes.shift_remove(CSS_TEXT);
            spread(css::clean_split(&joined).0, &mut children);
        }
        fields.put("attributes", attributes);
        fields.put("childNodes", children);
    }

    fn children(&mut self, fields: &mut Fields, inside: Inside) -> Vec<Value> {
        let children = fields.take_array("childNodes").unwrap_or_default();
        children.into_iter().filter_map(|child| self.node(child, inside)).collect()
    }
}

fn known_text(inside: Inside) -> Known {
    match inside {
        Inside::Page => Known::Text,
        Inside::Css => Known::Css,
        Inside::Script => Known::Script,
        Inside::Unknown => Known::Either,
    }
}

fn is_text(node: &Value) -> bool {
    node.get("type").and_then(Value::as_i64) == Some(TEXT)
}

/// Gives each text node its part of a style sheet, the last one all that remains.
fn spread(parts: Vec<String>, children: &mut [Value]) {
    let mut texts: Vec<&mut Value> = children.iter_mut().filter(|child| is_text(child)).collect();
    let Some(last) = texts.pop() else { return };
    let mut parts = parts.into_iter();
    for (text, part) in texts.into_iter().zip(parts.by_ref()) {
        set_css(text, part);
    }
    set_css(last, parts.collect());
}

fn set_css(text: &mut Value, css: String) {
    if let Some(text) = text.as_object_mut().filter(|_| !css.is_empty()) {
        text.insert("textContent".to_owned(), css.into());
        // rrweb prepares such text for replay (`:hover` by its own class) as it does `_cssText`.
        text.insert("isStyle".to_owned(), true.into());
    }
}

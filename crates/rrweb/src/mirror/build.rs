//! From a snapshot's nodes to the mirror's, as rrweb's `rebuild` makes them.

use serde::de::{Deserialize, MapAccess};

use super::{
    FIRST_SPARE_ID, MAX_DEPTH, MAX_NODES, Mirror, Page, Skip,
    arena::{Key, NO_ID},
    loose::{Loose, Members, Name, Object},
    media::Media,
    node::{Attribute, Body, CSS_TEXT, Element, MAX_ATTRIBUTES, Marks, Value},
    shape::{AttributeShape, CDATA, COMMENT, DOCTYPE, DOCUMENT, ELEMENT, NodeShape, TEXT},
};
use crate::json;

/// Types of `input` whose value nobody is to find.
pub(super) const SECRET_TYPES: [&str; 2] = ["hidden", "password"];
/// How a recorder marks what was a password once.
const WAS_PASSWORD: &str = "data-rr-is-password";

/// What a node may bring along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Children {
    /// A snapshot has all that is inside.
    Whole,
    /// What is inside of an added node is added by itself.
    Apart,
}

#[derive(Default)]
struct MetaData<'j> {
    href: Loose<'j>,
    width: Loose<'j>,
    height: Loose<'j>,
}

impl<'j> Members<'j> for MetaData<'j> {
    fn member<A: MapAccess<'j>>(&mut self, name: &Name<'j>, map: &mut A) -> Result<bool, A::Error> {
        match name.0.as_ref() {
            "href" => self.href = map.next_value()?,
            "width" => self.width = map.next_value()?,
            "height" => self.height = map.next_value()?,
            _ => return Ok(false),
        }
        Ok(true)
    }
}

#[derive(Default)]
struct SnapshotData<'j> {
    node: Object<NodeShape<'j>>,
    offset: Object<Offset<'j>>,
}

#[derive(Default)]
struct Offset<'j> {
    left: Loose<'j>,
    top: Loose<'j>,
}

impl<'j> Members<'j> for SnapshotData<'j> {
    fn member<A: MapAccess<'j>>(&mut self, name: &Name<'j>, map: &mut A) -> Result<bool, A::Error> {
        match name.0.as_ref() {
            "node" => self.node = map.next_value()?,
            "initialOffset" => self.offset = map.next_value()?,
            _ => return Ok(false),
        }
        Ok(true)
    }
}

impl<'j> Members<'j> for Offset<'j> {
    fn member<A: MapAccess<'j>>(&mut self, name: &Name<'j>, map: &mut A) -> Result<bool, A::Error> {
        match name.0.as_ref() {
            "left" => self.left = map.next_value()?,
            "top" => self.top = map.next_value()?,
            _ => return Ok(false),
        }
        Ok(true)
    }
}

impl Mirror {
    pub(super) fn meta(&mut self, data: &str) {
        let read = json::with_text(data, |json| {
            let Object(meta) = Object::<MetaData<'_>>::deserialize(json)?;
            let href = meta.href.text().unwrap_or_default().to_owned();
            Ok(meta.width.number().zip(meta.height.number()).map(|(width, height)| Page {
                href,
                width,
                height,
            }))
        });
        match read {
            Ok(Some(page)) => self.page = Some(page),
            Ok(None) | Err(_) => self.skipped.one(Skip::Malformed),
        }
    }

    /// A full snapshot replaces all that was.
    pub(super) fn snapshot(&mut self, data: &str) {
        let read = json::with_text(data, |json| {
            let Object(snapshot) = Object::<SnapshotData<'_>>::deserialize(json)?;
            self.rebuild(&snapshot);
            Ok(())
        });
        if read.is_err() {
            self.skipped.one(Skip::Malformed);
        }
    }

    fn rebuild(&mut self, snapshot: &SnapshotData<'_>) {
        let Object(node) = &snapshot.node;
        if node.kind.whole() != Some(DOCUMENT) {
            self.skipped.one(Skip::Malformed);
            return;
        }
        self.arena.clear();
        self.ids.clear();
        self.sheets.clear();
        self.missing.clear();
        self.kept.page_is_new();
        self.root = self.build(node, Children::Whole).map(|(key, _)| key);
        let Object(offset) = &snapshot.offset;
        let (left, top) = (offset.left.number().unwrap_or(0.0), offset.top.number().unwrap_or(0.0));
        if let Some(root) = self.root.and_then(|root| self.arena.get_mut(root)) {
            root.extra().scroll = Some((left, top));
        }
        self.attach_pending();
    }

    /// Builds a node, or gives the one that is there already: rrweb does not build a node anew that comes
    /// again as it first came. Says whether it is new. `None` for what is no node.
    pub(super) fn build(&mut self, shape: &NodeShape<'_>, children: Children) -> Option<(Key, bool)> {
        let (root, is_new) = self.build_one(shape, children)?;
        if !is_new || children == Children::Apart {
            return Some((root, is_new));
        }
        let mut open = vec![(root, shape.children.iter())];
        while let Some((parent, rest)) = open.last_mut() {
            let parent = *parent;
            let Some(Object(child)) = rest.next() else {
                open.pop();
                continue;
            };
            if child.kind.whole() == Some(DOCUMENT) {
                self.skipped.one(Skip::Impossible);
                continue;
            }
            if open.len() > MAX_DEPTH {
                self.skipped.one(Skip::TooDeep);
                continue;
            }
            let Some((key, is_new)) = self.build_one(child, children) else { continue };
            let shadow = self.arena.get(parent).and_then(|node| {
                let inner = node.inner().filter(|_| child.is_shadow)?;
                matches!(self.arena.get(inner)?.body, Body::Shadow).then_some(inner)
            });
            if let Err(skip) = self.place(shadow.unwrap_or(parent), key, None) {
                self.skipped.one(skip);
                if is_new {
                    self.drop_tree(key);
                }
            } else if is_new && self.takes_children(key) {
                open.push((key, child.children.iter()));
            }
        }
        Some((root, is_new))
    }

    /// The value of a textarea stands in place of what is inside.
    fn takes_children(&self, key: Key) -> bool {
        self.arena.get(key).is_some_and(|node| match &node.body {
            Body::Element(element) => !(element.is_html("textarea") && has_text(element, "value")),
            body => body.is_parent(),
        })
    }

    fn build_one(&mut self, shape: &NodeShape<'_>, children: Children) -> Option<(Key, bool)> {
        let id = shape.id.whole().filter(|id| (1..FIRST_SPARE_ID).contains(id)).unwrap_or(NO_ID);
        if let Some(key) = self.key(id)
            && self.is_as_it_came(key, shape)
        {
            return Some((key, false));
        }
        if self.arena.len() >= MAX_NODES {
            self.skipped.one(Skip::TooMuch);
            return None;
        }
        let Some(body) = self.body(shape, children) else {
            self.skipped.one(Skip::Malformed);
            return None;
        };
        let root_id = shape.root_id.whole().unwrap_or(NO_ID);
        let media = body
            .element()
            .filter(|element| element.is_media())
            .map(|element| Media::of(element, self.now_ms));
        let key = self.arena.add(id, root_id, body);
        if id != NO_ID
            && let Some(before) = self.ids.insert(id, key)
            && let Some(before) = self.arena.get_mut(before)
        {
            // It still stands where it stood, but nothing can refer to it any more.
            before.id = NO_ID;
        }
        if media.is_some()
            && let Some(node) = self.arena.get_mut(key)
        {
            node.extra().media = media;
        }
        if shape.is_shadow_host {
            self.shadow_of(key);
        }
        Some((key, true))
    }

    /// Whether a node is as this shape says, what is inside left out.
    fn is_as_it_came(&self, key: Key, shape: &NodeShape<'_>) -> bool {
        let Some(node) = self.arena.get(key) else { return false };
        let same = |ours: &str, theirs: &Loose<'_>| ours == theirs.text().unwrap_or_default();
        match (&node.body, shape.kind.whole()) {
            (Body::Document { compat_mode }, Some(DOCUMENT)) => {
                compat_mode.as_deref() == shape.compat_mode.text()
            }
            (Body::Doctype(names), Some(DOCTYPE)) => {
                names.iter().zip(shape.doctype()).all(|(ours, theirs)| **ours == *theirs)
            }
            (Body::Text { text, .. }, Some(TEXT)) => same(text, &shape.text),
            (Body::Cdata(text), Some(CDATA)) | (Body::Comment(text), Some(COMMENT)) => {
                same(text, &shape.text)
            }
            (Body::Element(element), Some(ELEMENT)) => {
                let Marks { is_svg, needs_block, .. } = element.marks;
                same(&element.tag, &shape.tag)
                    && (is_svg, needs_block) == (shape.is_svg, shape.needs_block)
                    && element.has_just(&shape.attributes)
            }
            _ => false,
        }
    }

    fn body(&mut self, shape: &NodeShape<'_>, children: Children) -> Option<Body> {
        let text = || -> Box<str> { shape.text.text().unwrap_or_default().into() };
        Some(match shape.kind.whole()? {
            DOCUMENT => Body::Document { compat_mode: shape.compat_mode.text().map(Into::into) },
            DOCTYPE => Body::Doctype(Box::new(shape.doctype().map(Into::into))),
            ELEMENT => Body::Element(Box::new(self.element(shape, children)?)),
            TEXT => Body::Text { text: text(), is_style: shape.is_style },
            CDATA => Body::Cdata(text()),
            COMMENT => Body::Comment(text()),
            _ => return None,
        })
    }

    fn element(&mut self, shape: &NodeShape<'_>, children: Children) -> Option<Element> {
        let tag = shape.tag.text().filter(|tag| !tag.is_empty())?;
        let attributes = shape.attributes.0.iter().filter_map(|(name, value)| match value {
            AttributeShape::Value(value) => {
                Some(Attribute { name: self.names.get(name), value: Value::of(value)? })
            }
            AttributeShape::Style(_) => None,
        });
        let attributes: Vec<Attribute> = attributes.take(MAX_ATTRIBUTES).collect();
        let too_many = shape.attributes.0.len().saturating_sub(MAX_ATTRIBUTES);
        self.skipped.many(Skip::TooMuch, too_many);
        let mut element = Element {
            attributes,
            tag: self.names.get(tag),
            marks: Marks { is_svg: shape.is_svg, is_custom: shape.is_custom, needs_block: shape.needs_block },
            is_secret: false,
            inner: None,
        };
        if children == Children::Apart {
            // rrweb scrolls what a snapshot holds, and nothing that is added later.
            element.attributes.retain(|attribute| !attribute.name.starts_with("rr_scroll"));
            // It puts the CSS into the texts inside, which are not built.
            if element.holds_css() && !shape.children.is_empty() {
                element.remove(CSS_TEXT);
            }
        }
        element.is_secret = is_secret(&element);
        Some(element)
    }

    /// The shadow tree of an element, made if there is none. `None` where there can be none.
    pub(super) fn shadow_of(&mut self, host: Key) -> Option<Key> {
        let element = self.arena.get(host)?.body.element()?;
        if let Some(inner) = element.inner {
            return matches!(self.arena.get(inner)?.body, Body::Shadow).then_some(inner);
        }
        // Browsers let no script give these one; what is inside of a text area is not built.
        if element.is("iframe") || element.is("textarea") {
            return None;
        }
        let shadow = self.arena.add(NO_ID, NO_ID, Body::Shadow);
        self.arena.get_mut(shadow)?.parent = Some(host);
        if let Body::Element(element) = &mut self.arena.get_mut(host)?.body {
            element.inner = Some(shadow);
        }
        Some(shadow)
    }
}

pub(super) fn is_secret(element: &Element) -> bool {
    let kind = element.attribute("type").and_then(Value::text).unwrap_or_default();
    (element.is("input") && SECRET_TYPES.iter().any(|secret| kind.eq_ignore_ascii_case(secret)))
        || element.attribute(WAS_PASSWORD).is_some()
}

pub(super) fn has_text(element: &Element, name: &str) -> bool {
    element.attribute(name).and_then(Value::text).is_some()
}

//! Where an added node goes, as rrweb's `appendNode` decides it.

use serde::de::MapAccess;

use super::{
    MAX_DEPTH, Mirror, Skip,
    arena::{Key, NO_ID, Node},
    build::Children,
    loose::{Loose, Members, Name, Object},
    node::{Body, CSS_TEXT, Element, Value},
    shape::{DOCUMENT, NodeShape},
};

/// Nodes that wait for a sibling of an old recorder, which called what it did not know -1.
const MAX_MISSING: usize = 10_000;
/// A document type, a root, and comments around them.
const MAX_DOCUMENT_CHILDREN: usize = 1_000;
/// The id of a sibling that an old recorder had not yet seen.
const NOT_SEEN: i64 = -1;
/// Stands for an id that is none: no node has it.
pub(super) const NO_SUCH_ID: i64 = i64::MIN;

/// A node that is added, and beside what.
#[derive(Clone, Debug, Default)]
pub(super) struct Add<'j> {
    parent_id: Loose<'j>,
    next_id: Loose<'j>,
    previous_id: Loose<'j>,
    pub(super) node: Object<NodeShape<'j>>,
}

impl<'j> Members<'j> for Add<'j> {
    fn member<A: MapAccess<'j>>(&mut self, name: &Name<'j>, map: &mut A) -> Result<bool, A::Error> {
        match name.0.as_ref() {
            "parentId" => self.parent_id = map.next_value()?,
            "nextId" => self.next_id = map.next_value()?,
            "previousId" => self.previous_id = map.next_value()?,
            "node" => self.node = map.next_value()?,
            _ => return Ok(false),
        }
        Ok(true)
    }
}

impl Add<'_> {
    pub(super) fn place(&self) -> Place {
        let sibling = |id: &Loose<'_>| match id {
            Loose::Absent | Loose::Null => None,
            id => Some(id.whole().unwrap_or(NO_SUCH_ID)),
        };
        Place {
            id: self.node.0.id.whole().unwrap_or(NO_SUCH_ID),
            parent: self.parent_id.whole().unwrap_or(NO_SUCH_ID),
            next: sibling(&self.next_id),
            previous: sibling(&self.previous_id),
        }
    }
}

/// The ids around an added node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) id: i64,
    pub(super) parent: i64,
    pub(super) next: Option<i64>,
    pub(super) previous: Option<i64>,
}

/// A node that was built and waits for its sibling.
#[derive(Clone, Debug)]
pub(super) struct Missing {
    pub(super) key: Key,
    pub(super) place: Place,
}

/// What became of an added node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Added {
    Done,
    /// What it stands beside or inside of is not there yet.
    NotYet,
    /// It is the document of a frame that is not there yet.
    AwaitsFrame,
}

impl Mirror {
    /// Adds a node. An error ends the event, as an exception ends it in rrweb.
    pub(super) fn add(&mut self, add: &Add<'_>) -> Result<Added, Skip> {
        let Object(shape) = &add.node;
        let place = add.place();
        let is_document = shape.kind.whole() == Some(DOCUMENT);
        let Some(mut parent) = self.key(place.parent) else {
            return Ok(if is_document { Added::AwaitsFrame } else { Added::NotYet });
        };
        if shape.is_shadow {
            parent = self.shadow_of(parent).ok_or(Skip::Impossible)?;
        }
        let next = place.next.and_then(|id| self.key(id));
        if place.next.is_some_and(|id| id != NOT_SEEN) && next.is_none() {
            return Ok(Added::NotYet);
        }
        let root_id = shape.root_id.whole().unwrap_or(NO_ID);
        if root_id != NO_ID && self.key(root_id).is_none() {
            self.skipped.one(Skip::UnknownNode);
            return Ok(Added::Done);
        }
        if self.is_frame(parent) {
            self.attach_document(parent, shape);
            self.attach_pending();
            return Ok(Added::Done);
        }
        if is_document {
            return Err(Skip::Impossible);
        }
        let Some((key, is_new)) = self.build(shape, Children::Apart) else { return Ok(Added::Done) };
        if place.next == Some(NOT_SEEN) || place.previous == Some(NOT_SEEN) {
            self.wait(key, place);
            return Ok(Added::Done);
        }
        self.make_room(parent, key);
        let placed =
            self.before(parent, key, next, place.previous).and_then(|before| self.place(parent, key, before));
        if let Err(skip) = placed {
            if is_new {
                self.drop_tree(key);
            }
            return Err(skip);
        }
        self.text_of_sheet_changed(parent);
        if self.is_frame(key) {
            self.attach_pending();
        }
        if place.previous.is_some() || place.next.is_some() {
            self.resolve_missing(parent, key, place)?;
        }
        Ok(Added::Done)
    }

    pub(super) fn is_frame(&self, key: Key) -> bool {
        self.arena
            .get(key)
            .is_some_and(|node| node.body.element().is_some_and(|element| element.is("iframe")))
    }

    /// The node to insert before; `None` to insert at the end.
    fn before(
        &self,
        parent: Key,
        key: Key,
        next: Option<Key>,
        previous: Option<i64>,
    ) -> Result<Option<Key>, Skip> {
        let after_previous = previous.and_then(|id| self.key(id)).and_then(|key| self.arena.next(key));
        if let Some(after) = after_previous {
            return self.child_of(parent, key, after);
        }
        let Some(next) = next.filter(|&next| self.arena.parent(next).is_some()) else { return Ok(None) };
        let is_inside = next == parent || self.is_inside(parent, next);
        if is_inside { self.child_of(parent, key, next) } else { Ok(None) }
    }

    /// A browser inserts before its own children only.
    fn child_of(&self, parent: Key, key: Key, before: Key) -> Result<Option<Key>, Skip> {
        let node = self.arena.get(before).filter(|node| !node.is_inner_root());
        if node.and_then(|node| node.parent) != Some(parent) {
            return Err(Skip::Impossible);
        }
        // Before itself is where it stands.
        Ok(if before == key { self.arena.next(key) } else { Some(before) })
    }

    /// Whether a node stands inside of another in the same tree.
    fn is_inside(&self, outer: Key, mut key: Key) -> bool {
        loop {
            let Some(node) = self.arena.get(key) else { return false };
            if node.is_inner_root() {
                return false;
            }
            match node.parent {
                Some(parent) if parent == outer => return true,
                Some(parent) => key = parent,
                None => return false,
            }
        }
    }

    /// Puts a node inside of another, taking it from where it stood.
    pub(super) fn place(&mut self, parent: Key, key: Key, before: Option<Key>) -> Result<(), Skip> {
        if self.is_full_document(parent) {
            return Err(Skip::TooMuch);
        }
        let takes = |body: &Body| match body {
            Body::Document { .. } => self.document_takes(parent, key),
            body => body.is_parent(),
        };
        if !self.arena.get(parent).is_some_and(|node| takes(&node.body)) {
            return Err(Skip::Impossible);
        }
        let mut depth = 1;
        for ancestor in std::iter::once(parent).chain(self.arena.ancestors(parent)) {
            depth += 1;
            if ancestor == key {
                return Err(Skip::Impossible);
            }
            if depth > MAX_DEPTH {
                return Err(Skip::TooDeep);
            }
        }
        self.arena.detach(key);
        self.arena.insert(parent, key, before);
        Ok(())
    }

    /// What stands in a document is looked through whenever something is added; no page puts more into it.
    fn is_full_document(&self, key: Key) -> bool {
        self.arena.get(key).is_some_and(|node| matches!(node.body, Body::Document { .. }))
            && self.arena.children(key).nth(MAX_DOCUMENT_CHILDREN).is_some()
    }

    /// A document has one root and one document type, and no text.
    fn document_takes(&self, document: Key, key: Key) -> bool {
        let is = |key: Key, fits: fn(&Body) -> bool| self.arena.get(key).is_some_and(|node| fits(&node.body));
        let has_other = |fits| self.arena.children(document).any(|child| child != key && is(child, fits));
        let is_element: fn(&Body) -> bool = |body| matches!(body, Body::Element(_));
        let is_doctype: fn(&Body) -> bool = |body| matches!(body, Body::Doctype(_));
        if is(key, is_element) {
            !has_other(is_element)
        } else if is(key, is_doctype) {
            !has_other(is_doctype)
        } else {
            is(key, |body| matches!(body, Body::Comment(_)))
        }
    }

    /// What rrweb takes away before it inserts a node: what a field or a sheet shows in place of text nodes,
    /// the root of a document that was opened anew.
    fn make_room(&mut self, parent: Key, key: Key) {
        let Some(Body::Element(element)) = self.arena.get(parent).map(|node| &node.body) else {
            self.make_room_in_document(parent, key);
            return;
        };
        if !self.arena.get(key).is_some_and(|node| node.body.is_text()) {
            return;
        }
        if &*element.tag == "textarea" {
            self.change_element(parent, |element| element.remove("value"));
            let texts: Vec<Key> = self
                .arena
                .children(parent)
                .filter(|&child| {
                    child != key && self.arena.get(child).is_some_and(|node| node.body.is_text())
                })
                .collect();
            for text in texts {
                self.arena.detach(text);
                self.drop_tree(text);
            }
        } else if element.holds_css() {
            self.spread_css(parent);
            // With no text inside, rrweb's text goes and the new one takes its place and what it says.
            if self.arena.children(parent).next().is_none()
                && let Some(Value::Text(css)) =
                    self.change_element(parent, |element| element.remove(CSS_TEXT)).flatten()
                && let Some(node) = self.arena.get_mut(key)
            {
                node.body = Body::Text { text: css, is_style: true };
            }
        }
    }

    fn make_room_in_document(&mut self, document: Key, key: Key) {
        let Some(Body::Document { .. }) = self.arena.get(document).map(|node| &node.body) else { return };
        let Some(new) = self.arena.get(key) else { return };
        let is_in_the_way = |child: Key| match (&new.body, self.arena.get(child).map(|node| &node.body)) {
            (Body::Doctype(_), Some(Body::Doctype(_))) => {
                self.arena.get(document).and_then(|node| node.first) == Some(child)
            }
            (Body::Element(new), Some(Body::Element(_))) => new.is_html("html"),
            _ => false,
        };
        let gone = self.arena.children(document).find(|&child| child != key && is_in_the_way(child));
        if let Some(gone) = gone {
            self.arena.detach(gone);
            self.drop_tree(gone);
        }
    }

    pub(super) fn change_element<T>(
        &mut self,
        key: Key,
        change: impl FnOnce(&mut Element) -> T,
    ) -> Option<T> {
        match &mut self.arena.get_mut(key)?.body {
            Body::Element(element) => Some(change(element)),
            _ => None,
        }
    }

    /// Builds the document of a frame, in place of the one that it had.
    pub(super) fn attach_document(&mut self, frame: Key, shape: &NodeShape<'_>) {
        if shape.kind.whole() != Some(DOCUMENT) {
            self.skipped.one(Skip::Impossible);
            return;
        }
        if self.arena.ancestors(frame).count() >= MAX_DEPTH / 2 {
            self.skipped.one(Skip::TooDeep);
            return;
        }
        let Some((document, is_new)) = self.build(shape, Children::Whole) else { return };
        if !is_new {
            return;
        }
        if let Some(before) = self.arena.get(frame).and_then(Node::inner) {
            self.arena.detach(before);
            self.drop_tree(before);
        }
        if let Some(node) = self.arena.get_mut(document) {
            node.parent = Some(frame);
        }
        self.change_element(frame, |element| element.inner = Some(document));
    }

    fn wait(&mut self, key: Key, place: Place) {
        if self.missing.len() >= MAX_MISSING {
            self.skipped.one(Skip::TooMuch);
            self.arena.detach(key);
            self.drop_tree(key);
            return;
        }
        self.missing.insert(place.id, Missing { key, place });
    }

    /// Inserts what waited for the node that was just inserted.
    fn resolve_missing(&mut self, parent: Key, key: Key, place: Place) -> Result<(), Skip> {
        let mut found = vec![(key, place)];
        while let Some((key, place)) = found.pop() {
            for (sibling, is_next) in [(place.previous, false), (place.next, true)] {
                let Some(waiting) = sibling.and_then(|id| self.missing.remove(&id)) else { continue };
                let before = if is_next { self.arena.next(key) } else { Some(key) };
                let before = match before {
                    Some(before) => self.child_of(parent, waiting.key, before)?,
                    None => None,
                };
                self.place(parent, waiting.key, before)?;
                found.push((waiting.key, waiting.place));
            }
        }
        Ok(())
    }
}

//! The tree: nodes in one vector, each linked to its parent and its siblings.
//!
//! **Invariant:** links agree with each other, and no node stands inside of itself. Nothing here recurses:
//! a tree may be as deep as its recording made it.

use super::{
    fresh::Watch,
    node::{Body, Extra},
};

/// The place of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Key(u32);

/// A node without an id: nothing can refer to it.
pub(super) const NO_ID: i64 = 0;

#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) id: i64,
    /// The document that it stands in, as its recorder said; [`NO_ID`] for the page itself.
    pub(super) root_id: i64,
    pub(super) parent: Option<Key>,
    pub(super) previous: Option<Key>,
    pub(super) next: Option<Key>,
    pub(super) first: Option<Key>,
    pub(super) last: Option<Key>,
    pub(super) body: Body,
    pub(super) extra: Option<Box<Extra>>,
}

impl Node {
    pub(super) fn extra(&mut self) -> &mut Extra {
        self.extra.get_or_insert_default()
    }

    /// Whether it is the root of a tree of its own inside of its parent, and none of its children.
    pub(super) fn is_inner_root(&self) -> bool {
        matches!(self.body, Body::Shadow | Body::Document { .. })
    }

    /// The root of the tree that it holds beside its children.
    pub(super) fn inner(&self) -> Option<Key> {
        self.body.element().and_then(|element| element.inner)
    }
}

#[derive(Clone, Debug, Default)]
pub(super) struct Arena {
    nodes: Vec<Option<Node>>,
    free: Vec<Key>,
    /// Where somebody asks what changes.
    pub(super) watch: Option<Watch>,
}

impl Arena {
    /// Drops all nodes.
    pub(super) fn clear(&mut self) {
        let mut watch = self.watch.take();
        watch.iter_mut().for_each(Watch::clear);
        *self = Self { watch, ..Self::default() };
    }

    /// A node came, or is no longer what it was.
    pub(super) fn touch(&mut self, key: Key) {
        if let Some(watch) = &mut self.watch {
            watch.touch(key);
        }
    }

    /// How many nodes there are.
    pub(super) fn len(&self) -> usize {
        self.nodes.len() - self.free.len()
    }

    pub(super) fn add(&mut self, id: i64, root_id: i64, body: Body) -> Key {
        let node = Node {
            id,
            root_id,
            parent: None,
            previous: None,
            next: None,
            first: None,
            last: None,
            body,
            extra: None,
        };
        if let Some(key) = self.free.pop() {
            self.nodes[key.0 as usize] = Some(node);
            return key;
        }
        // `MAX_NODES` is far below.
        let key = Key(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX));
        self.nodes.push(Some(node));
        key
    }

    pub(super) fn get(&self, key: Key) -> Option<&Node> {
        self.nodes.get(key.0 as usize).and_then(Option::as_ref)
    }

    pub(super) fn get_mut(&mut self, key: Key) -> Option<&mut Node> {
        self.nodes.get_mut(key.0 as usize).and_then(Option::as_mut)
    }

    pub(super) fn parent(&self, key: Key) -> Option<Key> {
        self.get(key).and_then(|node| node.parent)
    }

    pub(super) fn next(&self, key: Key) -> Option<Key> {
        self.get(key).and_then(|node| node.next)
    }

    pub(super) fn children(&self, parent: Key) -> impl Iterator<Item = Key> + '_ {
        let first = self.get(parent).and_then(|node| node.first);
        std::iter::successors(first, |&child| self.next(child))
    }

    /// Puts a node that stands nowhere before `next`, a child of `parent`, or at the end.
    pub(super) fn insert(&mut self, parent: Key, child: Key, next: Option<Key>) {
        let previous = match next {
            Some(next) => self.get(next).and_then(|node| node.previous),
            None => self.get(parent).and_then(|node| node.last),
        };
        if let Some(node) = self.get_mut(child) {
            (node.parent, node.previous, node.next) = (Some(parent), previous, next);
        }
        self.touch(child);
        match previous.and_then(|previous| self.get_mut(previous)) {
            Some(previous) => previous.next = Some(child),
            None => self.link(parent, |parent| parent.first = Some(child)),
        }
        match next.and_then(|next| self.get_mut(next)) {
            Some(next) => next.previous = Some(child),
            None => self.link(parent, |parent| parent.last = Some(child)),
        }
    }

    /// Takes a node from where it stands, with all inside of it.
    pub(super) fn detach(&mut self, key: Key) {
        let Some(node) = self.get_mut(key) else { return };
        let (parent, previous, next) = (node.parent.take(), node.previous.take(), node.next.take());
        let is_inner_root = node.is_inner_root();
        let Some(parent) = parent else { return };
        if is_inner_root {
            self.link(parent, |parent| {
                if let Body::Element(element) = &mut parent.body
                    && element.inner == Some(key)
                {
                    element.inner = None;
                }
            });
            return;
        }
        // What stood around it stands in one line now.
        previous.into_iter().for_each(|previous| self.touch(previous));
        match previous {
            Some(previous) => self.link(previous, |node| node.next = next),
            None => self.link(parent, |parent| parent.first = next),
        }
        match next {
            Some(next) => self.link(next, |node| node.previous = previous),
            None => self.link(parent, |parent| parent.last = previous),
        }
    }

    fn link(&mut self, key: Key, change: impl FnOnce(&mut Node)) {
        if let Some(node) = self.get_mut(key) {
            change(node);
        }
    }

    /// Frees a node that stands nowhere, and all inside of it.
    pub(super) fn free(&mut self, key: Key) {
        for key in self.subtree(key) {
            self.nodes[key.0 as usize] = None;
            self.free.push(key);
        }
    }

    /// A node and all inside of it, shadow trees and framed documents too, each before what is inside of it.
    pub(super) fn subtree(&self, root: Key) -> Vec<Key> {
        let mut found = vec![root];
        let mut at = 0;
        while let Some(&key) = found.get(at) {
            found.extend(self.get(key).and_then(Node::inner));
            found.extend(self.children(key));
            at += 1;
        }
        found
    }

    /// The nodes around a node, the nearest first; a shadow tree is inside of its host, a framed document
    /// inside of its frame.
    pub(super) fn ancestors(&self, key: Key) -> impl Iterator<Item = Key> + '_ {
        std::iter::successors(self.parent(key), |&key| self.parent(key))
    }

    /// The next node in document order inside of `root`, not entering other trees.
    pub(super) fn following(&self, root: Key, key: Key) -> Option<Key> {
        self.get(key).and_then(|node| node.first).or_else(|| self.following_past(root, key))
    }

    /// The same, past what is inside of `key`.
    pub(super) fn following_past(&self, root: Key, mut key: Key) -> Option<Key> {
        loop {
            if key == root {
                return None;
            }
            let node = self.get(key)?;
            if let Some(next) = node.next {
                return Some(next);
            }
            key = node.parent?;
        }
    }
}

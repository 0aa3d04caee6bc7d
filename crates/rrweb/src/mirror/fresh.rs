//! What came onto the page with the last event, read as a person reads it.
//!
//! A page is read in runs: what stands in one line, whatever the tags within (`Re<b>fund</b>` is one word). A change
//! of one node is told with the run around it, so that a phrase is found that several events put together. How much
//! around it is bounded, for each node and over the recording: what a page writes costs its own length and no more.

use std::collections::{HashMap, HashSet};

use super::{
    Mirror,
    arena::{Key, Node},
    look::hides,
    node::Body,
};
use crate::text::Field;

/// Elements that stand within a line unless a style says otherwise, as the HTML standard's rendering section has it.
const INLINE_TAGS: [&str; 36] = [
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font",
    "i", "ins", "kbd", "label", "mark", "nobr", "q", "rt", "ruby", "s", "samp", "small", "span", "strike",
    "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
];
/// Bytes of unchanged text that are told on each side of a change: a sentence or two.
const AROUND_BYTES: usize = 256;
/// Unchanged nodes that are passed on each side of a change.
const AROUND_NODES: usize = 64;
/// Bytes of unchanged text that are told over a recording; after that, changes are told by themselves.
const AROUND_IN_ALL: usize = 32 << 20;

/// What is noted for [`Mirror::fresh`].
#[derive(Clone, Debug)]
pub(super) struct Watch {
    /// Nodes that were added or changed, or stand where something was removed; some may be gone.
    touched: Vec<Key>,
    around_left: usize,
}

/// From a node to one beside it or in it.
type Step = fn(&Node) -> Option<Key>;

impl Watch {
    /// A node changed.
    pub(super) fn touch(&mut self, key: Key) {
        // No event touches more nodes than a page has, and whoever watches asks after each event.
        if self.touched.len() < super::MAX_NODES {
            self.touched.push(key);
        }
    }

    /// The page is replaced.
    pub(super) fn clear(&mut self) {
        self.touched.clear();
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Back,
    On,
}

impl Mirror {
    /// A mirror that notes what changes, for [`fresh`](Self::fresh). It is to be asked after each event.
    pub fn watched() -> Self {
        let mut mirror = Self::new();
        mirror.arena.watch = Some(Watch { touched: Vec::new(), around_left: AROUND_IN_ALL });
        mirror
    }

    /// Gives the texts that came onto the page, or changed there, since this was asked last: lines of the page,
    /// labels, what stands in fields. What nobody can read is left out, as in [`shown`](Self::shown). White space is
    /// as it stands.
    pub fn fresh(&mut self, mut take: impl FnMut(Field, &str)) {
        let Some(watch) = self.arena.watch.as_mut().filter(|watch| !watch.touched.is_empty()) else { return };
        let (touched, mut around_left) = (std::mem::take(&mut watch.touched), watch.around_left);
        let fresh: HashSet<Key> = touched.iter().copied().collect();
        let mut told = HashSet::new();
        let mut readable = HashMap::new();
        for key in touched {
            let Some(node) = self.arena.get(key) else { continue };
            let Some(parent) = node.parent else { continue };
            if told.contains(&key) || !*readable.entry(parent).or_insert_with(|| self.is_readable(parent)) {
                continue;
            }
            match &node.body {
                Body::Text { text, is_style: false } | Body::Cdata(text) => {
                    if text.trim().is_empty() {
                        continue;
                    }
                    let before = self.around(key, Way::Back, &fresh, &mut told, &mut around_left);
                    let after = self.around(key, Way::On, &fresh, &mut told, &mut around_left);
                    let mut run: String = before.into_iter().rev().collect();
                    run.push_str(text);
                    run.extend(after);
                    take(Field::Text, &run);
                }
                Body::Element(element) if !hides(element) => {
                    self.texts_of(node, &mut |shown| take(shown.field, shown.text));
                }
                _ => {}
            }
            told.insert(key);
        }
        if let Some(watch) = &mut self.arena.watch {
            watch.around_left = around_left;
        }
    }

    /// Whether a person may read what stands in this node: it is on the page, and nothing around it hides it.
    fn is_readable(&self, key: Key) -> bool {
        let mut top = key;
        for key in std::iter::once(key).chain(self.arena.ancestors(key)) {
            if self.arena.get(key).and_then(|node| node.body.element()).is_some_and(hides) {
                return false;
            }
            top = key;
        }
        self.root == Some(top)
    }

    /// The texts of the line before or after a node, the nearest first. Those that are fresh too are told with it.
    fn around(
        &self,
        key: Key,
        way: Way,
        fresh: &HashSet<Key>,
        told: &mut HashSet<Key>,
        left: &mut usize,
    ) -> Vec<&str> {
        let mut texts = Vec::new();
        let (mut bytes, mut nodes) = (AROUND_BYTES.min(*left), AROUND_NODES);
        let mut at = key;
        while let Some((key, node)) = self.beside(at, way) {
            at = key;
            let text = match &node.body {
                Body::Text { text, is_style: false } | Body::Cdata(text) => &**text,
                _ => "",
            };
            if fresh.contains(&key) {
                if !text.is_empty() && !told.insert(key) {
                    break;
                }
                texts.push(text);
                continue;
            }
            if nodes == 0 {
                break;
            }
            nodes -= 1;
            let near = nearest(text, way, bytes);
            (bytes, *left) = (bytes - near.len(), left.saturating_sub(near.len()));
            texts.push(near);
            if near.len() < text.len() {
                break;
            }
        }
        texts
    }

    /// The node before or after in the same line: texts, and elements on the way to them.
    fn beside(&self, mut key: Key, way: Way) -> Option<(Key, &Node)> {
        let (sibling, inside): (Step, Step) = match way {
            Way::Back => (|node| node.previous, |node| node.last),
            Way::On => (|node| node.next, |node| node.first),
        };
        let mut node = self.arena.get(key)?;
        let mut next = inside(node).filter(|_| is_inline(node));
        while next.is_none() {
            next = sibling(node);
            if next.is_none() {
                key = node.parent?;
                node = self.arena.get(key).filter(|node| is_inline(node))?;
            }
        }
        let next = next?;
        let node = self.arena.get(next)?;
        let ends = matches!(&node.body, Body::Element(_)) && !is_inline(node);
        (!ends && !node.is_inner_root()).then_some((next, node))
    }
}

fn is_inline(node: &Node) -> bool {
    node.body.element().is_some_and(|element| INLINE_TAGS.iter().any(|tag| element.is(tag)))
}

/// As many whole words of a text as fit, from the end that is nearer.
fn nearest(text: &str, way: Way, bytes: usize) -> &str {
    if text.len() <= bytes {
        return text;
    }
    match way {
        Way::Back => {
            let cut = text.ceil_char_boundary(text.len() - bytes);
            text[cut..].find(char::is_whitespace).map_or("", |space| &text[cut + space..])
        }
        Way::On => {
            let cut = text.floor_char_boundary(bytes);
            text[..cut].rfind(char::is_whitespace).map_or("", |space| &text[..space])
        }
    }
}

//! What stands behind the ids that later events refer to.
//!
//! A change of an attribute or a text names an id and nothing else. What may pass depends on the element:
//! `src` of an image may be an SVG image, text in a style is CSS. So the nodes that were let through are
//! remembered; for an id that is not known, or that was given to different things, only what is harmless
//! everywhere passes.

use std::collections::HashMap;

use super::tag::Tag;

/// What an id stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Known {
    Element(Tag),
    /// Text that a page shows.
    Text,
    /// Text that is CSS.
    Css,
    /// Text that may be either, and has always been treated as both.
    Either,
    /// Text of a script, which is not kept.
    Script,
    /// A document, a comment and what else takes no text.
    Other,
    /// Different things at different times.
    Unclear,
}

impl Known {
    /// Whether a node that was this may come to stand in a style sheet. rrweb does not build a node anew
    /// that comes again as it first came: it takes the one it has, whose text may have changed since.
    pub(super) fn may_become_css(self) -> bool {
        matches!(self, Self::Css | Self::Either)
    }
}

#[derive(Debug, Default)]
pub(super) struct Nodes {
    known: HashMap<i64, Known>,
}

impl Nodes {
    pub(super) fn remember(&mut self, id: i64, now: Known) {
        self.known.entry(id).and_modify(|before| *before = merge(*before, now)).or_insert(now);
    }

    pub(super) fn get(&self, id: i64) -> Option<Known> {
        self.known.get(&id).copied()
    }

    /// The element with this id, [`Tag::Unknown`] where it is none that is known.
    pub(super) fn tag(&self, id: i64) -> Tag {
        match self.get(id) {
            Some(Known::Element(tag)) => tag,
            _ => Tag::Unknown,
        }
    }
}

/// A node that is moved comes again under its id, as the same thing. Where it does not, the stricter
/// reading holds for both.
fn merge(before: Known, now: Known) -> Known {
    match (before, now) {
        _ if before == now => now,
        (Known::Element(_), Known::Element(_)) => Known::Element(Tag::Unknown),
        (Known::Css, Known::Text | Known::Script | Known::Either) | (Known::Either, Known::Css) => Known::Css,
        (Known::Either, Known::Text | Known::Script) => Known::Either,
        _ => Known::Unclear,
    }
}

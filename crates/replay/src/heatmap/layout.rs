//! What the events alone do not tell: where an iframe stands, what is fixed, how high a page is, what was clicked.
//!
//! Nothing here lays a page out. The mirror knows attributes, so it knows what an inline style or an open modal dialog
//! fixes, and which element has an id. Boxes come from a replay that laid the page out ([`Measured`]). What neither
//! knows stays unknown, and is counted as that.

use std::collections::{BTreeMap, BTreeSet};

use hindsight_rrweb::mirror::{Mirror, NodeView};
use serde::{Deserialize, Serialize};

use super::{bucket::WidthBucket, layer::Anchor};

/// Pages of a recording whose layout is kept.
pub const MAX_PAGES: usize = 64;
/// Iframes of a page, and nodes that are known to be fixed.
pub const MAX_NODES: usize = 2_000;
/// Bytes of an element's selector and text.
pub const MAX_SELECTOR: usize = 200;
pub const MAX_TEXT: usize = 60;
/// CSS pixels: no page is larger.
const MAX_PX: f64 = 1e6;
/// Elements around a node that are looked at.
const MAX_AROUND: usize = 128;

/// Where the content of an iframe begins, in CSS pixels of the document or, of a fixed iframe, of the viewport.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Corner {
    pub left: f64,
    pub top: f64,
    pub anchor: Anchor,
}

/// An element, as a person finds it again. Text that the recorder masked stays masked; a secret field has none.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Element {
    /// At most [`MAX_SELECTOR`] bytes.
    pub selector: String,
    /// At most [`MAX_TEXT`] bytes.
    pub text: String,
}

/// What a click's place needs beside the events, as of the event that is being fed.
pub trait Layout {
    fn frame_corner(&self, iframe_id: i64) -> Option<Corner>;
    /// Whether a node stays where it is when the page scrolls; `None` where nobody knows.
    fn is_fixed(&self, node_id: i64) -> Option<bool>;
    fn element(&self, node_id: i64) -> Option<Element>;
}

/// Knows nothing but the events: clicks in iframes stay unplaced, nothing is fixed, and elements have no name.
#[derive(Clone, Copy, Debug, Default)]
pub struct EventsAlone;

impl Layout for EventsAlone {
    fn frame_corner(&self, _iframe_id: i64) -> Option<Corner> {
        None
    }

    fn is_fixed(&self, _node_id: i64) -> Option<bool> {
        None
    }

    fn element(&self, _node_id: i64) -> Option<Element> {
        None
    }
}

/// What a replay that laid a page out says of it. It shows hostile input, so that [`Measured::put`] judges it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MeasuredPage {
    /// The page's name by [`super::page::Rules`].
    pub page: String,
    pub bucket: WidthBucket,
    /// The document's height in CSS pixels.
    pub height_px: f64,
    /// Iframes by rrweb's id.
    pub frames: BTreeMap<i64, Corner>,
    /// Elements, by rrweb's id, that are fixed with all that is inside of them.
    pub fixed: BTreeSet<i64>,
}

/// The layout of a recording's pages, as far as somebody looked.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    pages: Vec<MeasuredPage>,
}

impl Measured {
    /// Notes what was measured of a page, in place of what was before. Gives whether it was taken: numbers that are
    /// none are refused, and so is more than a recording or a page may have.
    pub fn put(&mut self, page: MeasuredPage) -> bool {
        let is_place = |px: f64| px.is_finite() && px.abs() <= MAX_PX;
        let is_sound = is_place(page.height_px)
            && page.height_px > 0.0
            && page.frames.len().max(page.fixed.len()) <= MAX_NODES
            && page.frames.values().all(|corner| is_place(corner.left) && is_place(corner.top));
        if !is_sound {
            return false;
        }
        let is_same = |known: &MeasuredPage| (&known.page, known.bucket) == (&page.page, page.bucket);
        match self.pages.iter().position(is_same) {
            Some(known) => self.pages[known] = page,
            None if self.pages.len() < MAX_PAGES => self.pages.push(page),
            None => return false,
        }
        true
    }

    pub fn page(&self, page: &str, bucket: WidthBucket) -> Option<&MeasuredPage> {
        self.pages.iter().find(|known| known.page == page && known.bucket == bucket)
    }

    pub fn pages(&self) -> &[MeasuredPage] {
        &self.pages
    }
}

/// The mirror as it stands, and what was measured of the page that it shows.
#[derive(Clone, Copy, Debug)]
pub struct PageLayout<'m> {
    pub mirror: &'m Mirror,
    pub measured: Option<&'m MeasuredPage>,
}

impl Layout for PageLayout<'_> {
    fn frame_corner(&self, iframe_id: i64) -> Option<Corner> {
        // Another visit may number another element so.
        let tag = self.mirror.node(iframe_id)?.tag()?;
        let is_frame = tag.eq_ignore_ascii_case("iframe") || tag.eq_ignore_ascii_case("frame");
        self.measured.filter(|_| is_frame)?.frames.get(&iframe_id).copied()
    }

    fn is_fixed(&self, node_id: i64) -> Option<bool> {
        let node = self.mirror.node(node_id)?;
        let is_measured = |node: &NodeView<'_>| {
            node.id().zip(self.measured).is_some_and(|(id, measured)| measured.fixed.contains(&id))
        };
        let mut around = std::iter::successors(Some(node), NodeView::parent).take(MAX_AROUND);
        // A style sheet may fix it too: without a measured layout that is not known.
        let is_known = around.any(|node| fixes(&node) || is_measured(&node));
        is_known.then_some(true).or(self.measured.map(|_| false))
    }

    fn element(&self, node_id: i64) -> Option<Element> {
        let node = self.mirror.node(node_id)?;
        let element = if node.tag().is_some() { node } else { node.parent()? };
        let mut selector = element.selector();
        selector.truncate(selector.floor_char_boundary(MAX_SELECTOR));
        let text = if element.is_secret() { String::new() } else { element.text(MAX_TEXT) };
        (!selector.is_empty()).then_some(Element { selector, text })
    }
}

/// Whether an element itself is fixed, as far as its own attributes say.
fn fixes(node: &NodeView<'_>) -> bool {
    let is_modal = node.attribute("rr_open_mode") == Some("modal");
    let style = node.attribute("style").unwrap_or_default();
    let is_position = |declaration: &str| {
        declaration.split_once(':').is_some_and(|(name, value)| {
            let value = value.split('!').next().unwrap_or_default();
            name.trim().eq_ignore_ascii_case("position") && value.trim().eq_ignore_ascii_case("fixed")
        })
    };
    is_modal || style.split(';').any(is_position)
}

#[cfg(test)]
#[path = "layout_tests.rs"]
mod tests;

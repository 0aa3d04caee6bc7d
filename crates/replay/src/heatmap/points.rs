//! From a recording's events to places on its pages.
//!
//! Events are fed one by one, in their order. A click is placed on the document: its place in the viewport and how
//! far the page was scrolled at that time. Dwell is the time from one place of the pointer to the next.
//!
//! **Invariant:** every click that was read is either a [`ClickPoint`] or counted as [`Unplaced`].

use std::collections::HashMap;

use hindsight_rrweb::{
    event::{Event, Kind},
    facts::{Interaction, Source, leading_source},
};
use serde::Deserialize;

use super::{
    bucket::WidthBucket,
    collected::{ClickPoint, Collected},
    frames::{Frames, Place},
    grid::{Grid, Lattice},
    heat::Unplaced,
    layer::{Anchor, Layer},
    layout::{Corner, Element, Layout},
    page::Rules,
    read,
    view::{View, Views},
};
use crate::sketch::IDLE_MS;

/// Clicks that one recording may have; more are counted as unplaced.
pub const MAX_CLICKS: usize = 250_000;
/// Pages that one recording may have; clicks on others are counted as unplaced.
pub const MAX_PAGES: usize = 256;
/// Elements that one recording's clicks may have; clicks on others have none.
const MAX_ELEMENTS: usize = 2_000;
/// A batch of moves does not reach further back or ahead.
const MAX_OFFSET_MS: f64 = 60_000.0;
/// What rrweb numbers a page's document, unless a snapshot says otherwise.
const USUAL_DOCUMENT: i64 = 1;
const TOUCH: i64 = 2;

/// Where the pointer rests.
#[derive(Clone, Copy, Debug)]
struct Hover {
    since_ms: i64,
    /// In the top viewport; `None` in an iframe whose box nobody gave.
    at: Option<(f64, f64)>,
    anchor: Anchor,
}

/// What a node says of the places over it.
#[derive(Clone, Copy, Debug)]
struct Stand {
    in_frame: bool,
    /// Of its iframe, where somebody measured it.
    corner: Option<Corner>,
    anchor: Anchor,
}

/// Reads a recording.
#[derive(Clone, Debug)]
pub struct Collector {
    rules: Rules,
    numbers: HashMap<String, usize>,
    elements: HashMap<Element, u32>,
    views: Views,
    frames: Frames,
    document: i64,
    hover: Option<Hover>,
    /// When a person last did something, and until when the time in view is counted.
    last_deed_ms: i64,
    counted_to_ms: i64,
    has_clicked: bool,
    is_new_visit: bool,
    collected: Collected,
}

#[derive(Deserialize)]
struct Numbered {
    source: Option<i64>,
}

impl Collector {
    pub fn new(rules: Rules) -> Self {
        Self {
            rules,
            numbers: HashMap::new(),
            elements: HashMap::new(),
            views: Views::default(),
            frames: Frames::default(),
            document: USUAL_DOCUMENT,
            hover: None,
            last_deed_ms: i64::MIN,
            counted_to_ms: i64::MIN,
            has_clicked: false,
            is_new_visit: false,
            collected: Collected::default(),
        }
    }

    /// Reads the next event.
    pub fn feed(&mut self, event: &Event<'_>, layout: &impl Layout) {
        let at_ms = event.timestamp_ms;
        match event.kind {
            Kind::Meta => match serde_json::from_str::<read::Meta>(event.data()) {
                Ok(meta) => self.meta(at_ms, meta),
                Err(_) => self.collected.unread += 1,
            },
            Kind::FullSnapshot => self.snapshot(event),
            Kind::Incremental => {
                let data = event.data();
                let number = || serde_json::from_str::<Numbered>(data).ok()?.source;
                match leading_source(data).or_else(number).map(Source::from_number) {
                    Some(Source::Mutation) => self.frames.read(event),
                    Some(source) if source.is_user_interaction() => {
                        match serde_json::from_str::<read::Data>(data) {
                            Ok(data) => self.deed(at_ms, source, data, layout),
                            Err(_) => self.collected.unread += 1,
                        }
                    }
                    Some(_) => {}
                    None => self.collected.unread += 1,
                }
            }
            _ => {}
        }
    }

    /// Notes that the page has another address without having been loaded anew, which rrweb has no event for.
    pub fn visit(&mut self, at_ms: i64, href: &str) {
        let page = self.number(href);
        let Some(view) = self.views.now().copied() else { return };
        if view.page == page && page.is_some() {
            return;
        }
        self.begin_visit(at_ms);
        self.show(View { since_ms: at_ms, page, scroll_x: 0.0, scroll_y: 0.0, ..view });
    }

    /// The page in view and its widths.
    pub fn in_view(&self) -> Option<(&str, WidthBucket)> {
        let view = self.views.now()?;
        Some((self.collected.pages.get(view.page?)?, view.bucket()?))
    }

    /// Ends the recording.
    pub fn finish(mut self) -> Collected {
        let end_ms = self.counted_to_ms;
        self.rest_until(end_ms);
        self.collected
    }

    fn meta(&mut self, at_ms: i64, meta: read::Meta) {
        let page = self.number(meta.href.as_deref().unwrap_or_default());
        let before = self.views.now().copied();
        let is_same_page = before.is_some_and(|view| view.page == page && page.is_some());
        if !is_same_page {
            self.begin_visit(at_ms);
        }
        let (scroll_x, scroll_y) =
            before.filter(|_| is_same_page).map_or((0.0, 0.0), |v| (v.scroll_x, v.scroll_y));
        let (width, height) = (meta.width.unwrap_or(0.0), meta.height.unwrap_or(0.0));
        self.show(View { since_ms: at_ms, page, width, height, scroll_x, scroll_y });
    }

    fn begin_visit(&mut self, at_ms: i64) {
        self.count_view(at_ms, true);
        self.has_clicked = false;
        self.is_new_visit = true;
    }

    fn snapshot(&mut self, event: &Event<'_>) {
        let Ok(snapshot) = serde_json::from_str::<read::Snapshot>(event.data()) else {
            self.collected.unread += 1;
            return;
        };
        let document = snapshot.node.and_then(|node| node.id);
        self.document = document.unwrap_or(USUAL_DOCUMENT);
        self.frames.reset(document);
        self.frames.read(event);
        if let (Some(offset), Some(view)) = (snapshot.initial_offset, self.views.now().copied()) {
            self.count_view(event.timestamp_ms, false);
            let (scroll_x, scroll_y) =
                (offset.left.unwrap_or(view.scroll_x), offset.top.unwrap_or(view.scroll_y));
            self.show(View { since_ms: event.timestamp_ms, scroll_x, scroll_y, ..view });
        }
    }

    fn deed(&mut self, at_ms: i64, source: Source, data: read::Data, layout: &impl Layout) {
        self.count_view(at_ms, true);
        let view = self.views.now().copied();
        match source {
            Source::MouseMove | Source::Drag => {
                // Of one batch most are over the same node, and the page does not change in between.
                let mut over = None;
                for position in data.positions.unwrap_or_default() {
                    let known = over.filter(|(node, _)| *node == position.id);
                    let (_, stand) =
                        *over.insert(known.unwrap_or_else(|| (position.id, self.stand(position.id, layout))));
                    self.moved(at_ms, &position, stand);
                }
            }
            Source::MouseInteraction => match data.kind.and_then(Interaction::from_number) {
                Some(Interaction::Click) => self.click(at_ms, &data, layout),
                Some(Interaction::TouchStart) => self.leave(at_ms),
                _ => {}
            },
            Source::TouchMove => self.leave(at_ms),
            Source::Scroll if data.id == Some(self.document) => {
                if let Some(view) = view {
                    let scroll_x = data.x.unwrap_or(view.scroll_x);
                    self.show(View {
                        since_ms: at_ms,
                        scroll_x,
                        scroll_y: data.y.unwrap_or(view.scroll_y),
                        ..view
                    });
                }
            }
            Source::ViewportResize => {
                if let (Some(view), Some(width), Some(height)) = (view, data.width, data.height) {
                    self.show(View { since_ms: at_ms, width, height, ..view });
                }
            }
            _ => {}
        }
    }

    /// Puts something else into view, after the time of what was there has been counted.
    fn show(&mut self, view: View) {
        if let Some(until_ms) = self.views.full_until() {
            self.rest_until(until_ms);
        }
        self.views.push(view);
        if let (Some(page), Some(bucket)) = (view.page, view.bucket()) {
            if std::mem::take(&mut self.is_new_visit) {
                *self.collected.visits.entry((page, bucket, view.width.round() as u32)).or_insert(0) += 1;
                self.collected.begins.entry((page, bucket)).or_insert(view.since_ms);
            }
            self.collected.ways.entry((page, bucket)).or_default().see(view.scroll_y, view.height, 0);
        }
    }

    /// Counts the time that the view was looked at: up to now, but not longer than somebody who does nothing is
    /// taken to be there.
    fn count_view(&mut self, at_ms: i64, is_deed: bool) {
        // At first, and where the clock was set back, counting begins anew.
        let is_start = self.counted_to_ms == i64::MIN || at_ms < self.counted_to_ms.saturating_sub(IDLE_MS);
        if is_start {
            (self.counted_to_ms, self.last_deed_ms) = (at_ms, at_ms);
        }
        let until_ms = at_ms.min(self.last_deed_ms.saturating_add(IDLE_MS));
        let ms = until_ms.saturating_sub(self.counted_to_ms);
        if let Some(view) = self.views.now().filter(|_| ms > 0)
            && let (Some(page), Some(bucket)) = (view.page, view.bucket())
        {
            self.collected.ways.entry((page, bucket)).or_default().see(view.scroll_y, view.height, ms);
        }
        self.counted_to_ms = self.counted_to_ms.max(at_ms);
        if is_deed {
            self.last_deed_ms = self.last_deed_ms.max(at_ms);
        }
    }

    fn moved(&mut self, batch_ms: i64, position: &read::Position, stand: Stand) {
        let offset = position.time_offset.unwrap_or(0.0).clamp(-MAX_OFFSET_MS, MAX_OFFSET_MS);
        let at_ms = batch_ms.saturating_add(offset as i64);
        self.rest_until(at_ms);
        let at = self.in_top_viewport(at_ms, stand, (position.x, position.y));
        self.hover = Some(Hover { since_ms: at_ms, at, anchor: stand.anchor });
    }

    fn leave(&mut self, at_ms: i64) {
        self.rest_until(at_ms);
        self.hover = None;
    }

    /// Counts the dwell of the pointer where it rests. Each stretch in which nothing scrolls counts at most
    /// [`IDLE_MS`]: then the pointer lies there and nobody looks.
    fn rest_until(&mut self, to_ms: i64) {
        let Some(hover) = self.hover.as_mut() else { return };
        let attention = &mut self.collected.attention;
        for (view, ms) in self.views.between(hover.since_ms, to_ms) {
            let ms = u32::try_from(ms.min(IDLE_MS)).unwrap_or(0);
            let (Some(page), Some(bucket)) = (view.page, view.bucket()) else { continue };
            let Some(at) = hover.at else {
                self.collected.unplaced_ms += u64::from(ms);
                continue;
            };
            let grid = attention.entry((page, bucket, hover.anchor));
            let grid = grid.or_insert_with(|| Grid::new(Lattice::Page(bucket), Layer::Attention));
            let (x, y) = on_document(view, hover.anchor, at);
            grid.add(x, y, ms);
        }
        hover.since_ms = to_ms;
    }

    fn click(&mut self, at_ms: i64, data: &read::Data, layout: &impl Layout) {
        let is_first = !std::mem::replace(&mut self.has_clicked, true);
        match self.click_point(at_ms, data, is_first, layout) {
            Ok(mut point) => {
                point.element = data.id.and_then(|node| layout.element(node)).and_then(|e| self.element(e));
                self.collected.clicks.push(point);
            }
            Err(why) => {
                *self.collected.unplaced.entry(why).or_insert(0) += 1;
                let view = self.views.at(at_ms);
                if let Some((page, bucket)) = view.and_then(|view| view.page.zip(view.bucket())) {
                    *self.collected.unplaced_on.entry((page, bucket, why)).or_insert(0) += 1;
                }
            }
        }
    }

    /// The element's number; `None` where there are too many.
    fn element(&mut self, element: Element) -> Option<u32> {
        if let Some(number) = self.elements.get(&element) {
            return Some(*number);
        }
        let number = self.collected.elements.len();
        if number >= MAX_ELEMENTS {
            return None;
        }
        self.collected.elements.push(element.clone());
        let number = u32::try_from(number).ok()?;
        self.elements.insert(element, number);
        Some(number)
    }

    fn click_point(
        &self,
        at_ms: i64,
        data: &read::Data,
        is_first: bool,
        layout: &impl Layout,
    ) -> Result<ClickPoint, Unplaced> {
        let stand = self.stand(data.id, layout);
        let at = data.x.zip(data.y).ok_or(Unplaced::WithoutPlace)?;
        let at = self.in_top_viewport(at_ms, stand, at).ok_or(Unplaced::InIframe)?;
        let view = self.views.at(at_ms).ok_or(Unplaced::WithoutViewport)?;
        let bucket = view.bucket().ok_or(Unplaced::WithoutViewport)?;
        let page =
            view.page.filter(|_| self.collected.clicks.len() < MAX_CLICKS).ok_or(Unplaced::BeyondLimit)?;
        let (x_ratio, y_px) = on_document(view, stand.anchor, at);
        Ok(ClickPoint {
            page,
            bucket,
            anchor: stand.anchor,
            x_ratio,
            y_px,
            at_ms,
            node_id: data.id.unwrap_or(-1),
            element: None,
            is_tap: data.pointer_type == Some(TOUCH),
            is_first,
            is_rage: false,
            is_dead: false,
        })
    }

    /// Where places over a node are counted from.
    fn stand(&self, node: Option<i64>, layout: &impl Layout) -> Stand {
        let node = node.unwrap_or(-1);
        let place = self.frames.place(node);
        // In an iframe, the iframe's element is what is fixed or not.
        let (on_page, corner) = match place {
            Place::Page => (Some(node), None),
            Place::Frame(iframe) => (iframe, iframe.and_then(|iframe| layout.frame_corner(iframe))),
        };
        let is_fixed = on_page.and_then(|node| layout.is_fixed(node)).unwrap_or(false);
        let anchor = if is_fixed { Anchor::Viewport } else { Anchor::Document };
        Stand { in_frame: place != Place::Page, corner, anchor }
    }

    /// A place in the viewport of a node's document, in the top viewport; `None` where nobody knows its iframe's.
    fn in_top_viewport(&self, at_ms: i64, stand: Stand, (x, y): (f64, f64)) -> Option<(f64, f64)> {
        if !stand.in_frame {
            return Some((x, y));
        }
        let (corner, view) = stand.corner.zip(self.views.at(at_ms))?;
        Some(match corner.anchor {
            Anchor::Document => (corner.left - view.scroll_x + x, corner.top - view.scroll_y + y),
            Anchor::Viewport => (corner.left + x, corner.top + y),
        })
    }

    /// The page's number; `None` where there are too many.
    fn number(&mut self, href: &str) -> Option<usize> {
        let page = self.rules.page(href);
        if let Some(number) = self.numbers.get(&page) {
            return Some(*number);
        }
        let number = self.collected.pages.len();
        if number >= MAX_PAGES {
            return None;
        }
        self.collected.pages.push(page.clone());
        self.numbers.insert(page, number);
        Some(number)
    }
}

/// A place in the top viewport as a grid has it: x as a ratio of the width, y in CSS pixels.
fn on_document(view: &View, anchor: Anchor, (x, y): (f64, f64)) -> (f64, f64) {
    match anchor {
        Anchor::Document => ((x + view.scroll_x) / view.width, y + view.scroll_y),
        Anchor::Viewport => (x / view.width, y),
    }
}

#[cfg(test)]
#[path = "points_tests.rs"]
mod tests;

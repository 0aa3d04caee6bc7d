//! What a recording's events came to: its clicks one by one, and the rest as sums.

use std::{collections::BTreeMap, ops::RangeInclusive};

use serde::Serialize;

use super::{
    bucket::WidthBucket,
    counts::Counts,
    grid::{Grid, Lattice},
    heat::{GridKey, Heat, PageKey, Unplaced},
    layer::{Anchor, Layer},
    layout::Element,
    scroll::Way,
};

/// One click or tap.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct ClickPoint {
    /// Index in [`Collected::pages`].
    pub page: usize,
    pub bucket: WidthBucket,
    pub anchor: Anchor,
    /// From the document's left edge, as a ratio of the viewport's width; past 1 where the page scrolls sideways.
    pub x_ratio: f64,
    /// CSS pixels from the top of the document, or of the viewport, as the anchor says.
    pub y_px: f64,
    /// Milliseconds since the epoch.
    pub at_ms: i64,
    /// What was under it, by rrweb's id.
    pub node_id: i64,
    /// The same as an index in [`Collected::elements`], where a mirror knew it.
    pub element: Option<u32>,
    pub is_tap: bool,
    /// Whether it was the first on this visit of the page.
    pub is_first: bool,
    pub is_rage: bool,
    pub is_dead: bool,
}

impl ClickPoint {
    /// Whether it counts in a layer.
    pub fn is_in(&self, layer: Layer) -> bool {
        match layer {
            Layer::Click => true,
            Layer::Rage => self.is_rage,
            Layer::Dead => self.is_dead,
            Layer::FirstClick => self.is_first,
            Layer::Attention | Layer::PictureChange | Layer::Given => false,
        }
    }
}

/// What a recording had.
#[derive(Clone, Debug, Default)]
pub struct Collected {
    pub(super) pages: Vec<String>,
    pub(super) clicks: Vec<ClickPoint>,
    /// Clicks that have no place, by why.
    pub unplaced: BTreeMap<Unplaced, u64>,
    /// Those of them whose page was known.
    pub(super) unplaced_on: Counts<(usize, WidthBucket, Unplaced)>,
    pub(super) elements: Vec<Element>,
    /// Dwell in iframes whose box nobody gave.
    pub unplaced_ms: u64,
    /// Events that a heatmap needs and that could not be read.
    pub unread: u64,
    pub(super) attention: BTreeMap<(usize, WidthBucket, Anchor), Grid>,
    pub(super) ways: BTreeMap<(usize, WidthBucket), Way>,
    pub(super) visits: Counts<(usize, WidthBucket, u32)>,
    /// When a visit of each began, in ms since the epoch: the first.
    pub(super) begins: BTreeMap<(usize, WidthBucket), i64>,
}

impl Collected {
    /// Names of its pages, in the order of their first visit.
    pub fn pages(&self) -> &[String] {
        &self.pages
    }

    /// What was clicked, each once.
    pub fn elements(&self) -> &[Element] {
        &self.elements
    }

    /// Clicks and taps that have a place, in the order of the recording.
    pub fn clicks(&self) -> &[ClickPoint] {
        &self.clicks
    }

    /// Marks clicks as rage or dead clicks: those at times (milliseconds since the epoch) that a moment spans.
    /// What a rage or a dead click is, moments define. Gives how many clicks were marked.
    pub fn mark(&mut self, layer: Layer, moments: impl IntoIterator<Item = RangeInclusive<i64>>) -> usize {
        let mut moments: Vec<_> = moments.into_iter().filter(|span| !span.is_empty()).collect();
        moments.sort_unstable_by_key(|span| *span.start());
        // How far the moments up to each one reach, so that one look at the last that began tells.
        let mut reach = i64::MIN;
        let spans = moments.iter().map(|span| {
            reach = reach.max(*span.end());
            (*span.start(), reach)
        });
        let spans: Vec<(i64, i64)> = spans.collect();
        let mut marked = 0;
        for click in &mut self.clicks {
            let began = spans.partition_point(|(start, _)| *start <= click.at_ms);
            let is_hit = began > 0 && spans[began - 1].1 >= click.at_ms;
            let mark = match layer {
                Layer::Rage => &mut click.is_rage,
                Layer::Dead => &mut click.is_dead,
                _ => continue,
            };
            marked += usize::from(is_hit && !*mark);
            *mark |= is_hit;
        }
        marked
    }

    /// As grids, with the marks so far.
    pub fn heat(&self) -> Heat {
        let mut heat = Heat::default();
        let key = |page: usize, bucket| PageKey { page: self.pages[page].clone(), bucket };
        let mut grids: BTreeMap<_, Grid> = BTreeMap::new();
        for click in &self.clicks {
            for layer in Layer::ALL.into_iter().filter(|layer| click.is_in(*layer)) {
                let grid = grids.entry((click.page, click.bucket, layer, click.anchor));
                let grid = grid.or_insert_with(|| Grid::new(Lattice::Page(click.bucket), layer));
                grid.add(click.x_ratio, click.y_px, 1);
            }
        }
        for ((page, bucket, layer, anchor), grid) in grids {
            heat.put_grid(GridKey { page: key(page, bucket), layer, anchor }, grid);
        }
        for (&(page, bucket, anchor), grid) in &self.attention {
            let key = GridKey { page: key(page, bucket), layer: Layer::Attention, anchor };
            heat.put_grid(key, grid.clone());
        }
        for (&(page, bucket), way) in &self.ways {
            heat.put_scroll(key(page, bucket), way.depth());
        }
        for (&(page, bucket, width), visits) in &self.visits {
            heat.count_visits(key(page, bucket), width, *visits);
        }
        for (why, clicks) in &self.unplaced {
            heat.count_unplaced(*why, *clicks);
        }
        heat
    }
}

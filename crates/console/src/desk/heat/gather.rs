//! Adds up what recordings have of a page.

use hindsight_contract::heatmap::{HeatmapAsk, HeatmapPage, HotElement, PageShown};
use hindsight_domain::RecordingId;
use hindsight_replay::heatmap::elements::Under;
use hindsight_replay::heatmap::heat::{GridKey, PageKey};
use hindsight_replay::heatmap::page::Rules;
use hindsight_replay::heatmap::part::{self, HEIGHTS, SCROLL, SHOWN, UNPLACED, VISITS};
use hindsight_replay::heatmap::table::{Hot, hottest};
use hindsight_replay::heatmap::{Anchor, Grid, Heat, Layer, WidthBucket};
use hindsight_vault::{PageFilter, PageSum, Vault};

use super::{Shows, unknown};
use crate::desk::packed::unreadable;
use crate::desk::shape::INSIGHT;
use crate::desk::word;
use crate::{ConsoleError, Result};

const HOTTEST: usize = 10;
/// Elements that are told of a hot place.
const ELEMENTS: usize = 3;
/// Pages that are looked through for the one that is asked for.
const PAGES: u32 = 10_000;
/// Other pages that are told.
pub(super) const OTHERS: usize = 200;
/// Up to here recordings that were not read yet are counted.
const UNREAD: u32 = 10_000;

/// Counts, and of what they are.
pub(super) struct Gathered {
    pub(super) shows: Shows,
    pub(super) source: &'static str,
    pub(super) key: PageKey,
    pub(super) anchor: Anchor,
    pub(super) heat: Heat,
    pub(super) hottest: Vec<Hot>,
    /// Beside the hottest; empty where nobody knows.
    pub(super) elements: Vec<Vec<HotElement>>,
    pub(super) recordings: u64,
    pub(super) unread: u64,
    pub(super) others: Vec<HeatmapPage>,
    pub(super) shown: Option<PageShown>,
}

impl Gathered {
    /// The grid that is shown.
    pub(super) fn grid(&self) -> Option<&Grid> {
        let Shows::Grid(layer) = self.shows else { return None };
        self.heat.grid(&GridKey { page: self.key.clone(), layer, anchor: self.anchor })
    }

    /// How much is on what is fixed to the viewport.
    pub(super) fn fixed(&self) -> u64 {
        let Shows::Grid(layer) = self.shows else { return 0 };
        let key = GridKey { page: self.key.clone(), layer, anchor: Anchor::Viewport };
        self.heat.grid(&key).map_or(0, |grid| grid.stats().total)
    }
}

/// From what is here.
pub(super) fn here(vault: &Vault, ask: &HeatmapAsk) -> Result<Gathered> {
    let shows = Shows::of(ask)?;
    if let Some(id) = &ask.recording {
        super::keep::make_ready(vault, id)?;
    }
    let filter = filter_of(ask);
    let pages = vault.pages(VISITS, &filter, PAGES)?;
    let key = chosen(vault, ask, shows, &filter, &pages)?.unwrap_or_else(part::nowhere);
    let width = word(&key.bucket);
    let anchor = if ask.is_fixed { Anchor::Viewport } else { Anchor::Document };
    let grids = |layer| [part::grid_name(layer, Anchor::Document), part::grid_name(layer, Anchor::Viewport)];
    let mut names: Vec<String> = [VISITS, HEIGHTS, UNPLACED].map(ToOwned::to_owned).into();
    match shows {
        Shows::Grid(layer) => names.extend(grids(layer)),
        Shows::Scroll => names.push(SCROLL.to_owned()),
    }
    let mut heat = Heat::default();
    each(vault, &key, &names, &filter, |name, bytes| heat.add_part(&key, name, bytes))?;
    if ask.recording.is_some() {
        let nowhere = part::nowhere();
        each(vault, &nowhere, &[UNPLACED.to_owned()], &filter, |name, bytes| {
            heat.add_part(&nowhere, name, bytes)
        })?;
    }
    let is_it = |sum: &&PageSum| sum.page == key.page && sum.width == width;
    let recordings = pages.iter().find(is_it).map_or(0, |sum| sum.recordings);
    let shown = vault.latest_with(&key.page, &width, SHOWN, &filter)?;
    let unread = vault.without_derived(INSIGHT, UNREAD)?.len() as u64;
    let mut gathered = Gathered {
        shows,
        source: "here",
        anchor,
        heat,
        hottest: Vec::new(),
        elements: Vec::new(),
        recordings,
        unread: if ask.recording.is_some() { 0 } else { unread },
        shown: shown
            .map(|(recording, at_ms)| PageShown { recording, at_ms: i64::try_from(at_ms).unwrap_or(0) }),
        others: others(pages.into_iter().map(|sum| (sum.page, sum.width, sum.weight)), &key),
        key,
    };
    gathered.hottest = gathered.grid().map(|grid| hottest(grid, HOTTEST)).unwrap_or_default();
    if let Shows::Grid(layer) = shows {
        gathered.elements = elements(vault, &gathered, layer, &filter)?;
    }
    Ok(gathered)
}

fn filter_of(ask: &HeatmapAsk) -> PageFilter {
    let of = ask.filter.clone();
    PageFilter {
        recording: ask.recording.clone(),
        service: of.service,
        device: of.device,
        actor_type: of.actor_type,
        from: of.from,
        to: of.to,
    }
}

/// Reads the pieces of a page one after the other.
fn each(
    vault: &Vault,
    key: &PageKey,
    names: &[String],
    filter: &PageFilter,
    mut take: impl FnMut(&str, &[u8]) -> Result<(), part::PartError>,
) -> Result<()> {
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut failed = None;
    vault.page_parts(&key.page, &word(&key.bucket), &names, filter, |name, bytes| {
        // The first that cannot be read is told; the rest still counts for nothing.
        if failed.is_none() {
            failed = take(name, bytes).err();
        }
        Ok(())
    })?;
    match failed {
        None => Ok(()),
        Some(error) => Err(damaged(filter.recording.as_ref(), &error)),
    }
}

fn damaged(id: Option<&RecordingId>, error: &part::PartError) -> ConsoleError {
    match id {
        Some(id) => unreadable(id, "the counts", error),
        None => {
            ConsoleError::Painting { detail: format!("the counts of a recording cannot be read: {error}") }
        }
    }
}

fn elements(vault: &Vault, of: &Gathered, layer: Layer, filter: &PageFilter) -> Result<Vec<Vec<HotElement>>> {
    if of.hottest.is_empty() || layer == Layer::Attention {
        return Ok(Vec::new());
    }
    let mut under = Under::new(&of.hottest);
    let name = part::elements_name(layer, of.anchor);
    each(vault, &of.key, &[name], filter, |_, bytes| {
        under.add(&part::spots(bytes)?);
        Ok(())
    })?;
    let told = |one: hindsight_replay::heatmap::elements::ElementClicks| HotElement {
        selector: one.element.selector,
        text: one.element.text,
        clicks: one.clicks,
    };
    Ok(under.list(ELEMENTS).into_iter().map(|list| list.into_iter().map(told).collect()).collect())
}

/// The page and widths that are asked for; where nothing is, those with the most in the layer, else the most visited.
fn chosen(
    vault: &Vault,
    ask: &HeatmapAsk,
    shows: Shows,
    filter: &PageFilter,
    visited: &[PageSum],
) -> Result<Option<PageKey>> {
    let page = ask.page.as_deref().map(|page| Rules::default().page(page));
    if let Some(width) = ask.width.as_deref() {
        let bucket = bucket_of(width)?;
        if let Some(page) = page {
            return Ok(Some(PageKey { page, bucket }));
        }
    }
    let fits = |sum: &&PageSum| {
        ask.width.as_ref().is_none_or(|width| sum.width == *width)
            && page.as_ref().is_none_or(|page| sum.page == *page)
    };
    let with_most = match shows {
        Shows::Grid(layer) => vault.pages(&part::grid_name(layer, Anchor::Document), filter, PAGES)?,
        Shows::Scroll => Vec::new(),
    };
    let found = with_most.iter().find(fits).or_else(|| visited.iter().find(fits));
    let found = found.map(|sum| Ok(PageKey { page: sum.page.clone(), bucket: bucket_of(&sum.width)? }));
    let asked = || page.map(|page| Ok(PageKey { page, bucket: WidthBucket::Laptop }));
    found.or_else(asked).transpose()
}

pub(super) fn others(pages: impl Iterator<Item = (String, String, u64)>, but: &PageKey) -> Vec<HeatmapPage> {
    let width = word(&but.bucket);
    let others = pages.filter(|(page, of, _)| (page, of) != (&but.page, &width));
    let told = |(page, width, visits)| HeatmapPage { page, width, visits };
    others.take(OTHERS).map(told).collect()
}

pub(super) fn bucket_of(name: &str) -> Result<WidthBucket> {
    let found = WidthBucket::ALL.into_iter().find(|bucket| word(bucket) == name);
    found.ok_or_else(|| unknown("width", name, "phone, tablet, laptop, desktop, wide"))
}

//! Heatmaps: counted when a recording is read, added up when one is asked for.

use std::path::PathBuf;

use hindsight_contract::view::{HeatmapPage, HeatmapView, HotPlace};
use hindsight_domain::{Kind, Recording, RecordingId};
use hindsight_replay::heatmap::collected::Collected;
use hindsight_replay::heatmap::heat::{GridKey, PageKey};
use hindsight_replay::heatmap::page::Rules;
use hindsight_replay::heatmap::paint::{Background, Frame, Full, Painting, Style, paint};
use hindsight_replay::heatmap::{Anchor, Grid, Heat, Layer, WidthBucket, table};
use hindsight_replay::moments::{Moment, MomentKind, Moments, RAGE_MS};
use hindsight_vault::{Page, RecordingFilter, RecordingOrder, Vault, VaultError};

use super::packed::{pack, unpack, unreadable};
use super::{shape, word};
use crate::{Console, ConsoleError, Result};

const HEAT: &str = "heat";
/// What the counts of a recording are called in messages.
const COUNTS: &str = "the counts";
/// Recordings that a page's heatmap is of at most.
const RECORDINGS: u32 = 100_000;
const HOTTEST: usize = 10;
const OTHERS: usize = 20;
/// A picture's height at most: what is below is counted, and not drawn.
const MOST_HEIGHT_PX: u32 = 16_000;
/// Room below the lowest place.
const FOOT_PX: f64 = 80.0;

/// What a heatmap is wanted of.
#[derive(Clone, Debug, Default)]
pub struct HeatmapAsk {
    /// One recording; without it, all that are here and pass the filter.
    pub recording: Option<RecordingId>,
    /// A page, as an address or as it is normalised; without it, the most visited.
    pub page: Option<String>,
    /// `phone`, `tablet`, `laptop`, `desktop` or `wide`; without it, the most visited.
    pub width: Option<String>,
    /// The layer's name.
    pub layer: String,
    /// Of how many in a hundred places the colours tell; the hotter ones share the last colour. 100 without it.
    pub percentile: Option<f64>,
    /// Which recordings, where none is named.
    pub filter: RecordingFilter,
    /// Where to write it: a picture (`.png`), or the numbers (`.csv`, `.json`).
    pub out: Option<PathBuf>,
}

impl Console {
    /// A heatmap in numbers, and as a file where one is wanted.
    pub async fn heatmap(&self, ask: HeatmapAsk) -> Result<HeatmapView> {
        self.with_vault(move |vault| heatmap(vault, &ask)).await
    }
}

/// The row that is kept of a recording's clicks, dwell and scrolling.
pub(super) fn kept(recording: &Recording, mut points: Collected, moments: &Moments) -> (String, Vec<u8>) {
    let started_ms = recording.started_at.millis();
    let spans = |kind: MomentKind, length_ms: i64| {
        let of_kind = moments.list.iter().filter(move |moment| moment.kind == kind);
        of_kind.map(move |moment: &Moment| {
            let from_ms = started_ms + moment.at_ms;
            from_ms..=from_ms + length_ms
        })
    };
    points.mark(Layer::Rage, spans(MomentKind::RageClick, RAGE_MS));
    points.mark(Layer::Dead, spans(MomentKind::DeadClick, 0));
    let plain = super::to_json(&points.heat());
    // Counts that cannot be packed are none.
    (HEAT.to_owned(), pack(&plain).unwrap_or_default())
}

fn heatmap(vault: &Vault, ask: &HeatmapAsk) -> Result<HeatmapView> {
    let layer = Layer::from_name(&ask.layer).filter(|layer| *layer <= Layer::Attention);
    let layer = layer.ok_or_else(|| {
        ConsoleError::unknown("layer", &ask.layer, "click, rage, dead, first_click, attention")
    })?;
    let mut heat = Heat::default();
    let mut recordings = 0;
    for id in asked(vault, ask)? {
        let Some(its) = heat_of(vault, &id)? else { continue };
        heat.merge(&its).map_err(|error| unreadable(&id, COUNTS, &error))?;
        recordings += 1;
    }
    let key = PageKey { page: String::new(), bucket: WidthBucket::Laptop };
    let page = chosen(&heat, ask, layer)?.unwrap_or(key);
    let none = Grid::new(hindsight_replay::heatmap::grid::Lattice::Page(page.bucket), layer);
    let grid_key = GridKey { page: page.clone(), layer, anchor: Anchor::Document };
    let grid = heat.grid(&grid_key).unwrap_or(&none);
    let stats = grid.stats();
    let mut view = HeatmapView {
        width: word(&page.bucket),
        layer: layer.name().to_owned(),
        recordings,
        unit: word(&layer.unit()),
        total: stats.total,
        max: stats.max,
        average: stats.average,
        unplaced: heat.unplaced().iter().map(|(why, clicks)| (word(why), *clicks)).collect(),
        hottest: table::hottest(grid, HOTTEST)
            .into_iter()
            .map(|hot| HotPlace { x_percent: hot.place.x_percent, y_px: hot.place.y, weight: hot.around })
            .collect(),
        others: others(&heat, &page),
        no_data: None,
        out: None,
        page: page.page.clone(),
    };
    if grid.is_empty() {
        view.no_data = Some(format!("nothing was counted in the layer {}", layer.name()));
        return Ok(view);
    }
    if let Some(out) = &ask.out {
        match written(grid, &heat, &page, ask)? {
            Some(bytes) => {
                std::fs::write(out, bytes)
                    .map_err(|source| ConsoleError::Output { path: out.clone(), source })?;
                view.out = Some(out.display().to_string());
            }
            None => view.no_data = Some("all of it lies outside of what can be drawn".to_owned()),
        }
    }
    Ok(view)
}

fn asked(vault: &Vault, ask: &HeatmapAsk) -> Result<Vec<RecordingId>> {
    if let Some(id) = &ask.recording {
        let view = vault.recording(id)?;
        if view.recording.kind != Kind::Web {
            let detail = "it has no pages: heatmaps are of web sessions".to_owned();
            return Err(ConsoleError::Unplayable { id: id.clone(), detail });
        }
        if !view.cached {
            return Err(VaultError::NotCached { recording_id: id.clone(), index: 0 }.into());
        }
        return Ok(vec![id.clone()]);
    }
    let filter = RecordingFilter { kind: Some(Kind::Web), cached: Some(true), ..ask.filter.clone() };
    let all = vault.recordings(&filter, RecordingOrder::Newest, Page { limit: RECORDINGS, offset: 0 })?;
    Ok(all.items.into_iter().map(|view| view.recording.id).collect())
}

/// What was counted of a recording; counts it where that was not done yet.
fn heat_of(vault: &Vault, id: &RecordingId) -> Result<Option<Heat>> {
    let mut kept = vault.derived(id, HEAT)?;
    if kept.is_none() {
        shape::compute(vault, id)?;
        kept = vault.derived(id, HEAT)?;
    }
    let Some(stored) = kept.filter(|stored| !stored.is_empty()) else { return Ok(None) };
    let plain = unpack(id, COUNTS, &stored)?;
    serde_json::from_slice(&plain).map(Some).map_err(|error| unreadable(id, COUNTS, &error))
}

/// The page and widths that are asked for; where nothing is, those with the most in the layer, else the most visited.
fn chosen(heat: &Heat, ask: &HeatmapAsk, layer: Layer) -> Result<Option<PageKey>> {
    let bucket = ask.width.as_deref().map(bucket_of).transpose()?;
    let page = ask.page.as_deref().map(|page| Rules::default().page(page));
    let pages = heat.pages();
    let fits = |key: &PageKey| {
        bucket.is_none_or(|bucket| key.bucket == bucket) && page.as_ref().is_none_or(|page| key.page == *page)
    };
    let total = |page: &PageKey| {
        let key = GridKey { page: page.clone(), layer, anchor: Anchor::Document };
        heat.grid(&key).map_or(0, |grid| grid.stats().total)
    };
    let most =
        pages.into_iter().filter(|(key, _)| fits(key)).max_by_key(|(key, visits)| (total(key), *visits));
    Ok(most.map(|(key, _)| key.clone()))
}

fn others(heat: &Heat, page: &PageKey) -> Vec<HeatmapPage> {
    let mut others: Vec<_> = heat.pages().into_iter().filter(|(key, _)| *key != page).collect();
    others.sort_by_key(|(_, visits)| std::cmp::Reverse(*visits));
    let view = |(key, visits): (&PageKey, u64)| HeatmapPage {
        page: key.page.clone(),
        width: word(&key.bucket),
        visits,
    };
    others.into_iter().take(OTHERS).map(view).collect()
}

/// The file's bytes; nothing where nothing can be drawn.
fn written(grid: &Grid, heat: &Heat, page: &PageKey, ask: &HeatmapAsk) -> Result<Option<Vec<u8>>> {
    let out = ask.out.as_deref().and_then(|out| out.extension()).unwrap_or_default();
    match out.to_str().unwrap_or_default() {
        "csv" => return Ok(Some(table::csv(grid).into_bytes())),
        "json" => return Ok(Some(super::to_json(&table::table(grid)))),
        "png" => {}
        other => return Err(ConsoleError::unknown("kind of file", other, "png, csv, json")),
    }
    let width = heat.width_px(page).unwrap_or(page.bucket.usual_px());
    let lowest = grid.cells().map(|(cell, _)| grid.lattice().middle(cell).1).fold(0.0, f64::max);
    // Within what a picture may have; a page's height in pixels fits.
    let height = ((lowest + FOOT_PX) as u32).clamp(1, MOST_HEIGHT_PX);
    let full = ask.percentile.map_or(Full::Max, Full::Percentile);
    let style = Style { full, ..Style::default() };
    let painting = paint(grid, &Frame::page(width, height), &style, Background::None);
    match painting.map_err(|error| ConsoleError::Painting { detail: error.to_string() })? {
        Painting::Painted(painted) => {
            let png = painted.picture.to_png();
            Ok(Some(png.map_err(|error| ConsoleError::Painting { detail: error.to_string() })?))
        }
        Painting::NoData { .. } => Ok(None),
    }
}

fn bucket_of(name: &str) -> Result<WidthBucket> {
    let found = WidthBucket::ALL.into_iter().find(|bucket| word(bucket) == name);
    found.ok_or_else(|| ConsoleError::unknown("width", name, "phone, tablet, laptop, desktop, wide"))
}

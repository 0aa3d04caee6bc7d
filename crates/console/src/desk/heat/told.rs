//! What is said of a heatmap, and its picture.

use hindsight_contract::heatmap::{
    HeatmapAsk, HeatmapPicture, HeatmapStyle, HeatmapView, HotPlace, LegendStep, ScrollBand, ScrollView,
};
use hindsight_replay::heatmap::page::{Fold, Query, Rules};
use hindsight_replay::heatmap::paint::{
    Background, Brush, Frame, Full, Ground, Legend, Painted, Painting, Style, paint,
};
use hindsight_replay::heatmap::palette::Palette;
use hindsight_replay::heatmap::picture::Picture;
use hindsight_replay::heatmap::scroll::ScrollReport;
use hindsight_replay::heatmap::scroll_picture::bands;
use hindsight_replay::heatmap::{Grid, Layer};

use super::gather::Gathered;
use super::{Shows, unknown, unpaintable};
use crate::Result;
use crate::desk::word;

/// Pixels of a picture: a page 1280 wide and 9,375 high. What is below is counted, and not drawn.
const MOST_PIXELS: u32 = 12_000_000;
/// Room below the lowest place.
const FOOT_PX: f64 = 80.0;
/// How far the soft edge of a point goes beyond its radius, as the painter's own brush has it.
const BLUR: f64 = 20.0 / 12.0;

/// The view, and the picture where there is something to show.
pub(super) fn told(
    of: &Gathered,
    ask: &HeatmapAsk,
    below: Option<&Picture>,
) -> Result<(HeatmapView, Option<Picture>)> {
    let style = style_of(&ask.style)?;
    let background = match (ask.style.on_picture, below) {
        (false, _) => Background::None,
        (true, None) => Background::Missing,
        (true, Some(picture)) => Background::Given(picture),
    };
    let mut view = numbers(of);
    let report =
        of.heat.scroll(&of.key).and_then(|depth| depth.report(of.heat.height_px(&of.key).map(f64::from)));
    view.scroll = report.as_ref().map(scroll_view);
    let painted = match of.shows {
        Shows::Grid(layer) => of_grid(of, layer, &mut view, &style, background)?,
        Shows::Scroll => report.map(|report| of_scroll(of, &report, &style, background)).transpose()?,
    };
    if painted.is_none() && view.no_data.is_none() {
        view.no_data = Some(format!("nothing was counted for {} on this page", of.shows.words()));
    }
    let Some(Painted { picture, legend, ground, beyond_frame, .. }) = painted else {
        return Ok((view, None));
    };
    view.picture = Some(HeatmapPicture {
        width: picture.width(),
        height: picture.height(),
        page_width_px: page_width(of),
        full: legend.full,
        is_cut: legend.is_cut,
        legend: steps(&legend),
        ground: ground_word(ground).to_owned(),
        below: beyond_frame,
    });
    Ok((view, Some(picture)))
}

fn of_grid(
    of: &Gathered,
    layer: Layer,
    view: &mut HeatmapView,
    style: &Style,
    background: Background<'_>,
) -> Result<Option<Painted>> {
    let Some(grid) = of.grid() else { return Ok(None) };
    let stats = grid.stats();
    (view.total, view.max, view.average) = (stats.total, stats.max, stats.average);
    view.outside = stats.outside.weight;
    if grid.is_empty() {
        return Ok(None);
    }
    let painting = paint(grid, &frame(of, lowest(grid), background), style, background);
    match painting.map_err(|error| unpaintable(&error))? {
        Painting::Painted(painted) => Ok(Some(painted)),
        Painting::NoData { .. } => {
            view.no_data =
                Some(format!("all of the layer {} lies outside of what can be drawn", layer.name()));
            Ok(None)
        }
    }
}

fn of_scroll(
    of: &Gathered,
    report: &ScrollReport,
    style: &Style,
    background: Background<'_>,
) -> Result<Painted> {
    bands(report, &frame(of, report.height_px, background), style, background)
        .map_err(|error| unpaintable(&error))
}

/// The page's top, a pixel for each CSS pixel; where a picture lies below, its pixels.
fn frame(of: &Gathered, lowest_px: f64, background: Background<'_>) -> Frame {
    let page_width = page_width(of);
    let width = match background {
        Background::Given(picture) => picture.width().min(MOST_PIXELS),
        _ => page_width,
    };
    let per_px = f64::from(width) / f64::from(page_width);
    let document_px = of.heat.height_px(&of.key).map_or(lowest_px, |height| lowest_px.max(f64::from(height)));
    let wanted = match background {
        Background::Given(picture) => picture.height(),
        // A page's height in pixels fits; what does not is the most.
        _ => (document_px * per_px).ceil() as u32,
    };
    let height = wanted.clamp(1, (MOST_PIXELS / width).max(1));
    Frame { width, height, page_width_px: f64::from(page_width), top_px: 0.0 }
}

fn page_width(of: &Gathered) -> u32 {
    of.heat.width_px(&of.key).unwrap_or(of.key.bucket.usual_px()).clamp(16, 16_000)
}

fn lowest(grid: &Grid) -> f64 {
    grid.cells().map(|(cell, _)| grid.lattice().middle(cell).1).fold(0.0, f64::max) + FOOT_PX
}

fn numbers(of: &Gathered) -> HeatmapView {
    let mut elements = of.elements.iter().cloned();
    let hottest = of.hottest.iter().map(|hot| HotPlace {
        x_percent: hot.place.x_percent,
        y_px: hot.place.y,
        weight: hot.around,
        elements: elements.next().unwrap_or_default(),
    });
    HeatmapView {
        page: of.key.page.clone(),
        width: word(&of.key.bucket),
        layer: of.shows.name().to_owned(),
        source: of.source.to_owned(),
        recordings: of.recordings,
        unread: of.unread,
        unit: match of.shows {
            Shows::Grid(layer) => word(&layer.unit()),
            Shows::Scroll => "sessions".to_owned(),
        },
        total: 0,
        max: 0,
        average: 0.0,
        outside: 0,
        fixed: of.fixed(),
        unplaced: of.heat.unplaced().iter().map(|(why, clicks)| (word(why), *clicks)).collect(),
        hottest: hottest.collect(),
        others: of.others.clone(),
        folds: folds(&Rules::default()),
        scroll: None,
        shown: of.shown.clone(),
        picture: None,
        no_data: None,
        out: None,
    }
}

fn folds(rules: &Rules) -> Vec<String> {
    let query = match rules.query {
        Query::Dropped => "Queries are left away",
        Query::Keys => "Of queries only the names count",
    };
    rules.folds.iter().copied().map(Fold::describe).chain([query.to_owned()]).collect()
}

fn scroll_view(report: &ScrollReport) -> ScrollView {
    let band = |band: &hindsight_replay::heatmap::scroll::Band| ScrollBand {
        from_percent: band.from_percent,
        to_percent: band.to_percent,
        sessions: band.sessions,
        reached: band.reached,
        time_ms: band.time_ms,
        average_ms: band.average_ms,
    };
    ScrollView {
        sessions: report.sessions,
        average_depth: report.average_depth,
        height_px: report.height_px,
        is_estimate: report.is_estimate,
        bands: report.bands.iter().map(band).collect(),
    }
}

pub(super) fn style_of(style: &HeatmapStyle) -> Result<Style> {
    let plain = Style::default();
    let named = |name: &String| {
        let found = Palette::ALL.into_iter().find(|palette| word(palette) == *name);
        found.ok_or_else(|| unknown("palette", name, "viridis, cividis, inferno"))
    };
    let radius = style.radius_px.filter(|radius| radius.is_finite()).map(|radius| radius.clamp(2.0, 100.0));
    let brush = radius.map(|radius_px| Brush { radius_px, blur_px: radius_px * BLUR });
    let percentile = style.percentile.map_or(Full::Max, Full::Percentile);
    Ok(Style {
        palette: style.palette.as_ref().map(named).transpose()?.unwrap_or(plain.palette),
        brush: brush.unwrap_or(plain.brush),
        full: style.full.map_or(percentile, Full::At),
        opacity: plain.opacity,
    })
}

fn steps(legend: &Legend) -> Vec<LegendStep> {
    legend.steps.iter().map(|step| LegendStep { value: step.value, rgb: step.rgb }).collect()
}

fn ground_word(ground: Ground) -> &'static str {
    match ground {
        Ground::None => "none",
        Ground::Missing => "missing",
        Ground::Whole => "whole",
        Ground::Part { .. } => "part",
    }
}

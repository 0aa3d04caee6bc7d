//! `hindsight heatmap`: its arguments, and what it prints.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

use hindsight_console::{Console, heatmap_of_points, read_picture};
use hindsight_contract::heatmap::{
    Beside, HeatmapAsk, HeatmapFilter, HeatmapStyle, HeatmapView, PointsView, ScrollView,
};
use hindsight_domain::{RecordingId, Timestamp};

use crate::tables::plain;
use crate::verbs::{Out, Trouble};

/// Which heatmap.
#[derive(Debug, clap::Args)]
pub(crate) struct Heatmap {
    /// One recording; without it, all web sessions that are here
    pub(crate) id: Option<RecordingId>,
    /// The page, as an address; without it, the one with the most
    #[arg(long)]
    page: Option<String>,
    /// What is counted: click, rage, dead, first_click, attention, scroll
    #[arg(long, default_value = "click")]
    layer: String,
    /// phone, tablet, laptop, desktop or wide; without it, those with the most
    #[arg(long)]
    width: Option<String>,
    /// Show what is fixed to the viewport instead of what scrolls with the page
    #[arg(long)]
    fixed: bool,
    /// Ask the server, which knows recordings that are not here
    #[arg(long, conflicts_with = "id")]
    server: bool,
    #[command(flatten)]
    of: Of,
    /// Compare with: service=…, device=…, actor=…, from=…, to=…, several of them with commas
    #[arg(long, value_name = "FILTER", conflicts_with_all = ["id", "server", "points", "background"], value_parser = filter)]
    against: Option<HeatmapFilter>,
    /// Let the hottest places above this percentile share the last colour
    #[arg(long)]
    percentile: Option<f64>,
    /// How far a point reaches, in CSS pixels (2 to 100)
    #[arg(long, value_name = "PX")]
    radius: Option<f64>,
    /// viridis, cividis or inferno
    #[arg(long)]
    palette: Option<String>,
    /// A picture (.png) of the page from its top, to draw on
    #[arg(long, value_name = "FILE")]
    background: Option<PathBuf>,
    /// Paint a list of {x, y, intensity} in percent of the viewport (.json) instead
    #[arg(long, value_name = "FILE", conflicts_with_all = ["id", "page", "server"])]
    points: Option<PathBuf>,
    /// Write a picture (.png) or the exact numbers (.csv, .json)
    #[arg(long)]
    out: Option<PathBuf>,
}

/// Of which recordings.
#[derive(Debug, clap::Args)]
struct Of {
    /// Only recordings of this service
    #[arg(long)]
    service: Option<String>,
    /// Only recordings of this device
    #[arg(long)]
    device: Option<String>,
    /// Only recordings of this kind of actor: USER, OPERATOR, ADMIN
    #[arg(long)]
    actor: Option<String>,
    /// Only recordings that began at or after
    #[arg(long)]
    from: Option<Timestamp>,
    /// Only recordings that began before
    #[arg(long)]
    to: Option<Timestamp>,
}

/// Reads `name=value,…`.
fn filter(text: &str) -> Result<HeatmapFilter, String> {
    let mut filter = HeatmapFilter::default();
    for pair in text.split(',') {
        let (name, value) = pair.split_once('=').ok_or_else(|| format!("`{pair}` is no name=value"))?;
        let text = || Some(value.to_owned());
        let time = || value.parse().map(Some).map_err(|error| format!("{name}: {error}"));
        match name.trim() {
            "service" => filter.service = text(),
            "device" => filter.device = text(),
            "actor" => filter.actor_type = text(),
            "from" => filter.from = time()?,
            "to" => filter.to = time()?,
            other => return Err(format!("`{other}` is none of service, device, actor, from, to")),
        }
    }
    Ok(filter)
}

pub(crate) async fn run(console: &Console, asked: Heatmap, out: Out) -> Result<(), Trouble> {
    let style = HeatmapStyle {
        palette: asked.palette,
        radius_px: asked.radius,
        percentile: asked.percentile,
        full: None,
        on_picture: asked.background.is_some(),
    };
    let below = asked.background.as_deref().map(read_picture).transpose()?.map(Arc::new);
    let file = asked.out.as_deref();
    if let Some(points) = &asked.points {
        return out.print(&heatmap_of_points(points, style, file, below).await?, points_table);
    }
    let Of { service, device, actor, from, to } = asked.of;
    let ask = HeatmapAsk {
        recording: asked.id,
        page: asked.page,
        width: asked.width,
        layer: asked.layer,
        is_fixed: asked.fixed,
        from_server: asked.server,
        filter: HeatmapFilter { service, device, actor_type: actor, from, to },
        style,
    };
    match asked.against {
        Some(filter) => {
            let other = HeatmapAsk { filter, ..ask.clone() };
            out.print(&console.heatmaps_beside(ask, other, file).await?, beside_table)
        }
        None => out.print(&console.heatmap(ask, file, below).await?, table),
    }
}

fn beside_table(beside: &Beside) -> String {
    format!("{}\n{}", table(&beside.left), table(&beside.right))
}

fn table(heat: &HeatmapView) -> String {
    let mut out = String::new();
    let mut line = |text: String| {
        let _infallible = writeln!(out, "{}", plain(&text));
    };
    let whose = if heat.source == "server" { " on the server" } else { "" };
    line(format!(
        "{} at {} widths, {} of {} recordings{whose}",
        heat.page, heat.width, heat.layer, heat.recordings
    ));
    if heat.unread > 0 {
        line(format!("{} more recordings were not read", heat.unread));
    }
    if let Some(why) = &heat.no_data {
        line(format!("No data: {why}"));
    }
    match &heat.scroll {
        Some(scroll) if heat.layer == "scroll" => scroll_lines(scroll, &mut line),
        _ => {
            let (total, max, average) = (heat.total, heat.max, heat.average);
            line(format!("{total} {} in all, {max} at most, {average:.1} on average", heat.unit));
        }
    }
    for hot in &heat.hottest {
        line(format!("{:>8}  at {:.0} %, {:.0} px", hot.weight, hot.x_percent, hot.y_px));
        for element in &hot.elements {
            line(format!("          {}× {} “{}”", element.clicks, element.selector, element.text));
        }
    }
    if heat.fixed > 0 {
        line(format!("{} {} on what is fixed to the viewport are apart (--fixed)", heat.fixed, heat.unit));
    }
    if heat.outside > 0 {
        line(format!("{} {} lie outside of the page", heat.outside, heat.unit));
    }
    for (why, clicks) in &heat.unplaced {
        line(format!("{clicks} clicks without a place: {why}"));
    }
    if heat.picture.as_ref().is_some_and(|picture| picture.ground == "missing") {
        line("There was no picture to draw on".to_owned());
    }
    if let Some(file) = &heat.out {
        line(format!("Written to {file}"));
    }
    out
}

fn scroll_lines(scroll: &ScrollView, line: &mut impl FnMut(String)) {
    let estimate = if scroll.is_estimate { ", an estimate: nobody measured the page" } else { "" };
    let average = scroll.average_depth * 100.0;
    line(format!(
        "{} sessions, {average:.0} % deep on average of {:.0} px{estimate}",
        scroll.sessions, scroll.height_px
    ));
    for band in &scroll.bands {
        let seconds = band.average_ms as f64 / 1_000.0;
        line(format!(
            "{:>3}–{:<3} %  {:>6} sessions  {:>3.0} %  {seconds:.1} s each",
            band.from_percent,
            band.to_percent,
            band.sessions,
            band.reached * 100.0
        ));
    }
}

fn points_table(view: &PointsView) -> String {
    let mut out = format!(
        "{} points, {:.3} in all, {:.3} at most, {:.3} on average\n",
        view.points, view.total, view.max, view.average
    );
    let told = view.mistakes.iter().chain(&view.no_data);
    told.for_each(|text| out.push_str(&format!("{}\n", plain(text))));
    if view.mistaken > 0 {
        out.push_str(&format!("{} points are not on the picture\n", view.mistaken));
    }
    if let Some(file) = &view.out {
        out.push_str(&format!("Written to {}\n", plain(file)));
    }
    out
}

//! Heatmaps as files.

use std::path::Path;

use hindsight_contract::heatmap::{Beside, HeatmapAsk, HeatmapView};
use hindsight_replay::heatmap::picture::Picture;
use hindsight_replay::heatmap::table;

use super::gather::Gathered;
use super::told::told;
use super::{unknown, unpaintable};
use crate::desk::to_json;
use crate::{ConsoleError, Result};

/// Between two pictures beside each other.
const GAP_PX: u32 = 24;

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// The picture.
    Png,
    /// The exact numbers, a line for each cell or band.
    Csv,
    /// The same as JSON.
    Json,
}

impl FileKind {
    /// By a path's ending.
    pub fn of(path: &Path) -> Result<Self> {
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        Self::named(&ending.to_ascii_lowercase())
    }

    /// By its name.
    pub fn named(name: &str) -> Result<Self> {
        match name {
            "png" => Ok(Self::Png),
            "csv" => Ok(Self::Csv),
            "json" => Ok(Self::Json),
            other => Err(unknown("kind of file", other, "png, csv, json")),
        }
    }

    /// Its name, which is its ending.
    pub fn name(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Csv => "csv",
            Self::Json => "json",
        }
    }
}

/// The view, and a file's bytes where one is wanted and there is something to write.
pub(super) fn file(
    of: &Gathered,
    ask: &HeatmapAsk,
    kind: Option<FileKind>,
    below: Option<&Picture>,
) -> Result<(HeatmapView, Option<Vec<u8>>)> {
    let (view, picture) = told(of, ask, below)?;
    let bytes = match kind {
        None => None,
        Some(FileKind::Png) => picture.map(|picture| png(&picture)).transpose()?,
        Some(FileKind::Csv) => match (of.grid(), &view.scroll) {
            (Some(grid), _) if !grid.is_empty() => Some(table::csv(grid).into_bytes()),
            (_, Some(scroll)) => Some(scroll_csv(scroll).into_bytes()),
            _ => None,
        },
        Some(FileKind::Json) => match (of.grid(), &view.scroll) {
            (Some(grid), _) if !grid.is_empty() => Some(to_json(&table::table(grid))),
            (_, Some(scroll)) => Some(to_json(scroll)),
            _ => None,
        },
    };
    Ok((view, bytes))
}

/// Two views whose colours mean the same, and both pictures as one.
pub(super) fn beside(
    (one, left): (&Gathered, HeatmapAsk),
    (other, right): (&Gathered, HeatmapAsk),
) -> Result<(Beside, Option<Vec<u8>>)> {
    let alone = [told(one, &left, None)?, told(other, &right, None)?];
    let full = alone.iter().filter_map(|(view, _)| view.picture.as_ref()).map(|picture| picture.full);
    let full = full.reduce(f64::max);
    let same = |mut ask: HeatmapAsk| {
        ask.style.full = ask.style.full.or(full);
        ask
    };
    let (first, second) = (told(one, &same(left), None)?, told(other, &same(right), None)?);
    let joined = joined(first.1.as_ref(), second.1.as_ref())?;
    let views = Beside { left: first.0, right: second.0 };
    Ok((views, joined.map(|picture| png(&picture)).transpose()?))
}

/// Beside each other, the gap and what one is shorter transparent. A missing one leaves the other.
fn joined(left: Option<&Picture>, right: Option<&Picture>) -> Result<Option<Picture>> {
    let (left, right) = match (left, right) {
        (Some(left), Some(right)) => (left, right),
        (one, other) => return Ok(one.or(other).cloned()),
    };
    let width = left.width() + GAP_PX + right.width();
    let height = left.height().max(right.height());
    let mut rgba = vec![0; width as usize * height as usize * 4];
    for (picture, from) in [(left, 0), (right, left.width() + GAP_PX)] {
        let (line, its) = (width as usize * 4, picture.width() as usize * 4);
        let lines = rgba.chunks_exact_mut(line).zip(picture.rgba().chunks_exact(its));
        for (to, its_line) in lines {
            to[from as usize * 4..][..its].copy_from_slice(its_line);
        }
    }
    Picture::from_rgba(width, height, rgba).map(Some).map_err(|error| unpaintable(&error))
}

fn png(picture: &Picture) -> Result<Vec<u8>, ConsoleError> {
    picture.to_png().map_err(|error| unpaintable(&error))
}

fn scroll_csv(scroll: &hindsight_contract::heatmap::ScrollView) -> String {
    let mut csv = "from_percent,to_percent,sessions,reached,time_ms,average_ms\r\n".to_owned();
    for band in &scroll.bands {
        csv.push_str(&format!(
            "{},{},{},{:.4},{},{}\r\n",
            band.from_percent, band.to_percent, band.sessions, band.reached, band.time_ms, band.average_ms
        ));
    }
    csv
}

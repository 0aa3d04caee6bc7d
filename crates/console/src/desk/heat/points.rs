//! Heatmaps of points that somebody else counted.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use hindsight_contract::heatmap::{HeatmapStyle, PointsView};
use hindsight_replay::heatmap::given::{Given, GivenPoint, PER_INTENSITY, given};
use hindsight_replay::heatmap::paint::{Background, Frame, Painting, paint};
use hindsight_replay::heatmap::picture::Picture;
use hindsight_replay::heatmap::table;

use super::told::style_of;
use super::written::FileKind;
use super::{unpaintable, work, write};
use crate::desk::to_json;
use crate::{ConsoleError, Result};

/// Bytes of a list: about two million points.
const MOST_BYTES: u64 = 64 << 20;
/// Where no picture says how large the viewport is.
const VIEWPORT_PX: (u32, u32) = (1_280, 720);

/// Paints a file with a list of `{x, y, intensity}` in percent of the viewport.
pub async fn heatmap_of_points(
    points: &Path,
    style: HeatmapStyle,
    out: Option<&Path>,
    below: Option<Arc<Picture>>,
) -> Result<PointsView> {
    let kind = out.map(FileKind::of).transpose()?;
    let points = points.to_owned();
    let (mut view, bytes) = work(move || {
        let given = given(&read(&points)?);
        view_and_file(&given, &style, kind, below.as_deref())
    })
    .await?;
    if let (Some(out), Some(bytes)) = (out, bytes) {
        write(out, bytes).await?;
        view.out = Some(out.display().to_string());
    }
    Ok(view)
}

fn read(path: &Path) -> Result<Vec<GivenPoint>> {
    let unread = |source| ConsoleError::Input { path: path.to_owned(), source };
    let mut bytes = Vec::new();
    File::open(path).map_err(unread)?.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(unread)?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(ConsoleError::Painting {
            detail: format!("a list has {} MiB at most", MOST_BYTES >> 20),
        });
    }
    let error =
        |error| ConsoleError::Painting { detail: format!("it is no list of {{x, y, intensity}}: {error}") };
    serde_json::from_slice(&bytes).map_err(error)
}

fn view_and_file(
    given: &Given,
    style: &HeatmapStyle,
    kind: Option<FileKind>,
    below: Option<&Picture>,
) -> Result<(PointsView, Option<Vec<u8>>)> {
    let stats = given.grid.stats();
    let mut view = PointsView {
        points: stats.points,
        mistaken: given.mistaken,
        mistakes: given.mistakes.iter().map(ToString::to_string).collect(),
        total: stats.total as f64 / PER_INTENSITY,
        max: stats.max as f64 / PER_INTENSITY,
        average: stats.average / PER_INTENSITY,
        no_data: None,
        out: None,
    };
    let (width, height) = below.map_or(VIEWPORT_PX, |picture| (picture.width(), picture.height()));
    let background = below.map_or(Background::None, Background::Given);
    let painting = paint(&given.grid, &Frame::page(width, height), &style_of(style)?, background);
    let Painting::Painted(painted) = painting.map_err(|error| unpaintable(&error))? else {
        view.no_data = Some("no point of the list is on the picture".to_owned());
        return Ok((view, None));
    };
    let bytes = match kind {
        None => None,
        Some(FileKind::Png) => Some(painted.picture.to_png().map_err(|error| unpaintable(&error))?),
        Some(FileKind::Csv) => Some(table::csv(&given.grid).into_bytes()),
        Some(FileKind::Json) => Some(to_json(&table::table(&given.grid))),
    };
    Ok((view, bytes))
}

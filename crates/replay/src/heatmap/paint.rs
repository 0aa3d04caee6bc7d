//! From a grid to a picture.
//!
//! **Invariant:** colour is only where something was counted. Without anything to show the answer is
//! [`Painting::NoData`], and a background that was asked for and is not there is said, not drawn as white.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::{
    field::{Field, Reach},
    grid::{CELL_PX, Grid, Lattice, Stats},
    layer::Unit,
    palette::Palette,
    picture::{Picture, PictureError},
};

/// Colours that are told apart while painting.
const SHADES: usize = 1_024;
/// Up to this ratio colours fade in, so that a heatmap has no hard outline.
const FADE: f32 = 0.25;
/// Steps of a legend.
const STEPS: usize = 5;
/// Widths of a page that are drawn, in CSS pixels.
const PAGE_WIDTHS: Range<f64> = 16.0..16_384.0;

/// What one point becomes: a disc of this radius, blurred as a canvas blurs (with a Gaussian of half of it as its
/// standard deviation, HTML Standard, "shadowBlur"). In pixels of the picture, up to 128 cells of the grid.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Brush {
    pub radius_px: f64,
    pub blur_px: f64,
}

impl Default for Brush {
    /// About a finger's tip with its surroundings.
    fn default() -> Self {
        Self { radius_px: 12.0, blur_px: 20.0 }
    }
}

/// What the palette's last colour stands for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Full {
    /// The most in the picture.
    #[default]
    Max,
    /// What so many percent of the coloured places do not exceed; more is drawn as much.
    Percentile(f64),
    /// A given value: two pictures side by side then mean the same.
    At(f64),
}

/// How to paint.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Style {
    pub palette: Palette,
    pub brush: Brush,
    pub full: Full,
    /// Of the colours over a background, 0 to 1.
    pub opacity: f32,
}

impl Default for Style {
    fn default() -> Self {
        Self { palette: Palette::default(), brush: Brush::default(), full: Full::default(), opacity: 0.8 }
    }
}

/// Which part of a grid the picture shows. A viewport's or a screen's grid is always shown whole.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Frame {
    /// The picture's pixels.
    pub width: u32,
    pub height: u32,
    /// The page's width in CSS pixels, which fills the picture's.
    pub page_width_px: f64,
    /// Where in the document the picture begins, in CSS pixels.
    pub top_px: f64,
}

impl Frame {
    /// A page from its top, a pixel for each CSS pixel.
    pub fn page(width: u32, height: u32) -> Self {
        Self { width, height, page_width_px: f64::from(width), top_px: 0.0 }
    }
}

/// What lies under the colours.
#[derive(Clone, Copy, Debug)]
pub enum Background<'a> {
    /// Nobody asked for one.
    None,
    /// Somebody asked for one and there is none.
    Missing,
    /// Drawn from the upper left corner, a pixel for a pixel.
    Given(&'a Picture),
}

/// What became of the background.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Ground {
    /// Transparent, as asked.
    None,
    /// Transparent, although one was asked for.
    Missing,
    Whole,
    /// It covers only so much of the picture.
    Part {
        width: u32,
        height: u32,
    },
}

/// What the colours mean.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Legend {
    pub palette: Palette,
    /// What the values are.
    pub unit: Unit,
    /// From nothing to [`Legend::full`].
    pub steps: Vec<LegendStep>,
    /// What the last colour stands for: so much within about a brush around a place.
    pub full: f64,
    /// Whether more than that is drawn in the same colour.
    pub is_cut: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct LegendStep {
    pub value: f64,
    pub rgb: [u8; 3],
}

/// A picture and what has to be said beside it.
#[derive(Clone, Debug)]
pub struct Painted {
    pub picture: Picture,
    pub legend: Legend,
    pub ground: Ground,
    pub stats: Stats,
    /// What the grid has above or below the picture, in the layer's unit.
    pub beyond_frame: u64,
}

/// The answer.
#[derive(Clone, Debug)]
pub enum Painting {
    Painted(Painted),
    /// There is nothing to show: nothing was counted, or all of it is outside of the grid or beyond the frame.
    NoData {
        stats: Stats,
        beyond_frame: u64,
    },
}

/// Why nothing can be painted.
#[derive(Debug, thiserror::Error)]
pub enum PaintError {
    #[error(transparent)]
    Picture(#[from] PictureError),
    #[error("a page {width_px} px wide or a beginning at {top_px} px cannot be drawn")]
    Frame { width_px: f64, top_px: f64 },
}

/// Paints a grid.
pub fn paint(
    grid: &Grid,
    frame: &Frame,
    style: &Style,
    background: Background<'_>,
) -> Result<Painting, PaintError> {
    let mut picture = Picture::transparent(frame.width, frame.height)?;
    let cells = Cells::of(grid.lattice(), frame)?;
    let rows = cells.rows(grid.lattice(), frame);
    let stats = grid.stats();
    let within: u64 =
        grid.cells().filter(|(cell, _)| rows.contains(&cell.row)).map(|(_, weight)| weight).sum();
    let beyond_frame = stats.total.saturating_sub(within);
    let field = Field::of(grid, rows, cells.reach(style.brush));
    let Some(full) = full(&field, style.full) else {
        return Ok(Painting::NoData { stats, beyond_frame });
    };
    let ground = lay(&mut picture, background);
    let shades = shades(style);
    let is_bare = matches!(ground, Ground::None | Ground::Missing);
    colour(&mut picture, &field, &cells, &shades, full, is_bare);
    let is_cut = field.values().iter().any(|value| *value > full);
    let legend = Legend::of(style.palette, grid.layer().unit(), f64::from(full), is_cut);
    Ok(Painting::Painted(Painted { picture, legend, ground, stats, beyond_frame }))
}

/// How the grid's cells lie on the picture.
struct Cells {
    /// A cell's sides in pixels of the picture.
    width: f64,
    height: f64,
    /// Rows of the grid above the picture.
    above: f64,
}

impl Cells {
    fn of(lattice: Lattice, frame: &Frame) -> Result<Self, PaintError> {
        let width = f64::from(frame.width) / f64::from(lattice.columns());
        if lattice == Lattice::View {
            return Ok(Self {
                width,
                height: f64::from(frame.height) / f64::from(lattice.rows()),
                above: 0.0,
            });
        }
        let (width_px, top_px) = (frame.page_width_px, frame.top_px);
        let depth_px = f64::from(lattice.rows() * CELL_PX);
        if !PAGE_WIDTHS.contains(&width_px) || !(0.0..depth_px).contains(&top_px) {
            return Err(PaintError::Frame { width_px, top_px });
        }
        let height = f64::from(frame.width) / width_px * f64::from(CELL_PX);
        Ok(Self { width, height, above: top_px / f64::from(CELL_PX) })
    }

    /// The grid's rows that any part of the picture shows.
    fn rows(&self, lattice: Lattice, frame: &Frame) -> Range<u32> {
        let first = self.above as u32;
        let end = (self.above + f64::from(frame.height) / self.height).ceil() as u32;
        first..end.clamp(first + 1, lattice.rows().max(first + 1))
    }

    fn reach(&self, brush: Brush) -> Reach {
        let sigma = brush.blur_px / 2.0;
        Reach {
            radius: (brush.radius_px / self.width, brush.radius_px / self.height),
            sigma: (sigma / self.width, sigma / self.height),
        }
    }
}

/// The value of the last colour; `None` where nothing has any.
fn full(field: &Field, full: Full) -> Option<f32> {
    let mut values: Vec<f32> = field.values().iter().copied().filter(|value| *value > 0.0).collect();
    let max = values.iter().copied().reduce(f32::max)?;
    Some(match full {
        Full::Percentile(percent) if (0.0..100.0).contains(&percent) => {
            let rank = (percent / 100.0 * values.len() as f64).ceil() as usize;
            *values.select_nth_unstable_by(rank.saturating_sub(1), f32::total_cmp).1
        }
        // As a double it can be positive and, rounded, nothing.
        Full::At(value) if (value as f32).is_normal() && value > 0.0 => value as f32,
        _ => max,
    })
}

/// Draws the background, as much of it as fits.
pub(super) fn lay(picture: &mut Picture, background: Background<'_>) -> Ground {
    let below = match background {
        Background::None => return Ground::None,
        Background::Missing => return Ground::Missing,
        Background::Given(below) => below,
    };
    let width = below.width().min(picture.width());
    let height = below.height().min(picture.height());
    let (line, line_below) = (picture.width() as usize * 4, below.width() as usize * 4);
    let lines = picture.rgba_mut().chunks_exact_mut(line).zip(below.rgba().chunks_exact(line_below));
    for (to, from) in lines {
        to[..width as usize * 4].copy_from_slice(&from[..width as usize * 4]);
    }
    if (width, height) == (picture.width(), picture.height()) {
        Ground::Whole
    } else {
        Ground::Part { width, height }
    }
}

/// Colours from nothing, which is transparent, to full.
fn shades(style: &Style) -> Vec<[u8; 4]> {
    let opacity = if style.opacity.is_finite() { style.opacity.clamp(0.0, 1.0) } else { 1.0 };
    let shade = |n: usize| {
        let ratio = n as f32 / (SHADES - 1) as f32;
        let [red, green, blue] = style.palette.rgb(ratio);
        match ((ratio / FADE).min(1.0) * opacity * 255.0).round() as u8 {
            0 => [0; 4],
            alpha => [red, green, blue, alpha],
        }
    };
    (0..SHADES).map(shade).collect()
}

/// Draws the field over what is there, smooth between the middles of its cells.
fn colour(picture: &mut Picture, field: &Field, cells: &Cells, shades: &[[u8; 4]], full: f32, is_bare: bool) {
    let columns = field.columns;
    // Where each pixel lies between two columns; a column is repeated on both sides.
    let between = |at: f64, cell: f64| (at + 0.5) / cell - 0.5;
    let place = |x: u32| {
        let at = (between(f64::from(x), cells.width) + 1.0).clamp(0.0, columns as f64);
        (at as u32, at.fract() as f32)
    };
    let places: Vec<(u32, f32)> = (0..picture.width()).map(place).collect();
    let mut line = vec![0.0_f32; columns + 2];
    let per_value = (SHADES - 1) as f32 / full;
    let length = picture.width() as usize * 4;
    for (y, pixels) in (0_u32..).zip(picture.rgba_mut().chunks_exact_mut(length)) {
        let at = between(f64::from(y), cells.height) + cells.above;
        let (upper, lower) = (field.row(at.floor() as i64), field.row(at.floor() as i64 + 1));
        let part = (at - at.floor()) as f32;
        let mut most = 0.0_f32;
        for ((to, upper), lower) in line[1..=columns].iter_mut().zip(upper).zip(lower) {
            *to = (upper + (lower - upper) * part) * per_value;
            most = most.max(*to);
        }
        if most < 1.0 {
            continue;
        }
        (line[0], line[columns + 1]) = (line[1], line[columns]);
        for (pixel, &(column, part)) in pixels.chunks_exact_mut(4).zip(&places) {
            let (left, right) = (line[column as usize], line[column as usize + 1]);
            let shade = shades[((left + (right - left) * part) as usize).min(SHADES - 1)];
            if is_bare {
                pixel.copy_from_slice(&shade);
            } else if shade[3] > 0 {
                blend(pixel, shade);
            }
        }
    }
}

/// Puts a colour over a pixel (Porter and Duff's "over", for alpha that is not multiplied in).
pub(super) fn blend(pixel: &mut [u8], shade: [u8; 4]) {
    let (above, below) = (u32::from(shade[3]) * 255, u32::from(pixel[3]) * (255 - u32::from(shade[3])));
    let sum = (above + below).max(1);
    for (to, colour) in pixel.iter_mut().zip(shade).take(3) {
        *to = ((u32::from(colour) * above + u32::from(*to) * below + sum / 2) / sum) as u8;
    }
    pixel[3] = ((above + below + 127) / 255) as u8;
}

impl Legend {
    pub(super) fn of(palette: Palette, unit: Unit, full: f64, is_cut: bool) -> Self {
        let step = |n: usize| {
            let ratio = n as f64 / (STEPS - 1) as f64;
            LegendStep { value: full * ratio, rgb: palette.rgb(ratio as f32) }
        };
        Self { palette, unit, steps: (0..STEPS).map(step).collect(), full, is_cut }
    }

    /// The colours in a bar, from nothing at its left to full at its right.
    pub fn bar(&self, width: u32, height: u32) -> Result<Picture, PictureError> {
        let mut picture = Picture::transparent(width, height)?;
        let last = (width - 1).max(1) as f32;
        for (n, pixel) in picture.rgba_mut().chunks_exact_mut(4).enumerate() {
            let [red, green, blue] = self.palette.rgb((n % width as usize) as f32 / last);
            pixel.copy_from_slice(&[red, green, blue, u8::MAX]);
        }
        Ok(picture)
    }
}

#[cfg(test)]
#[path = "paint_tests.rs"]
mod tests;

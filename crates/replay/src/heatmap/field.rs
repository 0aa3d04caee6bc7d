//! Counts spread out: each point becomes a disc with a soft edge, and discs add up.
//!
//! The disc is summed by differences of running sums (exact, since counts are integers below 2⁵³ in doubles), and
//! its edge is softened by a Gaussian in two passes. The result does not depend on where on the lattice the points
//! lie: the same pattern elsewhere gives the same numbers.

use std::ops::Range;

use super::grid::Grid;

/// Cells that a disc or its edge may reach: bounds the work.
const MAX_REACH: f64 = 128.0;
/// A Gaussian is cut where it is below a hundredth of its middle.
const SIGMAS: f64 = 3.0;

/// How far one point reaches, in cells; across and down, since cells need not be square.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Reach {
    pub(super) radius: (f64, f64),
    pub(super) sigma: (f64, f64),
}

/// Rows of a grid, spread out. A lone point of weight 1 has the value 1 in its middle.
pub(super) struct Field {
    pub(super) columns: usize,
    /// The grid's row that is the field's first.
    pub(super) first_row: u32,
    values: Vec<f32>,
}

impl Field {
    /// Spreads what lies in or reaches into the rows.
    pub(super) fn of(grid: &Grid, rows: Range<u32>, reach: Reach) -> Self {
        let columns = grid.lattice().columns() as usize;
        let across = Reach1::new(reach.radius.0, reach.sigma.0);
        let down = Reach1::new(reach.radius.1, reach.sigma.1);
        let (edge, height) = (down.taps.len() / 2, rows.len());
        // The disc is needed in `edge` more rows on both sides, and counts `down.disc` rows further.
        let margin = edge + down.disc;
        let (counts, has_any) = counts(grid, columns, &rows, margin);
        let discs = discs(&counts, &has_any, columns, &across, &down);
        drop(counts);
        let mut values = vec![0.0; height * columns];
        let peak = peak(&across, &down);
        let mut soft = vec![0.0; columns];
        for (n, disc) in discs.iter().enumerate().filter(|(_, disc)| !disc.is_empty()) {
            soften(disc, &across.taps, &mut soft);
            // Row n of the discs is `edge` above row n of the values.
            for (tap, weight) in down.taps.iter().enumerate() {
                if let Some(row) = (n + tap).checked_sub(2 * edge).filter(|row| *row < height) {
                    let to = &mut values[row * columns..][..columns];
                    to.iter_mut().zip(&soft).for_each(|(to, soft)| *to += soft * (weight / peak));
                }
            }
        }
        Self { columns, first_row: rows.start, values }
    }

    pub(super) fn values(&self) -> &[f32] {
        &self.values
    }

    /// A row, by its number in the grid; the field's first or last where it does not reach.
    pub(super) fn row(&self, row: i64) -> &[f32] {
        let last = self.values.len() / self.columns - 1;
        let n = usize::try_from(row - i64::from(self.first_row)).unwrap_or(0).min(last);
        &self.values[n * self.columns..][..self.columns]
    }
}

/// A reach along one axis.
struct Reach1 {
    radius: f64,
    /// Whole cells of the disc on each side of its middle.
    disc: usize,
    /// Weights of the soft edge, an odd number that sums up to 1.
    taps: Vec<f32>,
}

impl Reach1 {
    fn new(radius: f64, sigma: f64) -> Self {
        let or_none = |reach: f64| if reach.is_nan() { 0.0 } else { reach };
        let radius = or_none(radius).clamp(0.0, MAX_REACH);
        let sigma = or_none(sigma).clamp(0.0, MAX_REACH / SIGMAS);
        let side = (sigma * SIGMAS).ceil() as i32;
        let weight = |n: i32| if n == 0 { 1.0 } else { (-0.5 * (f64::from(n) / sigma).powi(2)).exp() };
        let weights: Vec<f64> = (-side..=side).map(weight).collect();
        let sum: f64 = weights.iter().sum();
        let taps = weights.iter().map(|weight| (weight / sum) as f32).collect();
        Self { radius, disc: radius as usize, taps }
    }

    /// Whole cells of the disc on each side, in the row that is so far from its middle row.
    fn half(&self, rows_away: usize, down: &Self) -> usize {
        let away = if rows_away == 0 { 0.0 } else { rows_away as f64 / down.radius };
        // A width that is whole but for its last bits is whole: a disc is as wide as it is high.
        (self.radius * (1.0 - away * away).max(0.0).sqrt() + 1e-9) as usize
    }
}

/// What a lone point has in its middle before it is scaled to 1.
fn peak(across: &Reach1, down: &Reach1) -> f32 {
    let sum_within = |taps: &[f32], half: usize| {
        let middle = taps.len() / 2;
        taps[middle.saturating_sub(half)..=(middle + half).min(taps.len() - 1)].iter().sum::<f32>()
    };
    let middle = down.taps.len() / 2;
    let rows = down.taps.iter().enumerate().filter(|(n, _)| n.abs_diff(middle) <= down.disc);
    rows.map(|(n, weight)| weight * sum_within(&across.taps, across.half(n.abs_diff(middle), down))).sum()
}

/// Counts from `margin` rows above to `margin` rows below, and which rows have any.
fn counts(grid: &Grid, columns: usize, rows: &Range<u32>, margin: usize) -> (Vec<f64>, Vec<bool>) {
    let height = rows.len() + 2 * margin;
    let mut counts = vec![0.0; height * columns];
    let mut has_any = vec![false; height];
    for (cell, weight) in grid.cells() {
        let row = (cell.row as usize + margin).checked_sub(rows.start as usize).filter(|row| *row < height);
        if let Some(row) = row {
            counts[row * columns + cell.column as usize] = weight as f64;
            has_any[row] = true;
        }
    }
    (counts, has_any)
}

/// Rows of summed discs, `down.disc` fewer on both sides than there are counts; empty where nothing reaches. They
/// are as much longer than the lattice's as the soft edge brings back from beyond its sides.
fn discs(counts: &[f64], has_any: &[bool], columns: usize, across: &Reach1, down: &Reach1) -> Vec<Vec<f32>> {
    let mut discs: Vec<Vec<f64>> = vec![Vec::new(); has_any.len() - 2 * down.disc];
    let side = across.taps.len() / 2;
    // Running sums, with the first and the last repeated so far that no window reaches beyond.
    let before = across.disc + side + 1;
    let mut sums = vec![0.0; before + columns + across.disc + side];
    for (n, row) in counts.chunks_exact(columns).enumerate().filter(|(n, _)| has_any[*n]) {
        let mut sum = 0.0;
        for (to, count) in sums[before..].iter_mut().zip(row) {
            sum += count;
            *to = sum;
        }
        sums[before + columns..].fill(sum);
        for disc_row in n.saturating_sub(2 * down.disc)..=n.min(discs.len() - 1) {
            let half = across.half(n.abs_diff(disc_row + down.disc), down);
            let disc = &mut discs[disc_row];
            disc.resize(columns + 2 * side, 0.0);
            let (low, high) = (&sums[across.disc - half..], &sums[across.disc + half + 1..]);
            disc.iter_mut().zip(low.iter().zip(high)).for_each(|(to, (low, high))| *to += high - low);
        }
    }
    discs.into_iter().map(|row| row.into_iter().map(|value| value as f32).collect()).collect()
}

/// One pass of the Gaussian along a row.
fn soften(row: &[f32], taps: &[f32], soft: &mut [f32]) {
    soft.fill(0.0);
    for (tap, weight) in taps.iter().enumerate() {
        soft.iter_mut().zip(&row[tap..]).for_each(|(to, value)| *to += value * weight);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::heatmap::{
        bucket::WidthBucket,
        grid::{Cell, Lattice},
        layer::Layer,
    };

    const PAGE: Lattice = Lattice::Page(WidthBucket::Laptop);

    fn grid_of(cells: &[(u32, u32, u32)]) -> Grid {
        let mut grid = Grid::new(PAGE, Layer::Click);
        for &(row, column, weight) in cells {
            let (x, y) = PAGE.middle(Cell { row, column });
            grid.add(x, y, weight);
        }
        grid
    }

    /// The same by the definition: every point gives every cell its part.
    fn slow(cells: &[(u32, u32, u32)], at: (i64, i64), across: &Reach1, down: &Reach1) -> f64 {
        let mut sum = 0.0;
        for (n, dy) in (-(down.taps.len() as i64 / 2)..).zip(&down.taps) {
            for (m, dx) in (-(across.taps.len() as i64 / 2)..).zip(&across.taps) {
                for &(row, column, weight) in cells {
                    let rows_away = usize::try_from((i64::from(row) - at.0 - n).abs()).unwrap();
                    let columns_away = usize::try_from((i64::from(column) - at.1 - m).abs()).unwrap();
                    if rows_away <= down.disc && columns_away <= across.half(rows_away, down) {
                        sum += f64::from(weight) * f64::from(*dx) * f64::from(*dy);
                    }
                }
            }
        }
        sum / f64::from(peak(across, down))
    }

    #[test]
    fn every_value_is_the_sum_of_the_discs_that_reach_it() {
        let cells = [(0, 0, 3), (5, 7, 1), (6, 8, 9), (12, 319, 2), (31, 20, 5)];
        for reach in [
            Reach { radius: (0.0, 0.0), sigma: (0.0, 0.0) },
            Reach { radius: (4.0, 4.0), sigma: (0.0, 0.0) },
            Reach { radius: (0.0, 0.0), sigma: (1.5, 1.5) },
            Reach { radius: (3.2, 5.7), sigma: (1.1, 0.7) },
        ] {
            let field = Field::of(&grid_of(&cells), 3..30, reach);
            let across = Reach1::new(reach.radius.0, reach.sigma.0);
            let down = Reach1::new(reach.radius.1, reach.sigma.1);
            for row in 3..30 {
                for column in (0..40).chain(300..320) {
                    let expected = slow(&cells, (row, column), &across, &down);
                    let is = f64::from(field.row(row)[column as usize]);
                    assert!(
                        (is - expected).abs() < 1e-4,
                        "{reach:?} at {row}, {column}: {is}, not {expected}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_lone_point_is_its_weight_in_the_middle_and_round() {
        let reach = Reach { radius: (5.0, 5.0), sigma: (2.0, 2.0) };
        let field = Field::of(&grid_of(&[(50, 100, 7)]), 0..100, reach);
        assert!((field.row(50)[100] - 7.0).abs() < 1e-4);
        for away in 0..12_usize {
            let sides =
                [field.row(50)[100 - away], field.row(50)[100 + away], field.row(50 + away as i64)[100]];
            assert!(sides.iter().all(|side| (side - sides[0]).abs() < 1e-4), "{away}: {sides:?}");
        }
        assert_eq!(field.row(50)[112], 0.0, "beyond its reach is nothing");
    }

    #[test]
    fn what_is_no_reach_is_none_and_what_is_endless_is_bounded() {
        for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -1.0, 1e300] {
            let reach = Reach { radius: (bad, bad), sigma: (bad, bad) };
            let field = Field::of(&grid_of(&[(2, 2, 1)]), 0..4, reach);
            assert!(field.values().iter().all(|value| value.is_finite() && *value >= 0.0), "{bad}");
        }
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(32))]

        #[test]
        fn a_pattern_has_the_same_numbers_wherever_it_lies(
            cells in proptest::collection::vec((0..20_u32, 0..20_u32, 1..1_000_u32), 1..30),
            (down, right) in (0..500_u32, 0..200_u32),
            (radius, sigma) in (0.0..9.0_f64, 0.0..4.0_f64),
        ) {
            let reach = Reach { radius: (radius, radius), sigma: (sigma, sigma) };
            let place = |down: u32, right: u32| {
                cells.iter().map(|cell| (cell.0 + 40 + down, cell.1 + 40 + right, cell.2)).collect::<Vec<_>>()
            };
            let here = Field::of(&grid_of(&place(0, 0)), 0..100, reach);
            let there = Field::of(&grid_of(&place(down, right)), down..down + 100, reach);
            for row in 0..100 {
                let moved = &there.row(row + i64::from(down))[right as usize..][..100];
                proptest::prop_assert_eq!(&here.row(row)[..100], moved);
            }
        }
    }
}

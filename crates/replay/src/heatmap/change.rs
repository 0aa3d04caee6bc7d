//! Where the picture of a screen changed: an encoder's damage, frame by frame, as a [`Grid`].
//!
//! A rectangle costs the same whatever its size: corners are noted, and summed up once at the end.

use super::{
    grid::{Cell, Grid, Lattice, MAX_TOTAL, Outside, VIEW_CELLS},
    layer::Layer,
};

const ACROSS: usize = VIEW_CELLS.0 as usize + 1;
const DOWN: usize = VIEW_CELLS.1 as usize + 1;

/// A rectangle of a screen in its pixels, whose right and lower sides are no longer part of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Damage {
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

/// Sums up damage. Screens of different sizes share a grid of ratios: a recording whose screen was resized keeps
/// one picture.
#[derive(Clone, Debug)]
pub struct PictureChange {
    /// Weight that begins at a corner and, negative, ends there.
    corners: Vec<i64>,
    points: u64,
    outside: Outside,
    /// What was given in all; bounds every sum of corners.
    given: u64,
}

impl Default for PictureChange {
    fn default() -> Self {
        Self { corners: vec![0; ACROSS * DOWN], points: 0, outside: Outside::default(), given: 0 }
    }
}

impl PictureChange {
    pub fn new() -> Self {
        Self::default()
    }

    /// Counts `weight` changes for every cell that the rectangle touches. What sticks out of the screen is left
    /// away; a rectangle without a part on it (empty, turned around, beyond, not numbers) is outside, and so is one
    /// after more changes than a grid can hold.
    pub fn add(&mut self, screen_px: (f64, f64), damage: Damage, weight: u32) {
        let weight = u64::from(weight);
        let columns = span(damage.left, damage.right, screen_px.0, VIEW_CELLS.0);
        let rows = span(damage.top, damage.bottom, screen_px.1, VIEW_CELLS.1);
        let most = MAX_TOTAL / u64::from(VIEW_CELLS.0 * VIEW_CELLS.1);
        let (Some((left, right)), Some((top, bottom)), true) = (columns, rows, self.given + weight <= most)
        else {
            self.outside.points += 1;
            self.outside.weight += weight;
            return;
        };
        self.given += weight;
        self.points += 1;
        let weight = weight.cast_signed();
        self.corners[top * ACROSS + left] += weight;
        self.corners[top * ACROSS + right] -= weight;
        self.corners[bottom * ACROSS + left] -= weight;
        self.corners[bottom * ACROSS + right] += weight;
    }

    /// What was added so far.
    pub fn grid(&self) -> Grid {
        let mut above = vec![0_i64; ACROSS];
        let mut cells = Vec::new();
        for row in 0..VIEW_CELLS.1 {
            let mut in_row = 0_i64;
            for column in 0..VIEW_CELLS.0 {
                in_row += self.corners[row as usize * ACROSS + column as usize];
                above[column as usize] += in_row;
                cells.push((Cell { row, column }, above[column as usize].unsigned_abs()));
            }
        }
        let mut grid = Grid::new(Lattice::View, Layer::PictureChange);
        grid.add_cells(self.points, self.outside, cells.into_iter());
        grid
    }
}

/// The cells between two sides, the last one no longer part of it.
fn span(from_px: f64, to_px: f64, side_px: f64, cells: u32) -> Option<(usize, usize)> {
    let is_side = side_px.is_finite() && side_px > 0.0;
    let is_on_screen = from_px < to_px && from_px < side_px && to_px > 0.0;
    if !(is_side && is_on_screen) {
        return None;
    }
    let per_px = f64::from(cells) / side_px;
    let from = (from_px.max(0.0) * per_px) as usize;
    let to = (to_px.min(side_px) * per_px).ceil() as usize;
    let to = to.min(cells as usize);
    (from < to).then_some((from, to))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{Strategy, any, prop_oneof};

    use super::*;

    fn damage(left: f64, top: f64, right: f64, bottom: f64) -> Damage {
        Damage { left, top, right, bottom }
    }

    #[test]
    fn every_cell_counts_how_often_it_changed() {
        let mut change = PictureChange::new();
        let screen = (3_200.0, 1_800.0);
        change.add(screen, damage(0.0, 0.0, 3_200.0, 1_800.0), 1);
        change.add(screen, damage(10.0, 10.0, 20.0, 30.0), 2);
        change.add(screen, damage(-50.0, -50.0, 5.0, 5.0), 4);
        let grid = change.grid();
        for ((row, column), weight) in
            [((0, 0), 5), ((1, 1), 3), ((2, 1), 3), ((3, 1), 1), ((1, 2), 1), ((179, 319), 1)]
        {
            assert_eq!(grid.weight(Cell { row, column }), weight, "row {row}, column {column}");
        }
        assert_eq!(grid.stats().points, 3);
        assert_eq!(grid.stats().total, 57_600 + 2 * 2 + 4);
    }

    #[test]
    fn what_is_no_part_of_the_screen_is_outside() {
        let mut change = PictureChange::new();
        let cases = [
            ((0.0, 0.0), damage(0.0, 0.0, 1.0, 1.0)),
            ((100.0, f64::NAN), damage(0.0, 0.0, 1.0, 1.0)),
            ((100.0, 100.0), damage(f64::NAN, 0.0, 1.0, 1.0)),
            ((100.0, 100.0), damage(5.0, 5.0, 5.0, 6.0)),
            ((100.0, 100.0), damage(9.0, 0.0, 1.0, 9.0)),
            ((100.0, 100.0), damage(100.0, 0.0, 200.0, 9.0)),
            ((100.0, 100.0), damage(-9.0, 0.0, 0.0, 9.0)),
        ];
        for (screen, rectangle) in cases {
            change.add(screen, rectangle, 3);
        }
        let grid = change.grid();
        assert!(grid.is_empty());
        assert_eq!(grid.outside(), Outside { points: 7, weight: 21 });
    }

    proptest::proptest! {
        #[test]
        fn no_rectangle_makes_it_panic_or_lose_a_point(
            rectangles in proptest::collection::vec((side(), side(), side(), side(), side(), side(), any::<u32>()), 0..50),
        ) {
            let mut change = PictureChange::new();
            for &(width, height, left, top, right, bottom, weight) in &rectangles {
                change.add((width, height), damage(left, top, right, bottom), weight);
            }
            let stats = change.grid().stats();
            proptest::prop_assert_eq!(stats.points + stats.outside.points, rectangles.len() as u64);
        }
    }

    fn side() -> impl Strategy<Value = f64> {
        prop_oneof![any::<f64>(), -10.0..2_000.0_f64]
    }
}

//! How much of something happened where, as exact integers on a lattice of cells.
//!
//! **Invariant:** what is added is in exactly one cell or in [`Grid::outside`], so that cells and outside sum up to
//! what was given, merging commutes, and subtracting what was merged leaves the grid as it was.

use std::{
    collections::HashMap,
    hash::{BuildHasherDefault, Hasher},
};

use serde::{Deserialize, Serialize};

use super::{
    bucket::WidthBucket,
    layer::{Layer, Unit},
};

/// The height of a page's cell in CSS pixels, and about its width.
pub const CELL_PX: u32 = 4;
/// Rows of a page: 131,072 px. What lies deeper is outside.
pub const MAX_ROWS: u32 = 32_768;
/// Cells across and down a viewport or a screen.
pub const VIEW_CELLS: (u32, u32) = (320, 180);
/// The largest sum: up to here doubles, and so JSON and painting, are exact.
pub const MAX_TOTAL: u64 = 1 << 53;

/// How a grid's place is cut into cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lattice {
    /// A page at the widths of a bucket. x is a ratio of the width, y is CSS pixels.
    Page(WidthBucket),
    /// A viewport or a screen, whole. x and y are ratios of its sides.
    View,
}

/// A cell's place, counted from the left and the top.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Cell {
    pub row: u32,
    pub column: u32,
}

impl Lattice {
    pub fn columns(self) -> u32 {
        match self {
            Self::Page(bucket) => bucket.usual_px() / CELL_PX,
            Self::View => VIEW_CELLS.0,
        }
    }

    pub fn rows(self) -> u32 {
        match self {
            Self::Page(_) => MAX_ROWS,
            Self::View => VIEW_CELLS.1,
        }
    }

    /// A row's height, in what y is measured in.
    pub fn row_height(self) -> f64 {
        match self {
            Self::Page(_) => f64::from(CELL_PX),
            Self::View => 1.0 / f64::from(VIEW_CELLS.1),
        }
    }

    /// The cell of a point; `None` outside, which NaN and the infinities are too. The right edge belongs to the
    /// last column, and the lower edge of a view to its last row.
    pub fn cell(self, x: f64, y: f64) -> Option<Cell> {
        let is_inside = (0.0..=1.0).contains(&x) && y >= 0.0 && (self != Self::View || y <= 1.0);
        let row = y / self.row_height();
        if !is_inside || (row >= f64::from(self.rows()) && self != Self::View) {
            return None;
        }
        let column = (x * f64::from(self.columns())) as u32;
        Some(Cell { row: (row as u32).min(self.rows() - 1), column: column.min(self.columns() - 1) })
    }

    /// A cell's number: those of a square follow each other, and so do the squares of a row.
    fn number(self, cell: Cell) -> u32 {
        let square = cell.row / SQUARE * self.columns().div_ceil(SQUARE) + cell.column / SQUARE;
        square * TOGETHER + cell.row % SQUARE * SQUARE + cell.column % SQUARE
    }

    /// The cell of a number.
    fn numbered(self, number: u32) -> Cell {
        let (square, within) = (number / TOGETHER, number % TOGETHER);
        let across = self.columns().div_ceil(SQUARE);
        Cell {
            row: square / across * SQUARE + within / SQUARE,
            column: square % across * SQUARE + within % SQUARE,
        }
    }

    /// The middle of a cell, as x and y of a point in it.
    pub fn middle(self, cell: Cell) -> (f64, f64) {
        let x = (f64::from(cell.column) + 0.5) / f64::from(self.columns());
        (x, (f64::from(cell.row) + 0.5) * self.row_height())
    }
}

/// What was given for places that the lattice does not have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outside {
    pub points: u64,
    /// In the layer's unit.
    pub weight: u64,
}

/// The numbers beside a heatmap.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Stats {
    pub unit: Unit,
    /// Points inside.
    pub points: u64,
    /// Their weights together: for clicks, the same number.
    pub total: u64,
    /// Places with any.
    pub places: u64,
    /// The most that one place has.
    pub max: u64,
    /// What a place that has any has on average; zero without places.
    pub average: f64,
    pub outside: Outside,
}

/// Why two grids cannot be added or subtracted. Neither was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GridError {
    #[error("grids of different widths or layers are never mixed")]
    Mixed,
    #[error("together they count more than {MAX_TOTAL}, and would no longer be exact")]
    TooMuch,
    #[error("what is to be taken out was never put in")]
    NotWithin,
    #[error("it counts something twice, out of order, beyond the lattice or not at all")]
    Damaged,
}

/// Spreads cell numbers over a map, those of a square next to each other: a pointer goes from cell to cell, and memory is
/// read in lines. The lattice bounds how many could be made to collide, so that no secret is needed.
#[derive(Clone, Copy, Debug, Default)]
pub struct CellHasher(u64);

/// Cells across and down a square.
const SQUARE: u32 = 4;
/// Cells that stay together: as many as the map compares at once.
const TOGETHER: u32 = SQUARE * SQUARE;

impl Hasher for CellHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u32(self.0 as u32 ^ u32::from(*byte));
        }
    }

    fn write_u32(&mut self, number: u32) {
        const ODD: u64 = 0x9E37_79B9_7F4A_7C15;
        let spread = |number: u32| u64::from(number).wrapping_mul(ODD);
        // The map looks at the lower bits for the place, and compares the upper seven there.
        let place = spread(number / TOGETHER) >> 32;
        let mark = spread(number) & (0x7F << 57);
        self.0 = mark | (place * u64::from(TOGETHER) + u64::from(number % TOGETHER));
    }
}

/// What happened on one page, at widths of one bucket, in one layer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Stored", into = "Stored")]
pub struct Grid {
    lattice: Lattice,
    layer: Layer,
    /// By [`Lattice::number`]; never zero.
    cells: HashMap<u32, u64, BuildHasherDefault<CellHasher>>,
    points: u64,
    total: u64,
    outside: Outside,
}

impl Grid {
    pub fn new(lattice: Lattice, layer: Layer) -> Self {
        let (points, total, outside) = (0, 0, Outside::default());
        Self { lattice, layer, cells: HashMap::default(), points, total, outside }
    }

    pub fn lattice(&self) -> Lattice {
        self.lattice
    }

    pub fn layer(&self) -> Layer {
        self.layer
    }

    /// What was given for places outside of the lattice.
    pub fn outside(&self) -> Outside {
        self.outside
    }

    /// Whether no cell has anything.
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// Adds a point, where x and y are what the lattice measures in and the weight is in the layer's unit.
    ///
    /// A point outside is counted as that, not clamped: a clamped click lies.
    pub fn add(&mut self, x: f64, y: f64, weight: u32) {
        match self.lattice.cell(x, y) {
            Some(cell) => {
                self.points += 1;
                self.put(cell, u64::from(weight));
            }
            None => {
                self.outside.points += 1;
                self.outside.weight += u64::from(weight);
            }
        }
    }

    /// Adds what was counted elsewhere, cell by cell. A cell beyond the lattice is outside.
    pub(super) fn add_cells(
        &mut self,
        points: u64,
        outside: Outside,
        cells: impl Iterator<Item = (Cell, u64)>,
    ) {
        self.points += points;
        self.outside.points += outside.points;
        self.outside.weight += outside.weight;
        for (cell, weight) in cells {
            if cell.row < self.lattice.rows() && cell.column < self.lattice.columns() {
                self.put(cell, weight);
            } else {
                self.outside.weight += weight;
            }
        }
    }

    fn put(&mut self, cell: Cell, weight: u64) {
        if weight > 0 {
            let index = self.lattice.number(cell);
            // 2⁵³ and the weights of all points that a computer can add stay below 2⁶⁴.
            *self.cells.entry(index).or_insert(0) += weight;
            self.total += weight;
        }
    }

    /// What a cell has, in the layer's unit.
    pub fn weight(&self, cell: Cell) -> u64 {
        if cell.column >= self.lattice.columns() || cell.row >= self.lattice.rows() {
            return 0;
        }
        self.cells.get(&self.lattice.number(cell)).copied().unwrap_or(0)
    }

    /// Cells that have anything, in no order.
    pub fn cells(&self) -> impl Iterator<Item = (Cell, u64)> {
        self.cells.iter().map(|(&number, &weight)| (self.lattice.numbered(number), weight))
    }

    /// Cells that have anything, from the top and the left.
    pub fn sorted(&self) -> Vec<(Cell, u64)> {
        let mut cells: Vec<_> = self.cells().collect();
        cells.sort_unstable();
        cells
    }

    pub fn stats(&self) -> Stats {
        let places = self.cells.len() as u64;
        Stats {
            unit: self.layer.unit(),
            points: self.points,
            total: self.total,
            places,
            max: self.cells.values().copied().max().unwrap_or(0),
            average: if places == 0 { 0.0 } else { self.total as f64 / places as f64 },
            outside: self.outside,
        }
    }

    /// Whether nothing was ever added, or all of it was taken out again.
    pub fn is_blank(&self) -> bool {
        self.is_empty() && self.points == 0 && self.outside == Outside::default()
    }

    /// Whether [`Self::merge`] would succeed.
    pub fn can_merge(&self, other: &Self) -> Result<(), GridError> {
        self.same_kind(other)?;
        let sums = [
            (self.points, other.points),
            (self.total, other.total),
            (self.outside.points, other.outside.points),
            (self.outside.weight, other.outside.weight),
        ];
        if sums.iter().any(|(mine, its)| mine.saturating_add(*its) > MAX_TOTAL) {
            return Err(GridError::TooMuch);
        }
        Ok(())
    }

    /// Adds another grid of the same lattice and layer.
    pub fn merge(&mut self, other: &Self) -> Result<(), GridError> {
        self.can_merge(other)?;
        for (&cell, weight) in &other.cells {
            *self.cells.entry(cell).or_insert(0) += weight;
        }
        self.points += other.points;
        self.total += other.total;
        self.outside.points += other.outside.points;
        self.outside.weight += other.outside.weight;
        Ok(())
    }

    /// Whether [`Self::subtract`] would succeed.
    pub fn can_subtract(&self, other: &Self) -> Result<(), GridError> {
        self.same_kind(other)?;
        let is_within = other.points <= self.points
            && other.outside.points <= self.outside.points
            && other.outside.weight <= self.outside.weight
            && other
                .cells
                .iter()
                .all(|(cell, weight)| self.cells.get(cell).is_some_and(|mine| mine >= weight));
        if is_within { Ok(()) } else { Err(GridError::NotWithin) }
    }

    /// Takes out what was merged before.
    pub fn subtract(&mut self, other: &Self) -> Result<(), GridError> {
        self.can_subtract(other)?;
        for (&cell, weight) in &other.cells {
            if let Some(mine) = self.cells.get_mut(&cell) {
                *mine -= weight;
                if *mine == 0 {
                    self.cells.remove(&cell);
                }
            }
        }
        self.points -= other.points;
        self.total -= other.total;
        self.outside.points -= other.outside.points;
        self.outside.weight -= other.outside.weight;
        Ok(())
    }

    fn same_kind(&self, other: &Self) -> Result<(), GridError> {
        if (self.lattice, self.layer) == (other.lattice, other.layer) {
            Ok(())
        } else {
            Err(GridError::Mixed)
        }
    }
}

/// How a grid is written: cells in order, as distances, and weights beside them. Both are columns of small
/// numbers, which is what zstd is good at.
#[derive(Clone, Serialize, Deserialize)]
struct Stored {
    lattice: Lattice,
    layer: Layer,
    points: u64,
    outside: Outside,
    /// From the cell before (at first: from cell −1), so never zero.
    gaps: Vec<u32>,
    weights: Vec<u64>,
}

impl From<Grid> for Stored {
    fn from(grid: Grid) -> Self {
        let columns = grid.lattice.columns();
        let cells = grid.sorted();
        let mut next = 0;
        let gaps = cells.iter().map(|(cell, _)| {
            let index = cell.row * columns + cell.column;
            let gap = index + 1 - next;
            next = index + 1;
            gap
        });
        let gaps = gaps.collect();
        let weights = cells.iter().map(|(_, weight)| *weight).collect();
        let Grid { lattice, layer, points, outside, .. } = grid;
        Self { lattice, layer, points, outside, gaps, weights }
    }
}

impl TryFrom<Stored> for Grid {
    type Error = GridError;

    fn try_from(stored: Stored) -> Result<Self, GridError> {
        let Stored { lattice, layer, points, outside, gaps, weights } = stored;
        let mut grid = Self { points, outside, ..Self::new(lattice, layer) };
        let columns = lattice.columns();
        let end = lattice.rows() * columns;
        let mut next = 0_u32;
        if gaps.len() != weights.len() {
            return Err(GridError::Damaged);
        }
        grid.cells.reserve(gaps.len());
        for (gap, weight) in gaps.into_iter().zip(weights) {
            next = next.checked_add(gap).filter(|next| *next <= end && gap > 0).ok_or(GridError::Damaged)?;
            if weight == 0 {
                return Err(GridError::Damaged);
            }
            grid.total = grid.total.saturating_add(weight);
            let cell = Cell { row: (next - 1) / columns, column: (next - 1) % columns };
            grid.cells.insert(lattice.number(cell), weight);
        }
        let sums = [points, grid.total, outside.points, outside.weight];
        if sums.iter().any(|sum| *sum > MAX_TOTAL) {
            return Err(GridError::TooMuch);
        }
        Ok(grid)
    }
}

#[cfg(test)]
#[path = "grid_tests.rs"]
mod tests;

//! A heatmap as numbers: the exact grid, and its hottest points.

use std::fmt::Write;

use serde::Serialize;

use super::{
    grid::{Cell, Grid, Lattice, Stats},
    layer::{Layer, Unit},
};

/// How far around a point belongs to it, in cells: with its own a square of 36 px, a button.
const AROUND: u32 = 4;

/// One cell with anything, as a table shows it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Place {
    #[serde(flatten)]
    pub cell: Cell,
    /// The cell's middle, in percent of the width.
    pub x_percent: f64,
    /// The cell's middle: CSS pixels on a page, percent of a viewport's or a screen's height.
    pub y: f64,
    /// In the layer's unit.
    pub weight: u64,
}

/// The exact grid.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Table {
    pub lattice: Lattice,
    pub layer: Layer,
    pub stats: Stats,
    /// From the top and the left.
    pub places: Vec<Place>,
}

/// One of the points where there is most.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Hot {
    #[serde(flatten)]
    pub place: Place,
    /// What the cell and those around it have together.
    pub around: u64,
}

fn place(lattice: Lattice, cell: Cell, weight: u64) -> Place {
    let (x, y) = lattice.middle(cell);
    let y = if lattice == Lattice::View { y * 100.0 } else { y };
    Place { cell, x_percent: x * 100.0, y, weight }
}

/// The grid as a table, for JSON.
pub fn table(grid: &Grid) -> Table {
    let lattice = grid.lattice();
    let places = grid.sorted().into_iter().map(|(cell, weight)| place(lattice, cell, weight)).collect();
    Table { lattice, layer: grid.layer(), stats: grid.stats(), places }
}

/// The grid as CSV (RFC 4180): a line for each cell with anything, from the top and the left.
pub fn csv(grid: &Grid) -> String {
    let y = if grid.lattice() == Lattice::View { "y_percent" } else { "y_px" };
    let weight = match grid.layer().unit() {
        Unit::Clicks => "clicks",
        Unit::Ms => "ms",
        Unit::Changes => "changes",
        Unit::Thousandths => "thousandths",
        Unit::Sessions => "sessions",
    };
    let mut csv = format!("row,column,x_percent,{y},{weight}\r\n");
    for Place { cell: Cell { row, column }, x_percent, y, weight } in table(grid).places {
        // Writing to a string cannot fail.
        let _ = write!(csv, "{row},{column},{x_percent:.4},{y:.4},{weight}\r\n");
    }
    csv
}

/// The hottest points: cells that no cell around exceeds, with most first, and none within another's surroundings.
pub fn hottest(grid: &Grid, most: usize) -> Vec<Hot> {
    let mut cells = grid.sorted();
    cells.sort_by_key(|(_, weight)| std::cmp::Reverse(*weight));
    let mut hot: Vec<Hot> = Vec::new();
    for (cell, weight) in cells {
        if hot.len() >= most {
            break;
        }
        let is_new = hot.iter().all(|other| !is_around(other.place.cell, cell));
        if is_new && around(cell).all(|other| grid.weight(other) <= weight) {
            let sum = around(cell).map(|other| grid.weight(other)).sum();
            hot.push(Hot { place: place(grid.lattice(), cell, weight), around: sum });
        }
    }
    hot
}

fn around(cell: Cell) -> impl Iterator<Item = Cell> {
    let near = |at: u32| at.saturating_sub(AROUND)..=at + AROUND;
    near(cell.row).flat_map(move |row| near(cell.column).map(move |column| Cell { row, column }))
}

pub(super) fn is_around(a: Cell, b: Cell) -> bool {
    a.row.abs_diff(b.row) <= AROUND && a.column.abs_diff(b.column) <= AROUND
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::heatmap::WidthBucket;

    const PAGE: Lattice = Lattice::Page(WidthBucket::Laptop);

    fn grid_of(lattice: Lattice, cells: &[(u32, u32, u32)]) -> Grid {
        let mut grid = Grid::new(lattice, Layer::Click);
        for &(row, column, weight) in cells {
            let (x, y) = lattice.middle(Cell { row, column });
            (0..weight).for_each(|_| grid.add(x, y, 1));
        }
        grid
    }

    #[test]
    fn a_table_is_the_exact_grid() {
        let grid = grid_of(PAGE, &[(2, 10, 3), (0, 319, 1)]);
        assert_eq!(
            csv(&grid),
            "row,column,x_percent,y_px,clicks\r\n0,319,99.8438,2.0000,1\r\n2,10,3.2812,10.0000,3\r\n"
        );
        let json = serde_json::to_value(table(&grid)).unwrap();
        assert_eq!(
            json["places"][1],
            serde_json::json!({"row": 2, "column": 10, "x_percent": 3.28125, "y": 10.0, "weight": 3})
        );
        assert_eq!(json["stats"]["total"], 4);
        let view = grid_of(Lattice::View, &[(90, 160, 1)]);
        assert!(csv(&view).ends_with("90,160,50.1562,50.2778,1\r\n"));
        assert_eq!(csv(&Grid::new(PAGE, Layer::Attention)), "row,column,x_percent,y_px,ms\r\n");
    }

    #[test]
    fn the_hottest_points_are_tops_and_not_their_slopes() {
        let cells = [(50, 50, 9), (51, 51, 8), (54, 54, 5), (55, 55, 4), (0, 0, 2), (0, 319, 2), (200, 9, 7)];
        let hot = hottest(&grid_of(PAGE, &cells), 10);
        let told: Vec<_> = hot.iter().map(|hot| (hot.place.cell.row, hot.place.weight, hot.around)).collect();
        assert_eq!(
            told,
            [(50, 9, 22), (200, 7, 7), (0, 2, 2), (0, 2, 2)],
            "55, 55 is on the slope of 54, 54"
        );
        assert_eq!(hottest(&grid_of(PAGE, &cells), 1).len(), 1);
        assert_eq!(hottest(&Grid::new(PAGE, Layer::Click), 5), []);
    }
}

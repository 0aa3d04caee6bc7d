use proptest::{
    collection::vec,
    prelude::{Strategy, any, prop_assert, prop_assert_eq, prop_oneof},
};

use super::*;

const PAGE: Lattice = Lattice::Page(WidthBucket::Laptop);

fn grid_of(points: &[(f64, f64, u32)]) -> Grid {
    let mut grid = Grid::new(PAGE, Layer::Click);
    for &(x, y, weight) in points {
        grid.add(x, y, weight);
    }
    grid
}

fn point() -> impl Strategy<Value = (f64, f64, u32)> {
    let x = prop_oneof![4 => 0.0..1.0_f64, 1 => any::<f64>()];
    let y = prop_oneof![4 => 0.0..5_000.0_f64, 1 => any::<f64>()];
    (x, y, prop_oneof![0..9_u32, any::<u32>()])
}

#[test]
fn a_point_is_in_one_cell_or_outside_and_never_clamped() {
    for ((x, y), expected) in [
        ((0.0, 0.0), Some((0, 0))),
        ((-0.0, -0.0), Some((0, 0))),
        ((1.0, 3.99), Some((0, 319))),
        ((0.5, 4.0), Some((1, 160))),
        ((0.5, 131_071.9), Some((32_767, 160))),
        ((0.5, 131_072.0), None),
        ((1.000_001, 0.0), None),
        ((-0.000_001, 0.0), None),
        ((0.5, -1.0), None),
        ((f64::NAN, 0.0), None),
        ((0.0, f64::NAN), None),
        ((f64::INFINITY, 0.0), None),
        ((0.0, f64::INFINITY), None),
        ((f64::NEG_INFINITY, f64::NEG_INFINITY), None),
    ] {
        assert_eq!(PAGE.cell(x, y).map(|cell| (cell.row, cell.column)), expected, "{x}, {y}");
        let grid = grid_of(&[(x, y, 1)]);
        assert_eq!(grid.outside().points, u64::from(expected.is_none()), "{x}, {y}");
    }
}

#[test]
fn the_numbers_beside_a_heatmap_are_exact() {
    let grid = grid_of(&[(0.1, 1.0, 1), (0.1, 1.0, 1), (0.1, 1.0, 1), (0.9, 900.0, 1), (2.0, 1.0, 1)]);
    let stats = grid.stats();
    assert_eq!((stats.points, stats.total, stats.places, stats.max), (4, 4, 2, 3));
    assert_eq!(stats.average, 2.0);
    assert_eq!(stats.outside, Outside { points: 1, weight: 1 });
    assert_eq!(Grid::new(PAGE, Layer::Click).stats().average, 0.0);
}

#[test]
fn widths_and_layers_are_never_mixed() {
    let mut grid = grid_of(&[(0.1, 1.0, 1)]);
    let before = grid.clone();
    for other in [Grid::new(Lattice::Page(WidthBucket::Wide), Layer::Click), Grid::new(PAGE, Layer::Rage)] {
        assert_eq!(grid.merge(&other), Err(GridError::Mixed));
        assert_eq!(grid.subtract(&other), Err(GridError::Mixed));
    }
    assert_eq!(grid.subtract(&grid_of(&[(0.2, 1.0, 1)])), Err(GridError::NotWithin));
    assert_eq!(grid.subtract(&grid_of(&[(0.1, 1.0, 2)])), Err(GridError::NotWithin));
    assert_eq!(grid, before, "what cannot be done changes nothing");
}

#[test]
fn a_damaged_grid_is_refused() {
    let whole = serde_json::to_value(grid_of(&[(0.1, 1.0, 1), (0.9, 900.0, 7)])).unwrap();
    assert!(serde_json::from_value::<Grid>(whole.clone()).is_ok());
    for (field, value) in [
        ("gaps", serde_json::json!([1])),
        ("gaps", serde_json::json!([0, 1])),
        ("gaps", serde_json::json!([5, 0])),
        ("gaps", serde_json::json!([1, 4_294_967_295_u32])),
        ("gaps", serde_json::json!([1, 10_485_760])),
        ("weights", serde_json::json!([1, 0])),
        ("weights", serde_json::json!([u64::MAX, u64::MAX])),
        ("points", serde_json::json!(u64::MAX)),
        ("outside", serde_json::json!({"points": 0, "weight": u64::MAX})),
    ] {
        let mut damaged = whole.clone();
        damaged[field] = value.clone();
        assert!(serde_json::from_value::<Grid>(damaged).is_err(), "{field}: {value}");
    }
}

#[test]
fn more_than_can_be_exact_is_refused() {
    let json = serde_json::json!({
        "lattice": {"page": "laptop"}, "layer": "click", "points": 1, "outside": {"points": 0, "weight": 0},
        "gaps": [1], "weights": [MAX_TOTAL],
    });
    let full: Grid = serde_json::from_value(json).unwrap();
    let mut grid = full.clone();
    assert_eq!(grid.merge(&full), Err(GridError::TooMuch));
    assert_eq!(grid, full);
}

#[test]
fn a_stored_grid_is_small() {
    let points: Vec<_> = (0..100_000_u32)
        .map(|n| (f64::from(n % 97) / 97.0, f64::from(n.wrapping_mul(2_654_435_761) >> 20), 1))
        .collect();
    let grid = grid_of(&points);
    let json = serde_json::to_vec(&grid).unwrap();
    let packed = zstd::bulk::compress(&json, 3).unwrap();
    let per_place = packed.len() as f64 / grid.stats().places as f64;
    assert!(per_place < 2.5, "{per_place} bytes for a place");
}

proptest::proptest! {
    #[test]
    fn cells_and_outside_are_all_that_was_given(points in vec(point(), 0..200)) {
        let grid = grid_of(&points);
        let stats = grid.stats();
        prop_assert_eq!(stats.points + stats.outside.points, points.len() as u64);
        let given: u64 = points.iter().map(|point| u64::from(point.2)).sum();
        let cells: u64 = grid.cells().map(|(_, weight)| weight).sum();
        prop_assert_eq!(cells, stats.total);
        prop_assert_eq!(cells + stats.outside.weight, given);
        for (cell, weight) in grid.cells() {
            prop_assert!(weight > 0);
            let (x, y) = PAGE.middle(cell);
            prop_assert_eq!(PAGE.cell(x, y), Some(cell));
        }
    }

    #[test]
    fn what_was_merged_can_be_taken_out_again(mine in vec(point(), 0..100), its in vec(point(), 0..100)) {
        let (mine_grid, its_grid) = (grid_of(&mine), grid_of(&its));
        let mut both = mine_grid.clone();
        both.merge(&its_grid).unwrap();
        let all: Vec<_> = mine.iter().chain(&its).copied().collect();
        prop_assert_eq!(&both, &grid_of(&all));
        let mut other_way = its_grid.clone();
        other_way.merge(&mine_grid).unwrap();
        prop_assert_eq!(&both, &other_way);
        both.subtract(&its_grid).unwrap();
        prop_assert_eq!(&both, &mine_grid);
        both.subtract(&mine_grid).unwrap();
        prop_assert_eq!(both, Grid::new(PAGE, Layer::Click));
    }

    #[test]
    fn a_stored_grid_is_the_same_grid(points in vec(point(), 0..200)) {
        let grid = grid_of(&points);
        let json = serde_json::to_string(&grid).unwrap();
        prop_assert_eq!(serde_json::from_str::<Grid>(&json).unwrap(), grid);
    }
}

//! Points that somebody else counted, as a list of places in percent of the viewport.

use serde::{Deserialize, Serialize};

use super::{
    grid::{Grid, Lattice},
    layer::Layer,
};

/// Mistakes told one by one; the rest is only counted.
pub const TOLD: usize = 100;
/// An intensity of 1, in what the grid counts.
pub const PER_INTENSITY: f64 = 1_000.0;

/// One point of such a list.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct GivenPoint {
    /// Percent of the viewport's width, 0 to 100.
    pub x: f64,
    /// Percent of its height, 0 to 100.
    pub y: f64,
    /// What it weighs, to a thousandth; 1 where nothing is said.
    #[serde(default = "one")]
    pub intensity: f64,
}

fn one() -> f64 {
    1.0
}

/// Why a point is not on the picture.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Mistake {
    #[error("point {index} lies at {x} %, {y} %, and the viewport goes from 0 to 100 %")]
    OutOfRange { index: usize, x: f64, y: f64 },
    #[error("point {index} has the intensity {intensity}, and one is between 0 and 4294967")]
    Intensity { index: usize, intensity: f64 },
}

/// The grid of such a list, and what is wrong with it.
#[derive(Clone, Debug)]
pub struct Given {
    pub grid: Grid,
    /// The first [`TOLD`].
    pub mistakes: Vec<Mistake>,
    /// All points that are not on the picture.
    pub mistaken: u64,
}

/// Counts a list of points.
pub fn given(points: &[GivenPoint]) -> Given {
    let mut given = Given { grid: Grid::new(Lattice::View, Layer::Given), mistakes: Vec::new(), mistaken: 0 };
    for (index, &GivenPoint { x, y, intensity }) in points.iter().enumerate() {
        let thousandths = (intensity * PER_INTENSITY).round();
        let is_intensity = (0.0..=f64::from(u32::MAX)).contains(&thousandths);
        // One that weighs nothing anybody knows is still a point that was given.
        let weight = if is_intensity { thousandths as u32 } else { 0 };
        let is_in_range = (0.0..=100.0).contains(&x) && (0.0..=100.0).contains(&y);
        let mistake = match (is_in_range, is_intensity) {
            (true, true) => {
                given.grid.add(x / 100.0, y / 100.0, weight);
                continue;
            }
            (false, _) => Mistake::OutOfRange { index, x, y },
            (true, false) => Mistake::Intensity { index, intensity },
        };
        given.grid.add(f64::NAN, f64::NAN, weight);
        given.mistaken += 1;
        if given.mistakes.len() < TOLD {
            given.mistakes.push(mistake);
        }
    }
    given
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::heatmap::grid::{Cell, Outside};

    #[test]
    fn points_in_percent_land_where_they_say_and_mistakes_are_told() {
        let json = r#"[{"x":0,"y":0},{"x":100,"y":100,"intensity":0.5},{"x":50,"y":50,"intensity":2.0004},
            {"x":100.1,"y":0,"intensity":3},{"x":1,"y":-1},{"x":1,"y":1,"intensity":-1}]"#;
        let mut points: Vec<GivenPoint> = serde_json::from_str(json).unwrap();
        points.push(GivenPoint { x: f64::NAN, y: 1.0, intensity: 1.0 });
        points.push(GivenPoint { x: 1.0, y: 1.0, intensity: f64::INFINITY });
        let given = given(&points);
        for ((row, column), weight) in [((0, 0), 1_000), ((179, 319), 500), ((90, 160), 2_000)] {
            assert_eq!(given.grid.weight(Cell { row, column }), weight);
        }
        assert_eq!(given.grid.stats().points, 3);
        assert_eq!(given.grid.outside(), Outside { points: 5, weight: 5_000 });
        assert_eq!(given.mistaken, 5);
        let told: Vec<_> = given.mistakes.iter().map(ToString::to_string).collect();
        assert_eq!(told[0], "point 3 lies at 100.1 %, 0 %, and the viewport goes from 0 to 100 %");
        assert_eq!(told[2], "point 5 has the intensity -1, and one is between 0 and 4294967");
    }

    #[test]
    fn a_million_mistakes_are_counted_and_only_the_first_are_told() {
        let points = vec![GivenPoint { x: -1.0, y: 0.0, intensity: 1.0 }; 1_000_000];
        let given = given(&points);
        assert_eq!((given.mistaken, given.mistakes.len()), (1_000_000, TOLD));
    }
}

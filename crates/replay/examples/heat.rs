//! How long a million clicks take: aggregated, painted at 1280 × 4000, and written as PNG; and how long the stored
//! grids of ten thousand sessions take to become one.
//!
//! `cargo run --release -p hindsight-replay --example heat [file.png]`

#![expect(clippy::print_stdout, reason = "what it prints is what it is for")]
#![expect(clippy::disallowed_methods, reason = "a stopwatch is what this example is")]

use std::time::Instant;

use hindsight_replay::heatmap::{
    Grid, Layer, WidthBucket,
    grid::Lattice,
    paint::{Background, Frame, Painting, Style, paint},
};

const CLICKS: usize = 1_000_000;
const ROUNDS: usize = 7;
const SESSIONS: usize = 10_000;

/// Clicks around a hundred places, as on a page, and every tenth anywhere.
fn clicks() -> Vec<(f64, f64)> {
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut chance = move || {
        // xorshift64*, Vigna 2016.
        state ^= state >> 12;
        state ^= state << 25;
        state ^= state >> 27;
        (state.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 40) as f64 / f64::from(1 << 24)
    };
    let places: Vec<_> = (0..100).map(|_| (chance(), chance() * 4_000.0)).collect();
    let click = |_| {
        let (x, y) = places[(chance() * 100.0) as usize];
        let spread = (chance() + chance() - 1.0, chance() + chance() - 1.0);
        if chance() < 0.1 {
            (chance(), chance() * 4_000.0)
        } else {
            (x + spread.0 * 0.05, y + spread.1 * 60.0)
        }
    };
    (0..CLICKS).map(click).collect()
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let clicks = clicks();
    let frame = Frame::page(1280, 4_000);
    let mut best = f64::INFINITY;
    for _ in 0..ROUNDS {
        let start = Instant::now();
        let mut grid = Grid::new(Lattice::Page(WidthBucket::Laptop), Layer::Click);
        for &(x, y) in &clicks {
            grid.add(x, y, 1);
        }
        let aggregated = start.elapsed();
        let Painting::Painted(painted) = paint(&grid, &frame, &Style::default(), Background::None)? else {
            return Err("a million clicks are no data".into());
        };
        let done = start.elapsed();
        let png = painted.picture.to_png()?;
        let written = start.elapsed();
        best = best.min(done.as_secs_f64() * 1e3);
        println!(
            "aggregate {:.1} ms, paint {:.1} ms, PNG {:.1} ms ({} KiB); {} places, {} outside",
            aggregated.as_secs_f64() * 1e3,
            (done - aggregated).as_secs_f64() * 1e3,
            (written - done).as_secs_f64() * 1e3,
            png.len() / 1024,
            painted.stats.places,
            painted.stats.outside.points,
        );
        if let Some(path) = std::env::args().nth(1) {
            std::fs::write(path, png)?;
        }
    }
    println!("{CLICKS} clicks aggregated and painted: {best:.1} ms, the best of {ROUNDS}");
    merge(&clicks)
}

/// Reads and merges the grids of sessions with a hundredth of a percent of the clicks each.
fn merge(clicks: &[(f64, f64)]) -> Result<(), Box<dyn std::error::Error>> {
    let empty = Grid::new(Lattice::Page(WidthBucket::Laptop), Layer::Click);
    let mut stored = Vec::new();
    for session in clicks.chunks(CLICKS / SESSIONS) {
        let mut grid = empty.clone();
        session.iter().for_each(|&(x, y)| grid.add(x, y, 1));
        stored.push(serde_json::to_string(&grid)?);
    }
    let bytes: usize = stored.iter().map(String::len).sum();
    let start = Instant::now();
    let mut all = empty;
    for json in &stored {
        all.merge(&serde_json::from_str(json)?)?;
    }
    let ms = start.elapsed().as_secs_f64() * 1e3;
    println!(
        "{} sessions read and merged: {ms:.1} ms ({} KiB, {} points)",
        stored.len(),
        bytes / 1024,
        all.stats().points
    );
    Ok(())
}

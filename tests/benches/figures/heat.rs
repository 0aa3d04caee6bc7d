//! Heatmaps: a million clicks, beside simpleheat in Chromium, and ten thousand sessions of one page.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use hindsight_console::{Console, DERIVED};
use hindsight_contract::heatmap::HeatmapAsk;
use hindsight_domain::{Kind, RecordingId, Timestamp, limits};
use hindsight_replay::heatmap::grid::Lattice;
use hindsight_replay::heatmap::layout::Measured;
use hindsight_replay::heatmap::paint::{Background, Frame, Painting, Style, paint};
use hindsight_replay::heatmap::session::Reader;
use hindsight_replay::heatmap::{Grid, Layer, WidthBucket};
use hindsight_replay::moments::Moments;
use hindsight_rrweb::event::Event;
use hindsight_rrweb::mirror::Mirror;
use hindsight_testkit::Seeded;
use hindsight_vault::{Fetched, MemoryKeychain, PagePart, Unlock, Vault};

use crate::Wish;
use crate::field::{RealClock, millis, timed};
use crate::report::Figure;
use crate::stock::Stock;

const SIZE: (u32, u32) = (1_280, 4_000);
const ROUNDS: usize = 7;
const PEER_ROUNDS: usize = 3;
/// Clicks of a session, as many as a busy one has on one page.
const CLICKS: usize = 30;
/// Sessions that differ; the others are like one of them.
const DIFFERENT: usize = 200;

pub(crate) fn measure(wish: &Wish) -> Result<Vec<Figure>> {
    let clicks = wish.size(1_000_000);
    let points = points(clicks);
    let mut ours = Vec::new();
    for _ in 0..ROUNDS {
        let (_, took) = timed(|| aggregate_and_paint(&points))?;
        ours.push(millis(took));
    }
    let peer = simpleheat(clicks)?;
    let median = |samples: &[f64]| {
        let mut sorted = samples.to_vec();
        sorted.sort_by(f64::total_cmp);
        sorted[sorted.len() / 2]
    };
    let times = median(&peer) / median(&ours);
    Ok(vec![
        Figure::new("1 M clicks: aggregate and paint 1280 × 4000", "ms", ours).at_most(0.5, 100.0),
        Figure::new("the same beside simpleheat in Chromium", "× faster", vec![times]).at_least(5.0),
        Figure::new("click heatmap over 10,000 sessions of one page", "ms", sessions(wish)?)
            .at_most(0.5, 300.0),
    ])
}

/// Around a hundred places, as on a page, and every tenth anywhere: ratios of the width, and pixels.
fn points(count: usize) -> Vec<(f64, f64)> {
    let chance = chance();
    let height = f64::from(SIZE.1);
    let places: Vec<_> = (0..100).map(|_| (chance(), chance() * height)).collect();
    let near = || chance() + chance() - 1.0;
    let point = |_| {
        let (x, y) = places[(chance() * 100.0) as usize];
        if chance() < 0.1 {
            (chance(), chance() * height)
        } else {
            (x + near() * 0.03, y + near() * 0.03 * height)
        }
    };
    (0..count).map(point).collect()
}

/// Numbers in 0..1: xorshift64*, Vigna 2016.
fn chance() -> impl Fn() -> f64 {
    let state = std::cell::Cell::new(0x2545_F491_4F6C_DD1D_u64);
    move || {
        let mut next = state.get();
        next ^= next >> 12;
        next ^= next << 25;
        next ^= next >> 27;
        state.set(next);
        (next.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 40) as f64 / f64::from(1 << 24)
    }
}

fn aggregate_and_paint(points: &[(f64, f64)]) -> Result<()> {
    let mut grid = Grid::new(Lattice::Page(WidthBucket::Laptop), Layer::Click);
    for &(x, y) in points {
        grid.add(x, y, 1);
    }
    let painting = paint(&grid, &Frame::page(SIZE.0, SIZE.1), &Style::default(), Background::None)?;
    ensure!(matches!(painting, Painting::Painted(_)), "clicks are painted");
    Ok(())
}

/// What the peer takes for as many, in the browser that the UI's tests use.
fn simpleheat(clicks: usize) -> Result<Vec<f64>> {
    let ui = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui");
    let words = [clicks, SIZE.0 as usize, SIZE.1 as usize, PEER_ROUNDS].map(|word| word.to_string());
    let output = Command::new("node").arg("tests/bench/simpleheat.mjs").args(words).current_dir(&ui).output();
    let output = output.context("node starts, as for the tests of the UI")?;
    ensure!(output.status.success(), "simpleheat: {}", String::from_utf8_lossy(&output.stderr));
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// The window's call, from the vault to the pixels, over as many cached sessions.
fn sessions(wish: &Wish) -> Result<Vec<f64>> {
    let count = wish.size(10_000);
    let dir = tempfile::tempdir_in(std::env::current_exe()?.parent().context("a folder")?)?;
    let mut stock = Stock::new(dir.path(), &Unlock::by(Arc::new(MemoryKeychain::default())))?;
    let bytes = |n: usize| n.to_le_bytes().to_vec();
    let ids = stock.recordings(count, bytes)?;
    let different: Vec<_> = (0..DIFFERENT.min(count)).map(parts).collect::<Result<_>>()?;
    for (chunk, from) in ids.chunks(500).zip((0..).step_by(500)) {
        let fetched = |(id, n): (&RecordingId, usize)| Fetched {
            recording_id: id.clone(),
            index: 0,
            bytes: bytes(n),
            texts: Vec::new(),
        };
        stock.vault.store_batch(chunk.iter().zip(from..).map(fetched).collect())?;
    }
    let vault = stock.vault.clone().deriving(DERIVED);
    for (n, id) in ids.iter().enumerate() {
        keep(&vault, id, &different[n % different.len()])?;
    }
    let console = Console::on(stock.vault.clone(), Arc::new(RealClock), Arc::new(Seeded::new(1)));
    let runtime = tokio::runtime::Runtime::new()?;
    let ask = HeatmapAsk {
        page: Some("https://shop.example.org/cart".to_owned()),
        width: Some("laptop".to_owned()),
        layer: "click".to_owned(),
        ..HeatmapAsk::default()
    };
    let mut took = Vec::new();
    for _ in 0..ROUNDS {
        let (bytes, time) = timed(|| Ok(runtime.block_on(console.heatmap_bytes(ask.clone(), None))?))?;
        let head = bytes.split(|byte| *byte == b'\n').next().context("a head")?;
        let head: serde_json::Value = serde_json::from_slice(head)?;
        ensure!(head["recordings"] == count && head["total"] == count * CLICKS, "all were counted: {head}");
        took.push(millis(time));
    }
    Ok(took)
}

fn keep(vault: &Vault, id: &RecordingId, parts: &[PagePart]) -> Result<()> {
    // What the console keeps beside, so that it takes the recording for read.
    let read = [("insight".to_owned(), b"{}".to_vec())];
    Ok(vault.keep_derived_with_pages(id, 1, &read, Some(parts))?)
}

/// The page on which they click.
const PAGE: [&str; 2] = [
    r#"{"type":4,"timestamp":0,"data":{"href":"https://shop.example.org/cart","width":1280,"height":720}}"#,
    r#"{"type":2,"timestamp":1,"data":{"node":{"type":0,"id":1,"childNodes":[{"type":2,"tagName":"html","id":2,"attributes":{},"childNodes":[{"type":2,"tagName":"body","id":3,"attributes":{},"childNodes":[{"type":2,"tagName":"button","id":5,"attributes":{"class":"buy"},"childNodes":[{"type":3,"textContent":"Buy now","id":6}]}]}]}]},"initialOffset":{"left":0,"top":0}}}"#,
];

/// What one session has: its clicks, read from events as a recording has them.
fn parts(n: usize) -> Result<Vec<PagePart>> {
    let points = points((n + 1) * CLICKS).split_off(n * CLICKS);
    let mut events = PAGE.map(ToOwned::to_owned).to_vec();
    for (at, (x, y)) in (2..).zip(points) {
        let (x, y) = (x.clamp(0.0, 1.0) * 1_280.0, y.clamp(0.0, 4_000.0));
        let data = format!(r#"{{"source":2,"type":2,"id":5,"x":{x},"y":{y}}}"#);
        events.push(format!(r#"{{"type":3,"timestamp":{at},"data":{data}}}"#));
    }
    let (mut reader, mut mirror) = (Reader::new(Measured::default()), Mirror::new());
    for json in &events {
        let event = Event::read(json, limits::EVENT_BYTES)?;
        reader.feed(&event, &mirror);
        mirror.apply(&event);
    }
    let mut recording = crate::stock::recording(n)?;
    (recording.kind, recording.started_at) = (Kind::Web, Timestamp::clamp_millis(0));
    let parts = reader.finish(&recording, &Moments::default())?;
    let part = |part: hindsight_replay::heatmap::part::Part| PagePart {
        page: part.key.page,
        width: "laptop".to_owned(),
        name: part.name,
        weight: part.weight,
        data: part.bytes,
    };
    Ok(parts.into_iter().map(part).collect())
}

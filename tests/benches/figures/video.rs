//! Seeking in screen recordings and in films by others, beside ffmpeg, and what encoding costs beside libx264.
//!
//! Each seek has a decoder and a cache of its own, as the first one after opening: those that find their picture decoded
//! already would flatter.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use hindsight_recorder::source::synthetic::Scene;
use hindsight_video::decode::{Film, Frame, Projector, Shown};
use hindsight_video::index::Index;

use crate::Wish;
use crate::field::{millis, timed};
use crate::footage::{Footage, Peer, by_others, peer_frame};
use crate::report::Figure;

const SEEKS: usize = 60;
/// In the film of eight hours, which ffmpeg reads from its beginning each time.
const LONG_PEER_SEEKS: usize = 12;
const OPENS: usize = 9;
const HOUR_MS: f64 = 3_600_000.0;

pub(crate) fn measure(wish: &Wish) -> Result<Vec<Figure>> {
    let dir = tempfile::tempdir_in(std::env::current_exe()?.parent().context("a folder")?)?;
    // The script of the desktop comes round after 20 seconds.
    let seconds = if wish.quick { 20 } else { 60 };
    let office = Footage::record(Scene::Office, seconds * 1_000_000)?;
    let mut figures = seek_in_ours(wish, dir.path(), &office, seconds)?;
    figures.extend(seek_in_others(wish, dir.path(), seconds)?);
    figures.extend(encode(dir.path(), &office, seconds)?);
    Ok(figures)
}

/// A film, and what seeking in it took.
struct Sought {
    path: PathBuf,
    index: Arc<Index>,
    /// Until something of the film is on the screen, and until the frame is.
    near_ms: Vec<f64>,
    shown_ms: Vec<f64>,
    /// Until the frame's planes are there, which is what the peer gives.
    decoded_ms: Vec<f64>,
    peer_ms: Vec<f64>,
}

impl Sought {
    fn open(path: PathBuf) -> Result<Self> {
        let index = Arc::new(Index::open(&mut File::open(&path)?)?);
        ensure!(index.damage().is_empty(), "{}: {:?}", path.display(), index.damage());
        let none = Vec::new;
        Ok(Self { path, index, near_ms: none(), shown_ms: none(), decoded_ms: none(), peer_ms: none() })
    }

    fn seek(&mut self, number: usize) -> Result<Frame> {
        let film = Film::new(Box::new(File::open(&self.path)?), self.index.clone())?;
        let projector = Projector::start(film, || {})?;
        let (first, to_first) = timed(|| {
            projector.seek(number);
            projector.wait().context("the decoder lives")
        })?;
        let (frame, rest) = match first {
            Shown::Near { .. } => timed(|| exact(projector.wait().context("the decoder lives")?))?,
            first => (exact(first)?, Duration::ZERO),
        };
        ensure!(frame.time().number == number, "frame {} for {number}", frame.time().number);
        let (_rgba, to_pixels) = timed(|| Ok(frame.to_rgba()))?;
        self.near_ms.push(millis(to_first + to_pixels));
        self.decoded_ms.push(millis(to_first + rest));
        self.shown_ms.push(millis(to_first + rest + to_pixels));
        Ok(frame)
    }

    /// The peer finds the frame that was found, or one of the two is wrong and its time says nothing.
    fn peer_seeks(&mut self, frame: &Frame, options: &[&str], apart: f64) -> Result<()> {
        let at_us = frame.time().at_us;
        let (theirs, took) = timed(|| peer_frame(&self.path, at_us, options))?;
        let ours = frame.planes().data();
        ensure!(
            ours.len() == theirs.len(),
            "{} bytes at {at_us} µs, and {} of ffmpeg",
            ours.len(),
            theirs.len()
        );
        let sum: u64 = ours.iter().zip(&theirs).map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
        let mean = sum as f64 / ours.len() as f64;
        ensure!(mean <= apart, "the frame at {at_us} µs is {mean} from ffmpeg's");
        self.peer_ms.push(millis(took));
        Ok(())
    }

    fn over_peer(&self) -> f64 {
        quantile(&self.decoded_ms, 0.95) / quantile(&self.peer_ms, 0.95)
    }
}

fn exact(shown: Shown) -> Result<Frame> {
    match shown {
        Shown::Exact { frame, .. } => Ok(frame),
        Shown::Near { frame, .. } => bail!("a second frame on the way: {:?}", frame.time()),
        Shown::Failed { error, .. } => Err(error.into()),
    }
}

/// Somewhere below `count`, evenly spread over the rounds; `step` is a number that no fraction comes close to.
fn spread(round: usize, step: f64, count: usize) -> usize {
    ((round as f64 * step).fract() * count as f64) as usize
}

const GOLDEN: f64 = 0.618_033_988_7;
const SILVER: f64 = 0.414_213_562_4;

fn seek_in_ours(wish: &Wish, dir: &Path, office: &Footage, seconds: u64) -> Result<Vec<Figure>> {
    let hours = if wish.quick { 1 } else { 8 };
    let (short_repeats, long_repeats) = (600 / seconds, hours * 3_600 / seconds);
    let film = |name: &str, repeats| {
        let path = dir.join(name);
        office.write(&path, repeats)?;
        Sought::open(path)
    };
    let mut short = film("short.mp4", short_repeats)?;
    let mut long = film("long.mp4", long_repeats)?;
    let seeks = wish.size(SEEKS);
    for round in 1..=seeks {
        // The same frame of the stretch in both, so that length alone differs.
        let within = spread(round, GOLDEN, office.frames());
        let place = |repeats: u64| within + spread(round, SILVER, repeats as usize) * office.frames();
        let frame = short.seek(place(short_repeats))?;
        short.peer_seeks(&frame, &[], 0.0)?;
        let frame = long.seek(place(long_repeats))?;
        if round % (seeks / LONG_PEER_SEEKS) == 0 {
            long.peer_seeks(&frame, &[], 0.0)?;
        }
    }
    let mut opens = Vec::new();
    for _ in 0..OPENS {
        let (_rgba, took) = timed(|| Ok(Film::open(Box::new(File::open(&long.path)?))?.frame(0)?.to_rgba()))?;
        opens.push(millis(took));
    }
    let flat = quantile(&long.shown_ms, 0.5) / quantile(&short.shown_ms, 0.5);
    let (short_over, long_over) = (short.over_peer(), long.over_peer());
    Ok(vec![
        Figure::new("seek to any frame of a 10-minute recording, p95", "ms", short.shown_ms)
            .at_most(0.95, 80.0),
        Figure::new("the same beside ffmpeg -ss, p95 over its p95", "×", vec![short_over]).at_most(0.5, 0.5),
        Figure::new("seek to any frame of an 8-hour recording, p95", "ms", long.shown_ms).at_most(0.95, 80.0),
        Figure::new("the same beside ffmpeg -ss, p95 over its p95", "×", vec![long_over]).at_most(0.5, 0.5),
        Figure::new("seek in 8 hours over the same in 10 minutes", "×", vec![flat]).at_most(0.5, 1.2),
        Figure::new("open an 8-hour recording, not encrypted, to its first frame", "ms", opens)
            .at_most(0.5, 150.0),
    ])
}

fn seek_in_others(wish: &Wish, dir: &Path, seconds: u64) -> Result<Vec<Figure>> {
    let path = dir.join("others.mp4");
    by_others(&path, seconds)?;
    let mut film = Sought::open(path)?;
    for round in 1..=wish.size(SEEKS) {
        let frame = film.seek(spread(round, GOLDEN, film.index.frames()))?;
        // Decoders differ by the rounding of the weights of B-frames.
        film.peer_seeks(&frame, &["-threads", "1"], 0.5)?;
    }
    let over = film.over_peer();
    Ok(vec![
        Figure::new("seek in others' film (High, B-frames) over ffmpeg -threads 1 -ss, p95", "×", vec![over])
            .at_most(0.5, 1.0),
        Figure::new("a keyframe near it is shown meanwhile, p95", "ms", film.near_ms).at_most(0.95, 50.0),
    ])
}

fn encode(dir: &Path, office: &Footage, seconds: u64) -> Result<Vec<Figure>> {
    let length_us = seconds * 1_000_000;
    let peer = |scene, preset| Peer::encode(scene, length_us, preset, &dir.join("peer.h264"));
    let (ultrafast, veryfast) = (peer(Scene::Office, "ultrafast")?, peer(Scene::Office, "veryfast")?);
    let busy = Footage::record(Scene::Moving, length_us)?;
    let busy_peer = peer(Scene::Moving, "ultrafast")?;
    let length_ms = seconds as f64 * 1e3;
    let an_hour = office.bytes() / 1e6 * HOUR_MS / length_ms;
    let one = |name, unit, value, target| Figure::new(name, unit, vec![value]).at_most(0.5, target);
    Ok(vec![
        one("encode the office desktop, of a core", "%", office.worked_ms / length_ms * 100.0, 6.0),
        one("its CPU over ffmpeg ultrafast's", "×", office.worked_ms / ultrafast.worked_ms, 0.6),
        one("its size", "MB/h", an_hour, 95.0),
        one("its size over ffmpeg veryfast's", "×", office.bytes() / veryfast.bytes, 1.0),
        one(
            "encode a desktop that changes in every frame, CPU over ffmpeg ultrafast's",
            "×",
            busy.worked_ms / busy_peer.worked_ms,
            1.2,
        ),
        one("its size over ffmpeg ultrafast's", "×", busy.bytes() / busy_peer.bytes, 0.3),
    ])
}

fn quantile(samples: &[f64], q: f64) -> f64 {
    let mut sorted = samples.to_vec();
    sorted.sort_by(f64::total_cmp);
    let rank = (q * sorted.len().saturating_sub(1) as f64).round() as usize;
    sorted.get(rank).copied().unwrap_or(f64::NAN)
}

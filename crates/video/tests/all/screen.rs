//! A screen on which something happens, made from its number alone.

use hindsight_video::encode::{Encoder, Picture, PixelFormat, Settings};
use hindsight_video::mp4::{FragmentWriter, Start};

pub(crate) const WALL_MS: u64 = 1_790_000_000_123;
pub(crate) const ORIGIN_US: u64 = 7_000_000_000;

/// What is on the screen at step `step`: a page with lines of "text", and a window that moves.
pub(crate) fn pixels(width: u32, height: u32, step: u32) -> Vec<u8> {
    let mut bytes = Vec::with_capacity((width * height * 4) as usize);
    let (left, top) = (step * 5 % width, step * 3 % height);
    for y in 0..height {
        for x in 0..width {
            let is_window = (left..left + 40).contains(&x) && (top..top + 30).contains(&y);
            let is_text = y % 12 < 7
                && x.wrapping_mul(2_654_435_761).wrapping_add(y / 12 * 97 + step / 10) >> 13 & 3 == 0;
            let pixel = match (is_window, is_text) {
                (true, _) => [30, 60, 200, 255],
                (_, true) => [40, 35, 30, 255],
                _ => [250, 245, 240, 255],
            };
            bytes.extend_from_slice(&pixel);
        }
    }
    bytes
}

/// Times between pictures, as a desk has them: bursts, and pauses.
pub(crate) fn times(count: u32) -> Vec<u64> {
    let mut at = ORIGIN_US + 3;
    let mut times = Vec::new();
    for step in 0..u64::from(count) {
        times.push(at);
        at += match step % 7 {
            0 => 33_367,
            3 => 1_000_001,
            5 => 1,
            _ => 100_000 + step * 13,
        };
    }
    times
}

pub(crate) struct Made {
    pub(crate) bytes: Vec<u8>,
    pub(crate) times: Vec<u64>,
    pub(crate) end_us: u64,
    /// How long the file was after each write.
    pub(crate) lengths: Vec<(usize, usize)>,
}

/// A film of ours of `count` pictures.
pub(crate) fn made(width: u32, height: u32, count: u32, settings: Settings) -> Made {
    let mut encoder = Encoder::new(settings, width, height).expect("an encoder");
    let start = Start { wall_ms: WALL_MS, origin_us: ORIGIN_US };
    let mut writer =
        FragmentWriter::new(Vec::new(), encoder.track().clone(), start).expect("memory takes it");
    let mut lengths = vec![(writer.written() as usize, 0)];
    let times = times(count);
    let mut frames = 0;
    for (step, &at) in (0..).zip(&times) {
        let pixels = pixels(width, height, step);
        let picture =
            Picture::new(&pixels, width, height, width as usize * 4, PixelFormat::Bgra).expect("a picture");
        let frame = encoder.encode(&picture, at).expect("it is encoded");
        if let Some(fragment) = writer.push(&frame).expect("it is written") {
            frames += fragment.frames;
            lengths.push((writer.written() as usize, frames));
        }
    }
    let end_us = times.last().expect("pictures") + 250_000;
    let bytes = writer.finish(end_us).expect("it is written");
    lengths.push((bytes.len(), times.len()));
    Made { bytes, times, end_us, lengths }
}

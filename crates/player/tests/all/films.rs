//! A film whose pictures say their number by their colour.

use std::path::{Path, PathBuf};

use hindsight_video::encode::{Encoder, Picture, PixelFormat, Settings};
use hindsight_video::mp4::{FragmentWriter, Start};

pub(crate) const WIDTH: u32 = 320;
pub(crate) const HEIGHT: u32 = 180;
pub(crate) const EACH_US: i64 = 40_000;

/// Red, green and blue of a picture; neighbours are far apart.
pub(crate) fn colour(frame: usize) -> [u8; 3] {
    let levels = [40, 120, 200];
    [levels[frame % 3], levels[frame / 3 % 3], levels[frame / 9 % 3]]
}

pub(crate) fn near(seen: [u8; 3], wanted: [u8; 3]) -> bool {
    seen.iter().zip(wanted).all(|(seen, wanted)| seen.abs_diff(wanted) < 20)
}

/// Each of `frames` is shown for [`EACH_US`]; a keyframe each half second.
pub(crate) fn write(folder: &Path, frames: usize) -> PathBuf {
    let settings = Settings::new(20, 30, 1.0).expect("settings in range").with_keyframes(480_000, 12);
    let mut encoder = Encoder::new(settings, WIDTH, HEIGHT).expect("an encoder");
    let start = Start { wall_ms: 1_790_000_000_000, origin_us: 0 };
    let mut writer =
        FragmentWriter::new(Vec::new(), encoder.track().clone(), start).expect("memory takes it");
    for frame in 0..frames {
        let [red, green, blue] = colour(frame);
        let pixels = [blue, green, red, 255].repeat((WIDTH * HEIGHT) as usize);
        let picture = Picture::new(&pixels, WIDTH, HEIGHT, WIDTH as usize * 4, PixelFormat::Bgra);
        let at_us = frame as u64 * EACH_US as u64;
        let encoded = encoder.encode(&picture.expect("a picture"), at_us).expect("it is encoded");
        writer.push(&encoded).expect("it is written");
    }
    let bytes = writer.finish(frames as u64 * EACH_US as u64).expect("it is written");
    let path = folder.join("film.mp4");
    std::fs::write(&path, bytes).expect("a file");
    path
}

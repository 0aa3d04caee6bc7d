//! ffmpeg and ffprobe: the judges.

use std::path::{Path, PathBuf};
use std::process::Command;

use hindsight_video::encode::I420;

/// Whether the judges are here. Says so where they are not: a test without them shows nothing.
#[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
pub(crate) fn are_here() -> bool {
    let are_here =
        ["ffmpeg", "ffprobe"].iter().all(|tool| Command::new(tool).arg("-version").output().is_ok());
    if !are_here {
        eprintln!("skipped: ffmpeg is not installed (`cargo xtask setup` does)");
    }
    are_here
}

fn run(tool: &str, args: &[&str]) -> Vec<u8> {
    let out = Command::new(tool).args(["-v", "error"]).args(args).output().expect("the tool runs");
    assert!(out.status.success(), "{tool} {args:?}: {}", String::from_utf8_lossy(&out.stderr));
    out.stdout
}

/// Writes a film by ffmpeg; `args` stand before the name.
pub(crate) fn film(folder: &Path, name: &str, args: &str) -> PathBuf {
    let path = folder.join(name);
    let mut words: Vec<_> = args.split_whitespace().collect();
    words.extend(["-y", path.to_str().expect("a temporary path is text")]);
    run("ffmpeg", &words);
    path
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a temporary path is text")
}

/// What ffprobe says of each frame that is shown: time and duration in microseconds, and whether it is a keyframe.
pub(crate) fn frames(path: &Path) -> Vec<(i64, bool)> {
    let entries = ["-select_streams", "v:0", "-show_entries", "frame=key_frame,pts_time", "-of", "csv=p=0"];
    let out = run("ffprobe", &[&entries[..], &[text(path)]].concat());
    let lines = String::from_utf8(out).expect("ffprobe writes text");
    let read = |line: &str| {
        let (is_keyframe, rest) = line.split_once(',')?;
        let seconds: f64 = rest.split(',').next()?.parse().ok()?;
        Some(((seconds * 1e6).round() as i64, is_keyframe == "1"))
    };
    lines.lines().filter(|line| !line.is_empty()).map(|line| read(line).expect("a time and a flag")).collect()
}

/// One value of the stream of pictures, as ffprobe says it.
pub(crate) fn stream(path: &Path, entry: &str) -> String {
    let entries = format!("stream={entry}");
    let args = ["-select_streams", "v:0", "-show_entries", &entries, "-of", "csv=p=0", text(path)];
    String::from_utf8_lossy(&run("ffprobe", &args)).trim().to_owned()
}

/// Every frame that is shown, as ffmpeg decodes it: planes behind one another.
pub(crate) fn decoded(path: &Path) -> Vec<u8> {
    run(
        "ffmpeg",
        &["-i", text(path), "-map", "0:v:0", "-vsync", "0", "-pix_fmt", "yuv420p", "-f", "rawvideo", "-"],
    )
}

/// How far two pictures are apart at most, and on average.
pub(crate) fn distance(ours: &I420, theirs: &[u8]) -> (u8, f64) {
    assert_eq!(ours.data().len(), theirs.len(), "pictures of one size");
    let apart = || ours.data().iter().zip(theirs).map(|(a, b)| a.abs_diff(*b));
    let sum: u64 = apart().map(u64::from).sum();
    (apart().max().unwrap_or_default(), sum as f64 / theirs.len() as f64)
}

/// The structural similarity of two planes, by blocks of 8 × 8 (Wang et al. 2004).
pub(crate) fn ssim(a: &[u8], b: &[u8], width: usize) -> f64 {
    let (mut sum, mut count) = (0.0, 0);
    let height = a.len() / width;
    for top in (0..height - 7).step_by(8) {
        for left in (0..width - 7).step_by(8) {
            let at = |plane: &[u8], n: usize| f64::from(plane[(top + n / 8) * width + left + n % 8]);
            let mean = |plane: &[u8]| (0..64).map(|n| at(plane, n)).sum::<f64>() / 64.0;
            let (ma, mb) = (mean(a), mean(b));
            let (mut va, mut vb, mut both) = (0.0, 0.0, 0.0);
            for n in 0..64 {
                let (da, db) = (at(a, n) - ma, at(b, n) - mb);
                (va, vb, both) = (va + da * da / 63.0, vb + db * db / 63.0, both + da * db / 63.0);
            }
            let (c1, c2) = (6.5025, 58.5225);
            sum += (2.0 * ma * mb + c1) * (2.0 * both + c2) / ((ma * ma + mb * mb + c1) * (va + vb + c2));
            count += 1;
        }
    }
    sum / f64::from(count)
}

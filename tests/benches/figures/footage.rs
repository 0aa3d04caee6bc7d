//! Films to seek in, of a scripted desktop and as others write them, and what encoding them costs. Needs Linux: the work
//! of a thread is read from the kernel.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use hindsight_recorder::frame::Extent;
use hindsight_recorder::source::synthetic::{Scene, Synthetic};
use hindsight_recorder::source::{Look, Source};
use hindsight_video::encode::{EncodedFrame, Encoder, Picture, PixelFormat, Settings};
use hindsight_video::mp4::{Fragmenter, Start, Track};

const SIZE: Extent = Extent { width: 1_920, height: 1_080 };
const FPS: u8 = 10;
const QUALITY: u8 = 23;
const LOOK_US: u64 = 1_000_000 / FPS as u64;

/// One stretch of a recording, as the recorder encodes it.
pub(crate) struct Footage {
    track: Track,
    frames: Vec<EncodedFrame>,
    length_us: u64,
    /// What converting and encoding took of a core; neither looking at the desktop nor writing.
    pub(crate) worked_ms: f64,
}

impl Footage {
    pub(crate) fn record(scene: Scene, length_us: u64) -> Result<Self> {
        let settings = Settings::new(QUALITY, FPS, 1.0)?;
        let mut encoder = Encoder::new(settings, SIZE.width, SIZE.height)?;
        let (mut frames, mut worked_ms) = (Vec::new(), 0.0);
        looks(scene, length_us, |look, pixels, at_us| {
            if look == Look::Changed {
                let stride = SIZE.width as usize * 4;
                let picture = Picture::new(pixels, SIZE.width, SIZE.height, stride, PixelFormat::Bgra)?;
                let before = thread_worked_ms()?;
                frames.push(encoder.encode(&picture, at_us)?);
                worked_ms += thread_worked_ms()? - before;
            }
            Ok(())
        })?;
        Ok(Self { track: encoder.track().clone(), frames, length_us, worked_ms })
    }

    pub(crate) fn frames(&self) -> usize {
        self.frames.len()
    }

    pub(crate) fn bytes(&self) -> f64 {
        self.frames.iter().map(|frame| frame.data.len()).sum::<usize>() as f64
    }

    /// A recording that shows the stretch so many times in a row.
    pub(crate) fn write(&self, path: &Path, repeats: u64) -> Result<()> {
        let mut out = BufWriter::new(File::create(path)?);
        let mut fragmenter = Fragmenter::new(self.track.clone(), Start { wall_ms: 0, origin_us: 0 });
        out.write_all(&fragmenter.init_segment())?;
        for repeat in 0..repeats {
            for frame in &self.frames {
                let at_us = repeat * self.length_us + frame.at_us;
                if let Some(fragment) = fragmenter.push(&EncodedFrame { at_us, ..frame.clone() })? {
                    out.write_all(&fragment.bytes)?;
                }
            }
        }
        if let Some(last) = fragmenter.close(repeats * self.length_us) {
            out.write_all(&last.bytes)?;
        }
        Ok(out.flush()?)
    }
}

/// Looks at the scripted desktop as often as the recorder does; `each` is given the picture and its time.
fn looks(scene: Scene, length_us: u64, mut each: impl FnMut(Look, &[u8], u64) -> Result<()>) -> Result<()> {
    let mut desktop = Synthetic::new(scene, SIZE.width, SIZE.height)?;
    for at_us in (0..length_us).step_by(usize::try_from(LOOK_US)?) {
        let look = desktop.look(at_us, &mut Vec::new())?;
        let picture = desktop.picture().context("a scripted desktop has a picture")?;
        each(look, picture.pixels, at_us)?;
    }
    Ok(())
}

/// Time of this thread on a core, the first number of its schedstat.
fn thread_worked_ms() -> Result<f64> {
    let line = fs::read_to_string("/proc/thread-self/schedstat")?;
    Ok(line.split(' ').next().context("a time")?.parse::<f64>()? / 1e6)
}

/// What the same pictures are in ffmpeg's hands.
pub(crate) struct Peer {
    pub(crate) bytes: f64,
    /// In user mode alone: what the pipe costs it, which a screen grabber would not pay, is left out.
    pub(crate) worked_ms: f64,
}

impl Peer {
    /// Feeds libx264 every look at the desktop, as its screen grabber does.
    pub(crate) fn encode(scene: Scene, length_us: u64, preset: &str, path: &Path) -> Result<Self> {
        let input = format!("-f rawvideo -pix_fmt bgra -s {}x{} -r {FPS} -i -", SIZE.width, SIZE.height);
        let output = format!("-pix_fmt yuv420p -c:v libx264 -preset {preset} -crf {QUALITY} -f h264 -y");
        let mut peer = ffmpeg("info")
            .args(["-nostats", "-benchmark"])
            .args(input.split(' '))
            .args(output.split(' '))
            .arg(path)
            .stdin(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .context(FFMPEG)?;
        let mut pipe = peer.stdin.take().context("an input")?;
        let fed = looks(scene, length_us, |_, pixels, _| Ok(pipe.write_all(pixels)?));
        drop(pipe);
        let said = peer.wait_with_output()?;
        let said_text = String::from_utf8_lossy(&said.stderr);
        ensure!(said.status.success(), "ffmpeg: {said_text}");
        fed?;
        let user_s = said_text.split("bench: utime=").nth(1).and_then(|rest| rest.split('s').next());
        let worked_ms = user_s.context("ffmpeg tells its time")?.parse::<f64>()? * 1e3;
        Ok(Self { bytes: fs::metadata(path)?.len() as f64, worked_ms })
    }
}

const FFMPEG: &str = "ffmpeg starts (`cargo xtask setup` installs it)";

fn ffmpeg(says: &str) -> Command {
    let mut command = Command::new("ffmpeg");
    command.args(["-hide_banner", "-v", says]);
    command
}

/// A film in which everything moves, as others write it: High, B-frames, a keyframe each ten seconds.
pub(crate) fn by_others(path: &Path, seconds: u64) -> Result<()> {
    let source = format!("testsrc2=size={}x{}:rate=30:duration={seconds}", SIZE.width, SIZE.height);
    let coding = "-pix_fmt yuv420p -c:v libx264 -preset veryfast -profile:v high -bf 3 -g 300 -keyint_min 300 \
                  -sc_threshold 0 -y";
    let mut command = ffmpeg("error");
    command.args(["-f", "lavfi", "-i", &source]).args(coding.split_whitespace()).arg(path);
    let made = command.output().context(FFMPEG)?;
    ensure!(made.status.success(), "ffmpeg: {}", String::from_utf8_lossy(&made.stderr));
    Ok(())
}

/// The frame that is shown from `at_us` on: its planes behind one another.
pub(crate) fn peer_frame(path: &Path, at_us: i64, options: &[&str]) -> Result<Vec<u8>> {
    let mut command = ffmpeg("error");
    command.args(options).args(["-ss", &format!("{at_us}us"), "-i"]).arg(path);
    let found = command.args(["-frames:v", "1", "-f", "rawvideo", "-"]).output().context(FFMPEG)?;
    ensure!(found.status.success(), "ffmpeg: {}", String::from_utf8_lossy(&found.stderr));
    Ok(found.stdout)
}

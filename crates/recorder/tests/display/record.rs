//! The binary as a person runs it, judged by ffprobe and ffmpeg.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::stage::{Stage, missing};

const GREEN: u32 = 0x0000_c040;
const RED: u32 = 0xd0_1020;

fn recorder(stage: &Stage, out: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hindsight-recorder"));
    command.arg("record").args(arguments).arg("--out").arg(out).env("DISPLAY", &stage.display);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn films(out: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(out).unwrap().map(|entry| entry.unwrap().path());
    let mut films: Vec<_> = entries.filter(|path| path.extension().is_some_and(|end| end == "mp4")).collect();
    films.sort();
    films
}

fn probe(film: &Path) -> Value {
    for tool in ["ffprobe", "ffmpeg"] {
        assert!(!missing(tool), "{tool} is missing: cargo xtask setup");
    }
    let out = Command::new("ffprobe")
        .args(["-v", "error", "-count_frames", "-show_streams", "-show_format", "-of", "json"])
        .arg(film)
        .output()
        .unwrap();
    assert!(out.status.success() && out.stderr.is_empty(), "{}", String::from_utf8_lossy(&out.stderr));
    serde_json::from_slice(&out.stdout).unwrap()
}

/// All frames of a film by ffmpeg, in red, green and blue.
fn frames(film: &Path, bytes_each: usize) -> Vec<Vec<u8>> {
    let out = Command::new("ffmpeg")
        .args(["-v", "error", "-i"])
        .arg(film)
        .args(["-fps_mode", "passthrough", "-f", "rawvideo", "-pix_fmt", "rgb24", "-"])
        .output()
        .unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    assert_eq!(out.stdout.len() % bytes_each, 0);
    out.stdout.chunks(bytes_each).map(<[u8]>::to_vec).collect()
}

fn share(frame: &[u8], wanted: u32) -> f64 {
    let [blue, green, red, _] = wanted.to_le_bytes();
    let is_near = |p: &&[u8]| [red, green, blue].iter().zip(p.iter()).all(|(a, b)| a.abs_diff(*b) < 24);
    frame.chunks_exact(3).filter(is_near).count() as f64 / (frame.len() / 3) as f64
}

#[test]
fn a_covered_window_is_recorded_to_a_film_without_its_cover() {
    let stage = Stage::set(640, 480);
    let remote = stage.window("xfreerdp", "FreeRDP: 10.0.0.7", (40, 40, 300, 200), GREEN);
    let cover = stage.window("Cover", "secret", (0, 0, 600, 400), RED);
    stage.raise(cover);
    stage.xdotool(&["mousemove", "630", "470"]);
    let out = tempfile::tempdir().unwrap();
    let arguments = [
        "--mode",
        "rdp_window",
        "--fps",
        "10",
        "--seconds",
        "3",
        "--session",
        "7",
        "--name",
        "Payroll",
        "--json",
    ];
    let child = recorder(&stage, out.path(), &arguments).spawn().unwrap();
    stage.until("the film is begun", || !films(out.path()).is_empty());
    for step in 0..20 {
        stage.paint(remote, (step * 15, 0, 10, 200), 0x0010_2030 + step as u32);
    }
    let ended = child.wait_with_output().unwrap();
    let log = String::from_utf8_lossy(&ended.stderr);
    assert!(ended.status.success(), "{log}");
    assert!(
        log.contains("Recording started for session: 7") && log.contains("Recording stopped for session: 7"),
        "{log}"
    );
    let status: Value = serde_json::from_slice(&ended.stdout).unwrap();

    let films = films(out.path());
    assert_eq!(films.len(), 1);
    let probed = probe(&films[0]);
    let stream = &probed["streams"][0];
    assert_eq!(
        (&stream["codec_name"], &stream["width"], &stream["height"]),
        (&"h264".into(), &300.into(), &200.into())
    );
    let counted: u64 = stream["nb_read_frames"].as_str().unwrap().parse().unwrap();
    assert_eq!(Some(counted), status["frames"].as_u64());
    assert!(counted >= 2, "the window was painted on");
    let seconds: f64 = probed["format"]["duration"].as_str().unwrap().parse().unwrap();
    assert!((2.0..9.0).contains(&seconds), "{seconds} s");
    let frames = frames(&films[0], 300 * 200 * 3);
    assert_eq!(frames.len() as u64, counted);
    assert!(share(&frames[0], GREEN) > 0.9, "the first frame is the window");
    for (index, frame) in frames.iter().enumerate() {
        assert!(share(frame, RED) == 0.0, "frame {index} has the cover in it");
    }
    let stem = films[0].file_stem().unwrap().to_str().unwrap().to_owned();
    assert!(stem.starts_with("session_7_Payroll_2"), "{stem}");
    let metadata: Value =
        serde_json::from_slice(&std::fs::read(out.path().join(format!("{stem}_metadata.json"))).unwrap())
            .unwrap();
    assert_eq!((&metadata["state"], &metadata["width"]), (&"completed".into(), &300.into()));
    assert_eq!(metadata["bytes"], std::fs::metadata(&films[0]).unwrap().len());
}

#[test]
fn a_recorder_that_is_killed_leaves_a_film_that_plays_and_the_next_one_adopts_it() {
    let stage = Stage::bare(320, 240);
    let window = stage.window("a", "a", (0, 0, 320, 240), GREEN);
    let out = tempfile::tempdir().unwrap();
    let mut child = recorder(&stage, out.path(), &["--mode", "full_screen", "--fps", "60"]).spawn().unwrap();
    // Until the first fragment is whole: it closes with its keyframe group.
    let mut step = 0;
    stage.until("a fragment is written", || {
        step += 1;
        stage.paint(window, ((step % 300) as i16, 0, 8, 240), step);
        films(out.path()).first().is_some_and(|film| std::fs::metadata(film).unwrap().len() > 2_000)
    });
    child.kill().unwrap();
    child.wait().unwrap();
    let film = films(out.path()).remove(0);
    let counted = |film: &Path| -> u64 {
        probe(film)["streams"][0]["nb_read_frames"].as_str().unwrap().parse().unwrap()
    };
    assert!(counted(&film) >= 10);

    let again = recorder(&stage, out.path(), &["--mode", "full_screen", "--seconds", "1"]).output().unwrap();
    assert!(again.status.success(), "{}", String::from_utf8_lossy(&again.stderr));
    let metadata = film.to_str().unwrap().replace(".mp4", "_metadata.json");
    let metadata: Value = serde_json::from_slice(&std::fs::read(metadata).unwrap()).unwrap();
    assert_eq!(metadata["state"], "recovered");
    assert_eq!(metadata["frames"].as_u64(), Some(counted(&film)));
    assert_eq!(films(out.path()).len(), 2);
}

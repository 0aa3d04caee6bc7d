//! A real window on a display of its own, led by a console over pipes and by a keyboard.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, sync_channel};
use std::time::Duration;

use crate::films::{self, HEIGHT, WIDTH, colour, near};

/// Longer than anything takes on a machine that is busy with other things.
const PATIENCE: Duration = Duration::from_secs(120);

struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // Gone already is as good.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn lines(from: impl std::io::Read + Send + 'static) -> Receiver<String> {
    let (send, lines) = sync_channel(1_000);
    let read = move || {
        for line in BufReader::new(from).lines().map_while(Result::ok) {
            if send.send(line).is_err() {
                return;
            }
        }
    };
    std::thread::Builder::new().name("lines".to_owned()).spawn(read).expect("a thread");
    lines
}

struct Stage {
    display: String,
    player: Running,
    told: Receiver<String>,
    _manager: Running,
    _server: Running,
}

impl Stage {
    /// `None` where what is needed is not installed, which is said.
    #[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
    fn set() -> Option<Self> {
        for tool in ["Xvfb", "openbox", "xdotool", "ffmpeg"] {
            if !Command::new("which").arg(tool).stdout(Stdio::null()).status().is_ok_and(|s| s.success()) {
                eprintln!("skipped: {tool} is not installed (`cargo xtask setup` does)");
                return None;
            }
        }
        let server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1280x800x24", "+extension", "GLX", "-nolisten", "tcp"])
            .args(["-noreset"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let mut server = Running(server.expect("Xvfb starts"));
        let number = lines(server.0.stdout.take().expect("its stdout")).recv_timeout(PATIENCE);
        let display = format!(":{}", number.expect("a display").trim());
        let manager = Command::new("openbox")
            .arg("--sm-disable")
            .env("DISPLAY", &display)
            .stderr(Stdio::null())
            .spawn();
        let manager = Running(manager.expect("openbox starts"));
        let player = Command::new(env!("CARGO_BIN_EXE_hindsight-player"))
            .arg("--sidecar")
            .env("DISPLAY", &display)
            .env_remove("WAYLAND_DISPLAY")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn();
        let mut player = Running(player.expect("the player starts"));
        let told = lines(player.0.stdout.take().expect("its stdout"));
        Some(Self { display, player, told, _manager: manager, _server: server })
    }

    fn say(&mut self, message: &serde_json::Value) {
        let input = self.player.0.stdin.as_mut().expect("its stdin");
        writeln!(input, "{message}").expect("the player listens");
    }

    /// Reads on until it says what is looked for.
    fn hears(&self, what: &str, is_it: impl Fn(&serde_json::Value) -> bool) -> serde_json::Value {
        let mut last = String::new();
        loop {
            let Ok(line) = self.told.recv_timeout(PATIENCE) else {
                panic!("never: {what}; the last was {last}")
            };
            let message = serde_json::from_str(&line).expect("each line is JSON");
            if is_it(&message) {
                return message;
            }
            last = line;
        }
    }

    fn hears_frame(&self, frame: usize) {
        self.hears(&format!("frame {frame}"), |said| said["type"] == "state" && said["frame"] == frame);
    }

    fn xdotool(&self, arguments: &[&str]) -> String {
        let out = Command::new("xdotool").args(arguments).env("DISPLAY", &self.display).output();
        let out = out.expect("xdotool runs");
        assert!(out.status.success(), "xdotool {arguments:?}: {}", String::from_utf8_lossy(&out.stderr));
        String::from_utf8_lossy(&out.stdout).trim().to_owned()
    }

    /// The colour of the screen at a place.
    fn pixel(&self, x: usize, y: usize) -> [u8; 3] {
        let out = Command::new("ffmpeg")
            .args(["-v", "error", "-f", "x11grab", "-draw_mouse", "0", "-i", &self.display, "-frames:v", "1"])
            .args(["-f", "rawvideo", "-pix_fmt", "rgb24", "-"])
            .output()
            .expect("ffmpeg runs");
        let at = (y * 1280 + x) * 3;
        out.stdout.get(at..at + 3).and_then(|rgb| rgb.try_into().ok()).expect("a picture of the screen")
    }

    fn shows(&self, what: &str, (x, y): (usize, usize), wanted: [u8; 3]) {
        let mut seen = [0; 3];
        // The state is told when the frame is drawn, and the display shows it a little later.
        for _ in 0..50 {
            seen = self.pixel(x, y);
            if near(seen, wanted) {
                return;
            }
        }
        panic!("{what}: {seen:?} instead of {wanted:?}");
    }

    /// The title follows once the frame is painted.
    fn is_titled(&self, window: &str, words: &str) {
        let mut title = String::new();
        for _ in 0..200 {
            title = self.xdotool(&["getwindowname", window]);
            if title.contains(words) {
                return;
            }
        }
        panic!("the title is {title}");
    }

    fn ends(&mut self) -> ExitStatus {
        self.hears("closed", |said| said["type"] == "closed");
        self.player.0.wait().expect("it ends")
    }
}

#[test]
fn a_console_opens_a_film_and_a_keyboard_steps_it_by_a_frame() {
    let Some(mut stage) = Stage::set() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let film = films::write(folder.path(), 60);
    let before = std::fs::read(&film).expect("the film");
    stage.say(&serde_json::json!({ "type": "hello", "version": 1 }));
    stage.hears("a greeting", |said| said["type"] == "hello" && said["version"] == 1);
    // The left half must not be seen, ever.
    let hide = serde_json::json!([{ "left": 0, "top": 0, "right": 0.5, "bottom": 1, "from_us": 0, "until_us": 9_000_000 }]);
    stage.say(&serde_json::json!({
        "type": "open", "source": { "file": film }, "at": "400ms", "name": "Till 7", "hide": hide,
    }));
    let opened = stage.hears("opened", |said| said["type"] == "opened");
    assert_eq!(opened["frames"], 60);
    assert_eq!((opened["width"] == WIDTH, opened["height"] == HEIGHT), (true, true), "{opened}");
    stage.hears_frame(10);
    let window = stage.xdotool(&["search", "--sync", "--onlyvisible", "--class", "hindsight-player"]);
    let window = window.lines().next().expect("a window").to_owned();
    stage.xdotool(&["windowactivate", "--sync", &window]);
    stage.xdotool(&["key", "period"]);
    stage.hears_frame(11);
    stage.is_titled(&window, "frame 12 of 60 – Till 7");
    let (right, left) = ((900, 300), (300, 300));
    stage.shows("the picture of frame 11", right, colour(11));
    stage.shows("the covered half", left, [0, 0, 0]);
    stage.xdotool(&["key", "comma"]);
    stage.hears_frame(10);
    stage.shows("the picture of frame 10", right, colour(10));
    stage.say(&serde_json::json!({ "type": "seek", "at": "1s" }));
    stage.hears_frame(25);
    stage.shows("the picture of frame 25", right, colour(25));
    stage.xdotool(&["key", "n"]);
    // Typed before the dialog is there it would go to the film: its backdrop dims the picture.
    let dimmed = colour(25).map(|level| (f32::from(level) * 155.0 / 255.0) as u8);
    stage.shows("the film behind the dialog", right, dimmed);
    stage.xdotool(&["type", "--delay", "60", "paid twice"]);
    stage.xdotool(&["key", "ctrl+Return"]);
    let note = stage.hears("the note", |said| said["type"] == "note");
    let wanted = serde_json::json!({ "type": "note", "at_us": 1_000_000, "frame": 25, "text": "paid twice" });
    assert_eq!(note, wanted);
    stage.say(&serde_json::json!({ "type": "close" }));
    assert!(stage.ends().success(), "it ends as it was asked to");
    assert_eq!(std::fs::read(&film).expect("the film"), before, "what is watched is not changed");
}

#[test]
fn a_console_of_another_version_gets_an_answer_and_no_window() {
    let player = Command::new(env!("CARGO_BIN_EXE_hindsight-player"))
        .arg("--sidecar")
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut player = player.expect("the player starts");
    let mut input = player.stdin.take().expect("its stdin");
    input.write_all(b"{\"type\":\"hello\",\"version\":99}\n").expect("it listens");
    let out = player.wait_with_output().expect("it ends by itself");
    drop(input);
    assert!(!out.status.success());
    let answer = String::from_utf8_lossy(&out.stdout);
    assert!(answer.contains("unknown_version") && answer.contains("update the player"), "{answer}");
    assert!(String::from_utf8_lossy(&out.stderr).contains("update both"));
}

#[test]
fn without_a_display_it_says_what_it_needs() {
    let out = Command::new(env!("CARGO_BIN_EXE_hindsight-player"))
        .arg("film.mp4")
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .env_remove("WAYLAND_SOCKET")
        .output()
        .expect("it runs");
    assert!(!out.status.success());
    let said = String::from_utf8_lossy(&out.stderr);
    assert!(said.contains("no window can be opened") && said.contains("DISPLAY"), "{said}");
}

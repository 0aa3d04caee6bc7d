//! The screen, with the real programs and a display of the test's own.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use crate::stage::Stage;

struct Display {
    name: String,
    server: Child,
}

impl Display {
    fn set() -> Self {
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "320x240x24", "-nolisten", "tcp", "-noreset"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Xvfb is here: cargo xtask setup");
        let mut number = String::new();
        BufReader::new(server.stdout.take().unwrap()).read_line(&mut number).unwrap();
        Self { name: format!(":{}", number.trim()), server }
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        // Gone already is as good.
        let _gone = self.server.kill();
        let _status = self.server.wait();
    }
}

#[test]
fn the_command_line_records_the_screen() {
    let stage = Stage::set();
    assert!(stage.program("hindsight-recorder").exists(), "cargo build --workspace --bins");
    let (display, films) = (Display::set(), stage.path("films"));
    let record = |words: &[&str]| {
        let mut command = Command::new(stage.program("hindsight"));
        command
            .env("DISPLAY", &display.name)
            .env_remove("WAYLAND_DISPLAY")
            .args(["--json", "record"])
            .args(words);
        let done = command.output().expect("hindsight starts");
        assert!(done.status.success(), "record {words:?}: {}", String::from_utf8_lossy(&done.stderr));
        serde_json::from_slice::<serde_json::Value>(&done.stdout).expect("one document on stdout")
    };
    let sources = record(&["list-sources"]);
    assert_eq!(sources["monitors"][0]["rect"]["width"], 320, "{sources}");
    let out = films.to_str().unwrap();
    record(&[
        "--mode",
        "full_screen",
        "--fps",
        "5",
        "--seconds",
        "2",
        "--session",
        "42",
        "--name",
        "Payroll",
        "--out",
        out,
    ]);
    assert_eq!(record(&["storage", "--out", out])["recordings"], 1);
    assert_eq!(record(&["cleanup", "--dry-run", "--out", out])["total"], 0);

    let files = std::fs::read_dir(&films).unwrap().map(|entry| entry.unwrap().path());
    let film =
        files.into_iter().find(|path| path.extension().is_some_and(|end| end == "mp4")).expect("a film");
    assert!(std::fs::read(film).unwrap().windows(4).any(|name| name == b"moof"), "pictures are in it");
}

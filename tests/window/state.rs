//! What is remembered of the window itself, across a start.

use std::process::{Command, Output};

use serde_json::Value;

use crate::driver::{Window, until};
use crate::stage::Stage;

const TITLE: &str = "^Hindsight$";

#[test]
fn a_window_comes_back_in_the_size_that_it_was_left_in() {
    let stage = Stage::set();
    let data = stage.path("ann");
    let window = Window::open(&stage, &data);
    window.click("button", "Work without a server");
    let first = size(&window);
    assert!(manage(&window, &["windowsize", "%@", "1003", "641"]).status.success(), "it can be resized");
    window.until("the new size", "innerWidth === 1003 && innerHeight === 641");
    assert_ne!(first, size(&window), "it was another before");
    assert_eq!(kept(&stage), None, "nothing is written while it is open");
    close(&window);
    until("the size is kept once the window was closed", || kept(&stage).is_some());
    drop(window);

    let again = Window::open(&stage, &data);
    again.until("the size that it was left in", "innerWidth === 1003 && innerHeight === 641");
}

fn size(window: &Window) -> Value {
    window.script("return [innerWidth, innerHeight]", &[])
}

/// What a window manager does with the window.
fn manage(window: &Window, words: &[&str]) -> Output {
    Command::new("xdotool")
        .args(["search", "--onlyvisible", "--name", TITLE])
        .args(words)
        .env("DISPLAY", window.display())
        .output()
        .expect("xdotool starts")
}

/// Closes the window by its cross, as far as the program can tell.
fn close(window: &Window) {
    println!("closes the window");
    let found = manage(window, &[]);
    let found = String::from_utf8_lossy(&found.stdout);
    let number = found.lines().next_back().expect("the window is there");
    let asked = Command::new("/usr/bin/python3")
        .args([concat!(env!("CARGO_MANIFEST_DIR"), "/window/close.py"), number])
        .env("DISPLAY", window.display())
        .status()
        .expect("Python starts");
    assert!(asked.success(), "it could not be asked to close: {asked}");
}

/// The file in which the size is kept, once it is whole.
fn kept(stage: &Stage) -> Option<Value> {
    let folders = std::fs::read_dir(stage.path("config")).ok()?;
    let mut files = folders.filter_map(|folder| Some(folder.ok()?.path().join(".window-state.json")));
    let state: Value = serde_json::from_slice(&files.find_map(|file| std::fs::read(file).ok())?).ok()?;
    state["main"]["width"].is_number().then_some(state)
}

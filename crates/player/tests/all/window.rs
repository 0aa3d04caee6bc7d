//! The window without a display: by what a screen reader finds in it.

use eframe::egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use hindsight_player::protocol::{Moment, Opening};
use hindsight_player::window::Player;
use tempfile::TempDir;

use crate::films;

/// Passes of the window, each with a look at what was decoded meanwhile.
const PATIENCE: usize = 20_000;

struct Rig<'a> {
    harness: Harness<'a, Option<Player>>,
    folder: TempDir,
}

fn rig(name: impl FnOnce(Opening) -> Opening) -> Rig<'static> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = films::write(folder.path(), 100);
    let opening = name(Opening::of(path, None));
    let harness = Harness::builder().with_size([1280.0, 720.0]).build_ui_state(
        move |ui, player: &mut Option<Player>| {
            let opening = opening.clone();
            player.get_or_insert_with(|| Player::new(opening, None, ui.ctx())).draw(ui);
        },
        None,
    );
    Rig { harness, folder }
}

impl Rig<'_> {
    fn title(&self) -> String {
        self.harness.state().as_ref().expect("it was drawn").title()
    }

    /// Draws until the title says so: what is on the screen, not what is wanted.
    fn until(&mut self, words: &str) {
        for _ in 0..PATIENCE {
            self.harness.step();
            if self.title().contains(words) {
                return;
            }
            std::thread::yield_now();
        }
        panic!("never: {words}; it says {}", self.title());
    }

    fn press(&mut self, key: Key) {
        self.harness.key_press(key);
        self.harness.step();
    }

    /// Draws until it is said somewhere.
    fn until_it_has(&mut self, label: &str) {
        let found = (0..PATIENCE).any(|_| {
            self.harness.step();
            std::thread::yield_now();
            self.has(label)
        });
        assert!(found, "never: {label}");
    }

    fn has(&self, label: &str) -> bool {
        self.harness.query_all_by_label_contains(label).next().is_some()
    }
}

#[test]
fn keys_step_exactly_one_frame_and_a_screen_reader_hears_which() {
    let mut rig = rig(|opening| opening);
    rig.until("0:00.000  frame 1 of 100");
    rig.press(Key::Period);
    rig.until("0:00.040  frame 2 of 100");
    rig.press(Key::End);
    rig.until("0:03.960  frame 100 of 100");
    rig.press(Key::Comma);
    rig.until("frame 99 of 100");
    rig.until_it_has("Picture at 0:03.920  frame 99 of 100");
    rig.press(Key::Home);
    rig.until("frame 1 of 100");
    rig.press(Key::ArrowRight);
    rig.until("frame 100 of 100");
}

#[test]
fn it_begins_where_it_was_told_and_goes_from_moment_to_moment() {
    let moments = [(1_000_000, "asked for help"), (2_000_000, "paid twice")];
    let mut rig = rig(|opening| Opening {
        at: Some("50%".parse().expect("a place")),
        name: Some("Till 7".to_owned()),
        moments: moments.map(|(at_us, label)| Moment { at_us, label: label.to_owned() }).to_vec(),
        ..opening
    });
    rig.until("frame 51 of 100 – Till 7");
    rig.harness.get_by_label("Previous moment").click_accesskit();
    rig.until("0:01.000  frame 26 of 100");
    assert!(rig.has("asked for help"), "the moment is named");
    rig.press(Key::CloseBracket);
    rig.until("0:02.000  frame 51 of 100");
}

#[test]
fn buttons_do_what_keys_do_and_playing_ends_at_the_end() {
    let mut rig = rig(|opening| opening);
    rig.until("frame 1 of 100");
    rig.harness.get_by_label("Frame on").click_accesskit();
    rig.until("frame 2 of 100");
    (0..2).for_each(|_| rig.press(Key::Minus));
    assert!(rig.has("0.25 ×"), "the speed is said");
    rig.press(Key::Space);
    assert!(rig.has("Pause"), "what plays can be paused");
    // The harness passes a quarter of a second a step.
    rig.until("0:04.000  frame 100 of 100");
    assert!(rig.has("Play") && !rig.has("Pause"), "at the end it stands");
}

#[test]
fn the_time_line_is_a_slider_for_a_screen_reader() {
    let mut rig = rig(|opening| opening);
    rig.until("frame 1 of 100");
    let value = rig.harness.get_by_label("Time").value();
    assert_eq!(value.as_deref(), Some("0:00.000 of 0:04.000"));
    rig.harness.get_by_label("Time").set_value_accesskit(2.02);
    rig.until("0:02.020  frame 51 of 100");
    rig.harness.get_by_label("Time").decrement_accesskit();
    rig.until("frame 1 of 100");
}

#[test]
fn the_keys_are_listed_and_a_note_without_a_console_is_refused_with_what_to_do() {
    let mut rig = rig(|opening| opening);
    rig.until("frame 1 of 100");
    rig.press(Key::Questionmark);
    rig.harness.step();
    assert!(rig.has("Previous frame, next frame"));
    rig.press(Key::Escape);
    rig.harness.step();
    assert!(!rig.has("Previous frame, next frame"));
    rig.press(Key::N);
    rig.harness.step();
    assert!(rig.has("open it from the console"), "nobody writes a note that nobody keeps");
    rig.harness.key_press_modifiers(Modifiers::CTRL, Key::Period);
    rig.harness.step();
    assert!(rig.title().contains("frame 1 of"), "another program's shortcut is not a step");
}

#[test]
fn what_cannot_be_shown_says_what_and_what_to_do_and_can_be_tried_again() {
    for (name, bytes, words) in [
        ("gone.mp4", None, "is not there"),
        ("text.mp4", Some(&b"not a film"[..]), "neither an MP4 nor an H.264 stream"),
        ("cut.mp4", Some(&b"\0\0\0\x10ftypisom\0\0\0\0\0\0\x10\0mdat"[..]), "cut off before"),
    ] {
        let mut rig = rig(|opening| {
            let path = opening.path.with_file_name(name);
            if let Some(bytes) = bytes {
                std::fs::write(&path, bytes).expect("a file");
            }
            Opening { path, ..opening }
        });
        rig.until("cannot be shown");
        rig.harness.step();
        assert!(rig.has(words), "{name}: {words}");
        std::fs::copy(rig.folder.path().join("film.mp4"), rig.folder.path().join(name)).expect("a film");
        rig.harness.get_by_label("Try again").click_accesskit();
        rig.until("frame 1 of 100");
    }
}

#[test]
fn a_film_that_was_cut_off_plays_as_far_as_it_is_whole_and_says_so() {
    let mut rig = rig(|opening| {
        let bytes = std::fs::read(&opening.path).expect("the film");
        std::fs::write(&opening.path, &bytes[..bytes.len() * 3 / 4]).expect("it is cut");
        opening
    });
    rig.until("frame 1 of ");
    rig.harness.step();
    assert!(rig.has("This film is damaged"), "it is said");
    rig.press(Key::End);
    rig.until("  frame ");
    assert!(!rig.title().contains("of 100"), "what is missing is not counted: {}", rig.title());
}

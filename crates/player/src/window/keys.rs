//! The keys, as in the console's replay.

use eframe::egui::{Event, Key, Modifiers};

use super::Act;
use crate::playhead::{Command, STRIDE_US, Way};

/// One line of the list of keys.
pub(super) struct Row {
    pub(super) keys: &'static str,
    pub(super) label: &'static str,
}

/// In the order in which they are listed.
pub(super) const ROWS: &[Row] = &[
    Row { keys: "Space", label: "Play or pause" },
    Row { keys: "Left, Right", label: "5 seconds back, on" },
    Row { keys: ", .", label: "Previous frame, next frame" },
    Row { keys: "[ ]", label: "Previous moment, next moment" },
    Row { keys: "- +", label: "Slower, faster" },
    Row { keys: "Home, End", label: "To the start, to the last frame" },
    Row { keys: "s", label: "Skip unchanged stretches" },
    Row { keys: "z Shift+z 0", label: "Zoom in, zoom out, the whole picture" },
    Row { keys: "h", label: "Show or hide the heatmap" },
    Row { keys: "n", label: "Note at this time…" },
    Row { keys: "?", label: "These keys" },
];

/// What a key means while no text is written.
fn act(key: Key, modifiers: Modifiers) -> Option<Act> {
    if modifiers.ctrl || modifiers.alt || modifiers.command || modifiers.mac_cmd {
        return None;
    }
    Some(match key {
        Key::Space => Act::Play(Command::Toggle),
        Key::ArrowLeft => Act::Play(Command::ByUs(-STRIDE_US)),
        Key::ArrowRight => Act::Play(Command::ByUs(STRIDE_US)),
        Key::Comma => Act::Play(Command::Step(Way::Back)),
        Key::Period => Act::Play(Command::Step(Way::On)),
        Key::OpenBracket => Act::Play(Command::Mark(Way::Back)),
        Key::CloseBracket => Act::Play(Command::Mark(Way::On)),
        Key::Minus => Act::Play(Command::Slower),
        Key::Plus | Key::Equals => Act::Play(Command::Faster),
        Key::Home => Act::Play(Command::Start),
        Key::End => Act::Play(Command::End),
        Key::S => Act::Play(Command::ToggleSkip),
        Key::Z if modifiers.shift => Act::Farther,
        Key::Z => Act::Closer,
        Key::Num0 => Act::Whole,
        Key::H => Act::Heat,
        Key::N => Act::Note,
        Key::Questionmark => Act::Keys,
        Key::Slash if modifiers.shift => Act::Keys,
        Key::Escape => Act::Dismiss,
        _ => return None,
    })
}

/// Takes the keys that mean something out of what was pressed. A focused button keeps its Space.
pub(super) fn take(events: &mut Vec<Event>, has_focus: bool) -> Vec<Act> {
    let mut acts = Vec::new();
    events.retain(|event| {
        let Event::Key { key, pressed: true, modifiers, .. } = event else { return true };
        if has_focus && *key == Key::Space {
            return true;
        }
        match act(*key, *modifiers) {
            Some(act) => {
                acts.push(act);
                false
            }
            None => true,
        }
    });
    acts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(key: Key, modifiers: Modifiers) -> Event {
        Event::Key { key, physical_key: None, pressed: true, repeat: false, modifiers }
    }

    #[test]
    fn a_key_is_taken_where_it_means_something_and_left_where_not() {
        let mut events = vec![
            press(Key::Period, Modifiers::NONE),
            press(Key::Q, Modifiers::NONE),
            press(Key::Plus, Modifiers::SHIFT),
            press(Key::Plus, Modifiers::CTRL),
            press(Key::Space, Modifiers::NONE),
        ];
        let acts = take(&mut events, true);
        assert_eq!(acts, [Act::Play(Command::Step(Way::On)), Act::Play(Command::Faster)]);
        assert_eq!(events.len(), 3, "a letter, the window's own zoom, and the focused button's Space");
        assert_eq!(take(&mut events, false), [Act::Play(Command::Toggle)], "without a focus it plays");
    }
}

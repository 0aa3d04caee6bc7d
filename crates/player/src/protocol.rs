//! What a console and its player say to each other: one JSON object a line, over stdin and stdout.
//!
//! The console says [`Asked::Hello`] first, with the version that it speaks, then what to open. Everything it says is
//! checked here, without a window or a film: [`Talk::hear`] says what to do and what to answer. A line that is not
//! understood is answered and left out; an unknown version ends the talk.

use std::path::PathBuf;

use hindsight_replay::At;
use serde::{Deserialize, Serialize};

use crate::cover::Cover;

pub const VERSION: u32 = 1;
/// Longer lines are not read.
pub const MAX_LINE: usize = 1 << 20;
/// Of each list in one message.
const MAX_LIST: usize = 10_000;

/// From the console.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Asked {
    Hello {
        version: u32,
    },
    Open {
        source: Source,
        /// As `--at` takes it; the start where it is missing.
        #[serde(default)]
        at: Option<String>,
        /// For the title; the file's name where it is missing.
        #[serde(default)]
        name: Option<String>,
        #[serde(default)]
        moments: Vec<Moment>,
        #[serde(default)]
        hide: Vec<Cover>,
        /// A PNG to lay over the picture.
        #[serde(default)]
        heat: Option<PathBuf>,
    },
    Seek {
        at: String,
    },
    /// Asks for [`Told::State`], which also comes by itself when it changes.
    State,
    Close,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    File(PathBuf),
    /// By id, from the vault. Not opened by version 1.
    Recording(String),
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Moment {
    pub at_us: i64,
    pub label: String,
}

/// From the player.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Told {
    Hello {
        version: u32,
        player: &'static str,
    },
    Opened {
        frames: usize,
        duration_us: i64,
        width: u32,
        height: u32,
    },
    State(State),
    /// A person wrote it; the console keeps it.
    Note {
        at_us: i64,
        frame: usize,
        text: String,
    },
    /// `code` is for programs, `message` for a person.
    Failed {
        code: &'static str,
        message: String,
    },
    Closed,
}

/// Where the film stands; `frame` counts from 0 and is the one on the screen, if one is already.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct State {
    pub at_us: i64,
    pub frame: Option<usize>,
    pub is_playing: bool,
    pub speed: f64,
}

/// What is to be opened, checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Opening {
    pub path: PathBuf,
    pub at: Option<At>,
    pub name: Option<String>,
    /// By time.
    pub moments: Vec<Moment>,
    pub hide: Vec<Cover>,
    pub heat: Option<PathBuf>,
}

impl Opening {
    /// A film by itself.
    #[must_use]
    pub fn of(path: PathBuf, at: Option<At>) -> Self {
        Self { path, at, name: None, moments: Vec::new(), hide: Vec::new(), heat: None }
    }
}

/// What a line leads to.
#[derive(Debug, Clone, PartialEq)]
pub enum Do {
    Answer(Told),
    Open(Box<Opening>),
    Seek(At),
    TellState,
    /// The talk is over.
    Close,
    /// It was never one.
    Refuse(Told),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Unknown,
    Greeted,
    Open,
    Over,
}

/// How far a talk is.
#[derive(Debug)]
pub struct Talk {
    phase: Phase,
}

impl Default for Talk {
    fn default() -> Self {
        Self { phase: Phase::Unknown }
    }
}

fn failed(code: &'static str, message: impl Into<String>) -> Do {
    Do::Answer(Told::Failed { code, message: message.into() })
}

impl Talk {
    /// What to do about one line. After [`Do::Close`] or [`Do::Refuse`] nothing is heard.
    pub fn hear(&mut self, line: &str) -> Option<Do> {
        if self.phase == Phase::Over || line.trim().is_empty() {
            return None;
        }
        if self.phase == Phase::Unknown {
            return Some(self.greet(line));
        }
        let asked = match serde_json::from_str(line) {
            Ok(asked) => asked,
            Err(error) => {
                return Some(failed(
                    "not_understood",
                    format!("a line was not understood and left out: {error}"),
                ));
            }
        };
        Some(match asked {
            Asked::Hello { .. } => failed("out_of_turn", "hello was said before"),
            Asked::Open { .. } if self.phase == Phase::Open => {
                failed("out_of_turn", "a film is open; a player shows one, start another for the other")
            }
            Asked::Open { source, at, name, moments, hide, heat } => {
                let film = Opening { name, moments, hide, heat, ..Opening::of(PathBuf::new(), None) };
                self.open(source, at, film)
            }
            Asked::Seek { .. } if self.phase != Phase::Open => {
                failed("out_of_turn", "there is nothing open yet: say open first")
            }
            Asked::Seek { at } => match at.parse() {
                Ok(at) => Do::Seek(at),
                Err(error) => failed("no_place", error.to_string()),
            },
            Asked::State if self.phase != Phase::Open => {
                failed("out_of_turn", "there is nothing open yet: say open first")
            }
            Asked::State => Do::TellState,
            Asked::Close => {
                self.phase = Phase::Over;
                Do::Close
            }
        })
    }

    /// A line that was too long to be read.
    #[must_use]
    pub fn overlong(&self) -> Told {
        Told::Failed {
            code: "not_understood",
            message: format!("a line of more than {MAX_LINE} bytes was left out"),
        }
    }

    fn greet(&mut self, line: &str) -> Do {
        /// Of any version, known or not.
        #[derive(Deserialize)]
        struct Greeting {
            r#type: String,
            version: u32,
        }
        let refuse = |code, message| Do::Refuse(Told::Failed { code, message });
        match serde_json::from_str::<Greeting>(line) {
            Ok(Greeting { r#type, version: VERSION }) if r#type == "hello" => {
                self.phase = Phase::Greeted;
                Do::Answer(Told::Hello { version: VERSION, player: env!("CARGO_PKG_VERSION") })
            }
            Ok(Greeting { r#type, version }) if r#type == "hello" => {
                self.phase = Phase::Over;
                let older = if version > VERSION { "player" } else { "console" };
                refuse(
                    "unknown_version",
                    format!(
                        "the console speaks version {version} of the player's protocol, this player {VERSION}: update \
                         the {older}"
                    ),
                )
            }
            _ => {
                self.phase = Phase::Over;
                refuse(
                    "no_greeting",
                    "the first line must be {\"type\":\"hello\",\"version\":1}; to watch a film, start the player with \
                     its file instead"
                        .to_owned(),
                )
            }
        }
    }

    /// `film` has all but what is checked first.
    fn open(&mut self, source: Source, at: Option<String>, mut film: Opening) -> Do {
        film.path = match source {
            Source::File(path) => path,
            Source::Recording(id) => {
                return failed(
                    "not_supported",
                    format!("this player opens files, not yet recordings of a vault such as {id}"),
                );
            }
        };
        if film.moments.len() > MAX_LIST || film.hide.len() > MAX_LIST {
            return failed("too_many", format!("more than {MAX_LIST} moments or boxes; nothing was opened"));
        }
        // Shown without one of its boxes a film would tell what it must not.
        if let Some(wrong) = film.hide.iter().find(|cover| !cover.is_sound()) {
            return failed(
                "bad_box",
                format!("a box to hide makes no sense, so nothing was opened: {wrong:?}"),
            );
        }
        film.at = match at.map(|at| at.parse()).transpose() {
            Ok(at) => at,
            Err(error) => return failed("no_place", error.to_string()),
        };
        film.moments.sort_by_key(|moment| moment.at_us);
        self.phase = Phase::Open;
        Do::Open(Box::new(film))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const HELLO: &str = r#"{"type":"hello","version":1}"#;
    const OPEN: &str = r#"{"type":"open","source":{"file":"/f.mp4"},"at":"1:23"}"#;

    fn after(lines: &[&str]) -> Talk {
        let mut talk = Talk::default();
        lines.iter().for_each(|line| drop(talk.hear(line)));
        talk
    }

    fn code(heard: Option<Do>) -> &'static str {
        match heard {
            Some(Do::Answer(Told::Failed { code, .. }) | Do::Refuse(Told::Failed { code, .. })) => code,
            other => panic!("not a failure: {other:?}"),
        }
    }

    #[test]
    fn a_console_greets_opens_seeks_and_closes() {
        let mut talk = Talk::default();
        assert!(matches!(talk.hear(HELLO), Some(Do::Answer(Told::Hello { version: 1, .. }))));
        let Some(Do::Open(opening)) = talk.hear(OPEN) else { panic!("it opens") };
        assert_eq!((opening.path, opening.at), (PathBuf::from("/f.mp4"), Some(At::OffsetMs(83_000))));
        assert_eq!(talk.hear(r#"{"type":"seek","at":"50%"}"#), Some(Do::Seek(At::Percent(50.0))));
        assert_eq!(talk.hear(r#"{"type":"state"}"#), Some(Do::TellState));
        assert_eq!(talk.hear(r#"{"type":"close"}"#), Some(Do::Close));
        assert_eq!(talk.hear(HELLO), None, "it is over");
    }

    #[test]
    fn another_version_is_refused_with_whom_to_update() {
        for (line, who) in [
            (r#"{"type":"hello","version":2,"new":"things"}"#, "update the player"),
            (r#"{"type":"hello","version":0}"#, "update the console"),
        ] {
            let mut talk = Talk::default();
            match talk.hear(line) {
                Some(Do::Refuse(Told::Failed { code: "unknown_version", message })) => {
                    assert!(message.ends_with(who), "{message}");
                }
                other => panic!("{other:?}"),
            }
            assert_eq!(talk.hear(HELLO), None, "no second try over the same pipe");
        }
    }

    #[test]
    fn what_is_out_of_turn_or_wrong_is_answered_and_changes_nothing() {
        let long = format!(
            r#"{{"type":"open","source":{{"file":"/f"}},"moments":[{}]}}"#,
            vec![r#"{"at_us":1,"label":""}"#; MAX_LIST + 1].join(",")
        );
        let a_box = r#"{"type":"open","source":{"file":"/f"},"hide":[{"left":0.5,"top":0,"right":0.2,"bottom":1,"from_us":0,"until_us":9}]}"#;
        for (before, line, expected) in [
            (&[][..], OPEN, "no_greeting"),
            (&[], "hello", "no_greeting"),
            (&[HELLO], HELLO, "out_of_turn"),
            (&[HELLO], r#"{"type":"seek","at":"1s"}"#, "out_of_turn"),
            (&[HELLO], r#"{"type":"state"}"#, "out_of_turn"),
            (&[HELLO, OPEN], OPEN, "out_of_turn"),
            (&[HELLO, OPEN], r#"{"type":"seek","at":"soon"}"#, "no_place"),
            (&[HELLO], r#"{"type":"dance"}"#, "not_understood"),
            (&[HELLO], r#"{"type":"open","source":{"file":"/f"},"surprise":1}"#, "not_understood"),
            (&[HELLO], r#"{"type":"open","source":{"recording":"rec_1"}}"#, "not_supported"),
            (&[HELLO], r#"{"type":"open","source":{"file":"/f"},"at":"soon"}"#, "no_place"),
            (&[HELLO], a_box, "bad_box"),
            (&[HELLO], &long, "too_many"),
        ] {
            let mut talk = after(before);
            assert_eq!(code(talk.hear(line)), expected, "{line:.80}");
            if before == [HELLO] {
                assert!(
                    matches!(talk.hear(OPEN), Some(Do::Open(_))),
                    "it can still be opened after {line:.80}"
                );
            }
        }
    }

    #[test]
    fn what_the_player_says_is_one_line_of_its_type() {
        let state = State { at_us: 1_200_000, frame: Some(36), is_playing: false, speed: 1.0 };
        let line = serde_json::to_string(&Told::State(state)).expect("it is plain data");
        assert_eq!(line, r#"{"type":"state","at_us":1200000,"frame":36,"is_playing":false,"speed":1.0}"#);
        let note = Told::Note { at_us: 1, frame: 0, text: "two\nlines".to_owned() };
        assert!(!serde_json::to_string(&note).expect("it is plain data").contains('\n'));
    }

    proptest! {
        #[test]
        fn no_line_is_too_strange(line in ".{0,200}", is_open: bool) {
            let mut talk = after(if is_open { &[HELLO, OPEN] } else { &[HELLO] });
            talk.hear(&line);
        }
    }
}

//! The side track of a screen recording: what a recorder knows beside the picture.
//!
//! It is a segment of events like any other (`Media::Events`): one JSON object per line, in order of time, with
//! `timestamp`, `event_type` and `data`, as an agent run has them. Places are pixels of the recorded picture, from its
//! top left; `picture` says how large that is, first of all and whenever it changes.
//!
//! | `event_type` | `data` |
//! |---|---|
//! | `picture` | `{"width", "height"}` |
//! | `pointer` | `{"x", "y"}`: where it is from now on, where the recorder kept that |
//! | `click` | `{"x", "y", "button"}`; `button` is `left`, `middle`, `right`, `wheel` (a step of it) or `other` |
//! | `damage` | `{"rects": [[left, top, width, height], …]}`: where the picture changed since the line before, as the encoder got it |
//! | `window_focus` | `{"app", "title"}`: another window has the keyboard |
//! | `window_title` | `{"title"}`: the same window has another title |
//! | `connection` | `{"state", "host"}`; `state` is `connected` or `disconnected`, of a remote desktop |
//!
//! **Invariant:** a reader passes over types and members that it does not know, so that a newer recorder's track can be
//! read. What is damaged is an error of one line.

mod heat;

use hindsight_domain::{Timestamp, limits};
use serde::Deserialize;

pub use heat::{ScreenHeat, ScreenLayers};

use crate::run::clip;

/// Why a line of a side track cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ScreenError {
    #[error("an event of {bytes} bytes has more than {most}")]
    TooLong { bytes: usize, most: usize },
    #[error("it is no event of a screen recording")]
    Unreadable(#[from] serde_json::Error),
}

/// An event of a side track, with its time.
#[derive(Clone, Debug, PartialEq)]
pub struct ScreenEvent {
    pub timestamp: Timestamp,
    pub what: ScreenFact,
}

/// What an event says. Places are pixels of the picture, and as hostile as everything in a file.
#[derive(Clone, Debug, PartialEq)]
pub enum ScreenFact {
    Picture {
        width: f64,
        height: f64,
    },
    Pointer {
        x: f64,
        y: f64,
    },
    Click {
        x: f64,
        y: f64,
        button: Button,
    },
    Damage {
        rects: Vec<[f64; 4]>,
    },
    WindowFocus {
        app: String,
        title: String,
    },
    WindowTitle {
        title: String,
    },
    Connection {
        state: Connection,
        host: String,
    },
    /// What this reader does not know.
    Other,
}

/// A button of a mouse.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Button {
    #[default]
    Left,
    Middle,
    Right,
    /// A step of it, which is no click.
    Wheel,
    #[serde(other)]
    Other,
}

/// How a remote desktop is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Connection {
    Connected,
    Disconnected,
}

#[derive(Deserialize)]
struct Line<'l> {
    timestamp: Timestamp,
    event_type: std::borrow::Cow<'l, str>,
    #[serde(borrow, default)]
    data: Option<&'l serde_json::value::RawValue>,
}

#[derive(Deserialize)]
struct Size {
    width: f64,
    height: f64,
}

#[derive(Deserialize)]
struct Place {
    x: f64,
    y: f64,
    #[serde(default)]
    button: Button,
}

#[derive(Deserialize)]
struct Rects {
    rects: Vec<[f64; 4]>,
}

#[derive(Deserialize)]
struct Window {
    #[serde(default)]
    app: String,
    #[serde(default)]
    title: String,
}

#[derive(Deserialize)]
struct State {
    state: Connection,
    #[serde(default)]
    host: String,
}

impl ScreenEvent {
    /// Reads one line.
    pub fn read(line: &str) -> Result<Self, ScreenError> {
        if line.len() > limits::EVENT_BYTES {
            return Err(ScreenError::TooLong { bytes: line.len(), most: limits::EVENT_BYTES });
        }
        let Line { timestamp, event_type, data } = serde_json::from_str(line)?;
        let data = data.map_or("{}", |data| data.get());
        let what = match event_type.as_ref() {
            "picture" => {
                let Size { width, height } = serde_json::from_str(data)?;
                ScreenFact::Picture { width, height }
            }
            "pointer" => {
                let Place { x, y, .. } = serde_json::from_str(data)?;
                ScreenFact::Pointer { x, y }
            }
            "click" => {
                let Place { x, y, button } = serde_json::from_str(data)?;
                ScreenFact::Click { x, y, button }
            }
            "damage" => ScreenFact::Damage { rects: serde_json::from_str::<Rects>(data)?.rects },
            "window_focus" => {
                let Window { app, title } = serde_json::from_str(data)?;
                ScreenFact::WindowFocus { app: clip(&app), title: clip(&title) }
            }
            "window_title" => {
                let Window { title, .. } = serde_json::from_str(data)?;
                ScreenFact::WindowTitle { title: clip(&title) }
            }
            "connection" => {
                let State { state, host } = serde_json::from_str(data)?;
                ScreenFact::Connection { state, host: clip(&host) }
            }
            _ => ScreenFact::Other,
        };
        Ok(Self { timestamp, what })
    }

    /// Whether a person did something, as opposed to a screen that changed by itself.
    pub fn is_deed(&self) -> bool {
        matches!(
            self.what,
            ScreenFact::Pointer { .. } | ScreenFact::Click { .. } | ScreenFact::WindowFocus { .. }
        )
    }
}

#[cfg(test)]
mod tests;

//! One line of a segment, as far as a window reads it.

use hindsight_domain::{Kind, Timestamp, limits};
use hindsight_rrweb::event::{self, Event};
use serde::Deserialize;

/// What a window must know of a line before it keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) time: Timestamp,
    pub(super) role: Role,
}

/// What an event is for the beginning of a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Meta,
    FullSnapshot,
    Other,
}

#[derive(Deserialize)]
struct AgentLine {
    timestamp: Timestamp,
}

/// Reads a line's time. `None` where it is no event of this kind.
pub(super) fn read(kind: Kind, line: &str) -> Option<Line> {
    match kind {
        Kind::Web => {
            let event = Event::read(line, limits::EVENT_BYTES).ok()?;
            let time = Timestamp::from_millis(event.timestamp_ms).ok()?;
            let role = match event.kind {
                event::Kind::Meta => Role::Meta,
                event::Kind::FullSnapshot => Role::FullSnapshot,
                _ => Role::Other,
            };
            Some(Line { time, role })
        }
        Kind::Agent => {
            let line: AgentLine = serde_json::from_str(line).ok()?;
            Some(Line { time: line.timestamp, role: Role::Other })
        }
        Kind::Screen => None,
    }
}

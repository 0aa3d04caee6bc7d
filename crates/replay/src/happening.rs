//! One line of a segment as a [`Happening`].

use hindsight_domain::{Kind, Timestamp, limits};
use hindsight_rrweb::event::{self, Event};
use serde::Deserialize;

use crate::sketch::Happening;

/// rrweb's `IncrementalSource`s of a person: mouse and touch moves, clicks, scrolls, inputs, drags, selections.
const OF_A_PERSON: [i64; 7] = [1, 2, 3, 5, 6, 12, 14];

#[derive(Deserialize)]
struct Source {
    source: Option<i64>,
}

#[derive(Deserialize)]
struct AgentLine {
    timestamp: Timestamp,
}

/// Reads a line. `None` where it is no event of this kind.
pub fn happening(kind: Kind, line: &str, started_at: Timestamp) -> Option<Happening> {
    match kind {
        Kind::Web => {
            let event = Event::read(line, limits::EVENT_BYTES).ok()?;
            let at_ms = Timestamp::clamp_millis(event.timestamp_ms).since(started_at);
            let is_deed = match event.kind {
                event::Kind::Incremental => is_of_a_person(&event),
                event::Kind::Meta | event::Kind::Custom => true,
                _ => false,
            };
            Some(Happening { at_ms, is_deed })
        }
        Kind::Agent => {
            let line: AgentLine = serde_json::from_str(line).ok()?;
            Some(Happening { at_ms: line.timestamp.since(started_at), is_deed: true })
        }
        Kind::Screen => None,
    }
}

fn is_of_a_person(event: &Event<'_>) -> bool {
    let read = serde_json::from_str::<Source>(event.data());
    read.is_ok_and(|data| data.source.is_some_and(|source| OF_A_PERSON.contains(&source)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_click_is_a_deed_and_a_mutation_is_not() {
        let line = |source: i64| format!(r#"{{"type":3,"timestamp":1500,"data":{{"source":{source}}}}}"#);
        let start = Timestamp::clamp_millis(1_000);
        for (source, is_deed) in [(0, false), (2, true), (3, true), (5, true), (8, false), (13, false)] {
            assert_eq!(
                happening(Kind::Web, &line(source), start),
                Some(Happening { at_ms: 500, is_deed }),
                "source {source}"
            );
        }
        assert_eq!(happening(Kind::Web, "{}", start), None);
        assert_eq!(happening(Kind::Agent, "not JSON", start), None);
    }
}

//! One line of a segment as a [`Happening`].

use hindsight_domain::{Kind, Timestamp, limits};
use hindsight_rrweb::event::{self, Event};
use hindsight_rrweb::facts::{Source, leading_source};
use memchr::memmem;
use serde::Deserialize;

use crate::sketch::Happening;

#[derive(Deserialize)]
struct Change {
    source: Option<i64>,
    #[serde(default, rename = "userTriggered")]
    user_triggered: Option<bool>,
}

#[derive(Deserialize)]
struct AgentLine {
    timestamp: Timestamp,
}

/// Reads a line. `None` where it is no event of this kind.
pub fn happening(kind: Kind, line: &str, started_at: Timestamp) -> Option<Happening> {
    match kind {
        Kind::Web => Some(happening_of(&Event::read(line, limits::EVENT_BYTES).ok()?, started_at)),
        Kind::Agent => {
            let line: AgentLine = serde_json::from_str(line).ok()?;
            Some(Happening { at_ms: line.timestamp.since(started_at), is_deed: true })
        }
        Kind::Screen => None,
    }
}

/// The same of an event of a web session that is read already.
pub fn happening_of(event: &Event<'_>, started_at: Timestamp) -> Happening {
    let at_ms = Timestamp::clamp_millis(event.timestamp_ms).since(started_at);
    // A Meta event is none: recorders write one with each snapshot that they take by the clock.
    let is_deed = event.kind == event::Kind::Incremental && is_of_a_person(event);
    Happening { at_ms, is_deed }
}

fn is_of_a_person(event: &Event<'_>) -> bool {
    let data = event.data();
    if let Some(source) = leading_source(data) {
        let is_of_a_kind = Source::from_number(source).is_user_interaction();
        if !is_of_a_kind || !names_a_trigger(data) {
            return is_of_a_kind;
        }
    }
    let Ok(change) = serde_json::from_str::<Change>(data) else { return false };
    let is_by_script = change.user_triggered == Some(false);
    change.source.is_some_and(|source| Source::from_number(source).is_user_interaction()) && !is_by_script
}

fn names_a_trigger(data: &str) -> bool {
    memmem::find(data.as_bytes(), b"\"userTriggered\"").is_some()
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
        for by_script in [
            r#"{"type":3,"timestamp":1500,"data":{"source":5,"userTriggered":false}}"#,
            r#"{"type":3,"timestamp":1500,"data":{"userTriggered":false,"source":5}}"#,
        ] {
            let by_no_one = Happening { at_ms: 500, is_deed: false };
            assert_eq!(happening(Kind::Web, by_script, start), Some(by_no_one), "{by_script}");
        }
        let late = r#"{"type":3,"timestamp":1500,"data":{"id":7,"source":5}}"#;
        assert_eq!(happening(Kind::Web, late, start), Some(Happening { at_ms: 500, is_deed: true }));
        for line in [r#"{"type":4,"timestamp":1500,"data":{"href":"x"}}"#, r#"{"type":5,"timestamp":1500}"#] {
            let by_the_clock = Happening { at_ms: 500, is_deed: false };
            assert_eq!(happening(Kind::Web, line, start), Some(by_the_clock), "{line}");
        }
        assert_eq!(happening(Kind::Web, "{}", start), None);
        assert_eq!(happening(Kind::Agent, "not JSON", start), None);
    }
}

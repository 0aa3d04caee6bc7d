//! A batch of rrweb events: read once, for its order, its clicks and its pages.

use std::borrow::Cow;

use hindsight_contract::web::MAX_RRWEB_TYPE;
use hindsight_domain::{Timestamp, limits};
use hindsight_rrweb::event::{Event, Kind};
use hindsight_rrweb::facts::facts;
use hindsight_rrweb::json::mend_surrogates;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use crate::error::ApiError;
use crate::redact;
use crate::store::Store;
use crate::store::pack::{self, Line, Mark};
use crate::store::sessions::{self, Batch, PageSeen};

/// Letters of a path that is kept of an address.
const PATH_CHARS: usize = 2_000;
/// How deep a page's own event nests at most.
const CUSTOM_DEPTH: usize = 100;

/// Reads the events, packs those that are not `repeated` into segments and puts these beside the database. Blocks.
pub(crate) fn stage(store: &Store, events: &[Box<RawValue>], repeated: Vec<bool>) -> Result<Batch, ApiError> {
    let mut batch = Batch { repeated, ..Batch::default() };
    let mut lines = Vec::with_capacity(events.len());
    let mut plain_bytes = 0;
    for (index, element) in events.iter().enumerate() {
        let refused = |why: String| ApiError::invalid(format!("`events[{index}]`: {why}"));
        let event = read(element.get()).map_err(refused)?;
        plain_bytes += event.json().len();
        // Packed events inflate; a batch is bounded by what it is then.
        if plain_bytes > limits::SEGMENT_INFLATED_BYTES {
            return Err(ApiError::too_large(limits::SEGMENT_INFLATED_BYTES));
        }
        let is_new = !batch.repeated.get(index).copied().unwrap_or(false);
        if is_new {
            note(&event, &mut batch);
        }
        let line = line(event);
        batch.digests.push(sessions::digest(&line.json));
        if is_new {
            lines.push(line);
        }
    }
    let times = lines.iter().map(|line| line.at_ms);
    batch.span_ms = times.clone().min().zip(times.max());
    batch.events = lines.len() as u64;
    batch.staged = store.stage_segments(pack::pack(lines)?)?;
    Ok(batch)
}

fn read(element: &str) -> Result<Event<'_>, String> {
    let event = Event::read(element, limits::EVENT_BYTES).map_err(|error| error.to_string())?;
    if depth(event.json()) > limits::EVENT_DEPTH {
        return Err(format!("it nests deeper than {}", limits::EVENT_DEPTH));
    }
    if !(0..=MAX_RRWEB_TYPE).contains(&event.kind.number()) {
        return Err(format!("`type` is {}, which no rrweb event has", event.kind.number()));
    }
    match Timestamp::from_millis(event.timestamp_ms) {
        Ok(_) => Ok(event),
        Err(error) => Err(format!("`timestamp`: {error}")),
    }
}

/// Adds what an event counts for. A field of a type that rrweb does not write is a fact of nobody's.
fn note(event: &Event<'_>, batch: &mut Batch) {
    let Ok(facts) = facts(event) else { return };
    batch.clicks += u64::from(facts.click().is_some());
    if let Some(page) = facts.page {
        let path = page.path().chars().take(PATH_CHARS).collect();
        batch.pages.push(PageSeen { at_ms: event.timestamp_ms, path, title: String::new() });
    }
}

fn line(event: Event<'_>) -> Line {
    let mark = match event.kind {
        Kind::Meta => Mark::Meta,
        Kind::FullSnapshot => Mark::Snapshot,
        _ => Mark::None,
    };
    Line { at_ms: event.timestamp_ms, json: one_line(event.into_json()), mark }
}

/// A JSON text has line breaks between its tokens only; a stored event has none.
fn one_line(json: Cow<'_, str>) -> String {
    if json.contains(['\n', '\r']) { json.replace(['\n', '\r'], " ") } else { json.into_owned() }
}

/// How deep arrays and objects nest.
fn depth(json: &str) -> usize {
    let (mut depth, mut deepest, mut in_text, mut escaped) = (0_usize, 0, false, false);
    for byte in json.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            _ if in_text => {}
            b'[' | b'{' => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

/// The rrweb event (type 5) that a page's own event becomes. Secrets in it are redacted.
pub(crate) fn custom(event: &RawValue, at: Timestamp) -> Result<Line, ApiError> {
    // What nests deeper could not be looked at for secrets.
    if depth(event.get()) > CUSTOM_DEPTH {
        return Err(ApiError::invalid(format!("`event` nests deeper than {CUSTOM_DEPTH}")));
    }
    let event = serde_json::from_str::<Value>(&mend_surrogates(event.get()))
        .map_err(|error| ApiError::invalid(format!("`event`: {error}")))?;
    let tag = match &event {
        Value::String(name) => name.clone(),
        Value::Object(members) => ["tag", "name", "type", "event"]
            .iter()
            .find_map(|name| members.get(*name).and_then(Value::as_str))
            .unwrap_or("custom")
            .to_owned(),
        _ => "custom".to_owned(),
    };
    let payload = if event.is_string() { json!({}) } else { event };
    let mut members = serde_json::Map::new();
    members.insert("tag".into(), json!(tag));
    members.insert("payload".into(), payload);
    let data = redact::object(members);
    let json = json!({ "type": 5, "timestamp": at.millis(), "data": data }).to_string();
    Ok(Line { at_ms: at.millis(), json, mark: Mark::None })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nesting_is_counted_outside_of_texts() {
        assert_eq!(depth(r#"{"a":["[[[","\"[["]}"#), 2);
        assert_eq!(depth(&"[".repeat(3_000)), 3_000);
    }
}

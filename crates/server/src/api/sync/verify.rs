//! What a recording from a console must be before the server takes it.
//!
//! **Invariant:** nothing that a console says of its segments is believed: each is read here, and its count, its
//! times and its order are those that the list says. An agent's event with a secret in it is refused, since it
//! should have been redacted where it was made; the server cannot, the segment's hash is what people judge by.

use hindsight_contract::error::ErrorCode;
use hindsight_contract::sync::BLOB_BYTES;
use hindsight_domain::{Kind, Media, NewRecording, Recording, Segment, Timestamp, limits};
use hindsight_rrweb::event::Event;
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use crate::store::mutations::Refused;
use crate::store::pack;

/// Segments of one uploaded recording at most.
const SEGMENTS: usize = 50_000;
/// Ids and names inside of a recording, in characters.
const WORD_CHARS: usize = 1_000;
/// What only one kind has, as JSON.
const DETAILS_BYTES: usize = 256 << 10;
/// How deep the JSON of an agent's event nests at most: a redacted one has 128 levels and the event around them.
const AGENT_DEPTH: usize = 140;

/// Checks what can be told from the mutation alone.
pub(crate) fn fields(new: &NewRecording) -> Result<(), Refused> {
    let recording = &new.recording;
    if recording.status.is_growing() {
        return Err(Refused::invalid("a recording that still grows cannot be uploaded: end it first"));
    }
    texts(recording)?;
    if new.segments.len() > SEGMENTS {
        let count = new.segments.len();
        return Err(Refused::invalid(format!("the recording has {count} segments; {SEGMENTS} are taken")));
    }
    let mut events = 0_u64;
    for (segment, index) in new.segments.iter().zip(0..) {
        let refuse = |why: &str| Refused::invalid(format!("segment {}: {why}", segment.index));
        if segment.index != index {
            return Err(refuse(&format!("it stands where segment {index} should")));
        }
        match (recording.kind, segment.media) {
            (Kind::Agent | Kind::Web, Media::Events)
                if segment.bytes > limits::SEGMENT_INFLATED_BYTES as u64 =>
            {
                return Err(refuse("it is longer than a segment of events may be"));
            }
            (Kind::Agent | Kind::Web, Media::Events) | (Kind::Screen, Media::Mp4) => {}
            (kind, media) => {
                return Err(refuse(&format!("a recording of kind {kind} has no {media} segments")));
            }
        }
        if segment.bytes > BLOB_BYTES || segment.from > segment.to {
            return Err(refuse("its length or its times cannot be"));
        }
        let sorted = segment.keyframes_ms.is_sorted();
        if !sorted || segment.keyframes_ms.len() as u64 > segment.events.max(1 << 10) {
            return Err(refuse("its keyframes are not in order, or more than it has events"));
        }
        events = events.saturating_add(segment.events);
    }
    if recording.kind != Kind::Screen && events != recording.event_count {
        let count = recording.event_count;
        return Err(Refused::invalid(format!(
            "the recording says {count} events, its segments have {events}"
        )));
    }
    Ok(())
}

fn texts(recording: &Recording) -> Result<(), Refused> {
    let words = [
        ("session_id", &recording.session_id),
        ("agent_id", &recording.agent_id),
        ("user_id", &recording.user_id),
        ("service", &recording.service),
        ("device", &recording.device),
    ];
    let words = words.into_iter().filter_map(|(name, text)| Some((name, text.as_ref()?, WORD_CHARS)));
    let tags = recording.tags.iter().map(|tag| ("tags", tag, limits::TAG_CHARS));
    for (name, text, limit) in words.chain(tags).chain([("title", &recording.title, limits::TEXT_CHARS)]) {
        let chars = text.chars().count();
        if chars > limit {
            return Err(Refused::invalid(format!("`{name}` has {chars} characters; the limit is {limit}")));
        }
    }
    if recording.tags.len() > limits::TAGS {
        let count = recording.tags.len();
        return Err(Refused::invalid(format!(
            "the recording has {count} tags; the limit is {}",
            limits::TAGS
        )));
    }
    let details = Value::Object(recording.details.clone()).to_string().len();
    if details > DETAILS_BYTES {
        return Err(Refused::invalid(format!("`details` has {details} bytes; the limit is {DETAILS_BYTES}")));
    }
    if recording.duration_ms < 0 {
        return Err(Refused::invalid("`duration_ms` is negative"));
    }
    if recording.kind == Kind::Agent {
        no_secret("the recording", serde_json::json!([recording.title, recording.tags, recording.details]))
            .map_err(Refused::invalid)?;
    }
    Ok(())
}

/// Checks a segment against its bytes. Blocks for as long as it takes to inflate and to read them.
pub(crate) fn segment(kind: Kind, segment: &Segment, bytes: &[u8]) -> Result<(), Refused> {
    if segment.media != Media::Events {
        return Ok(());
    }
    let plain = pack::unpack(bytes).map_err(|error| bad(segment, None, &error.to_string()))?;
    let mut times = Times::default();
    for (line, index) in plain.strip_suffix('\n').unwrap_or(&plain).split('\n').zip(0..) {
        if plain.is_empty() {
            break;
        }
        let refuse = |why: &str| bad(segment, Some(index), why);
        if line.len() > limits::EVENT_BYTES {
            return Err(refuse("it is longer than an event may be"));
        }
        let at = match kind {
            Kind::Agent => agent_event(line).map_err(|why| refuse(&why))?,
            Kind::Web | Kind::Screen => web_event(line).map_err(|why| refuse(&why))?,
        };
        times.add(at).map_err(refuse)?;
    }
    times.check(segment).map_err(|why| bad(segment, None, &why))
}

fn bad(segment: &Segment, event: Option<u64>, why: &str) -> Refused {
    let event = event.map(|index| format!(", event {index}")).unwrap_or_default();
    Refused::new(ErrorCode::BadSegment, format!("segment {}{event}: {why}", segment.index))
}

#[derive(Default)]
struct Times {
    count: u64,
    first: Option<Timestamp>,
    last: Option<Timestamp>,
}

impl Times {
    fn add(&mut self, at: Timestamp) -> Result<(), &'static str> {
        if self.last.is_some_and(|last| at < last) {
            return Err("it comes after a later one");
        }
        self.count += 1;
        self.first = self.first.or(Some(at));
        self.last = Some(at);
        Ok(())
    }

    fn check(&self, segment: &Segment) -> Result<(), String> {
        if self.count != segment.events {
            return Err(format!("it has {} events, not {}", self.count, segment.events));
        }
        match (self.first, self.last) {
            (Some(first), Some(last)) if (first, last) != (segment.from, segment.to) => Err(format!(
                "its events are from {first} to {last}, not from {} to {}",
                segment.from, segment.to
            )),
            _ => Ok(()),
        }
    }
}

fn web_event(line: &str) -> Result<Timestamp, String> {
    if !line.starts_with('{') {
        return Err("it is not a JSON object".into());
    }
    let event = Event::read(line, 0).map_err(|error| error.to_string())?;
    Ok(Timestamp::clamp_millis(event.timestamp_ms))
}

/// An [`hindsight_domain::AgentEvent`] and nothing more: what has no name here would not be looked at.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AgentLine<'a> {
    timestamp: Timestamp,
    event_type: String,
    #[serde(borrow, default)]
    data: Option<&'a RawValue>,
}

fn agent_event(line: &str) -> Result<Timestamp, String> {
    let event: AgentLine<'_> = serde_json::from_str(line).map_err(|error| error.to_string())?;
    no_secret("`event_type`", Value::String(event.event_type))?;
    if let Some(data) = event.data {
        if !is_nested_within(data.get(), AGENT_DEPTH) {
            return Err(format!("`data` is nested deeper than {AGENT_DEPTH} levels"));
        }
        let mut deserializer = serde_json::Deserializer::from_str(data.get());
        deserializer.disable_recursion_limit();
        let data = Map::<String, Value>::deserialize(&mut deserializer);
        no_secret("`data`", Value::Object(data.map_err(|error| format!("`data`: {error}"))?))?;
    }
    Ok(event.timestamp)
}

/// Refuses a value in which there is something to redact.
fn no_secret(whose: &str, mut value: Value) -> Result<(), String> {
    let findings = hindsight_privacy::redact_value(&mut value);
    match findings.iter().next() {
        None => Ok(()),
        Some(first) => Err(format!(
            "{whose} carries a secret that should have been redacted: {} at `{}`",
            first.kind, first.path
        )),
    }
}

/// Whether arrays and objects of a JSON text nest at most `levels` deep.
fn is_nested_within(json: &str, levels: usize) -> bool {
    let (mut depth, mut in_string, mut is_escaped) = (0_usize, false, false);
    for byte in json.bytes() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if in_string => is_escaped = true,
            b'"' => in_string = !in_string,
            _ if in_string => {}
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > levels {
            return false;
        }
    }
    true
}

//! One event: its time, its kind, and its JSON as it came.
//!
//! Reading an event looks at its top level only; what is inside `data` is read by who needs it. The order
//! of events in time is not checked here: rrweb writes equal and falling timestamps, and the order that
//! counts is (timestamp, index in the file).

use std::{borrow::Cow, fmt, ops::Range};

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::{
    json::{self, JsonError, MAX_DEPTH},
    pack::{self, UnpackError},
};

/// The last millisecond of the year 9999: later times are mistakes.
pub const MAX_TIMESTAMP_MS: i64 = 253_402_300_799_999;

/// The kinds of events that rrweb's replayer acts on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    DomContentLoaded,
    Load,
    FullSnapshot,
    Incremental,
    Meta,
    Custom,
    Plugin,
    /// A number that this version does not know. Such events are kept, and left out of windows.
    Other(i64),
}

impl Kind {
    /// The kind with rrweb's number.
    pub fn from_number(number: i64) -> Self {
        match number {
            0 => Self::DomContentLoaded,
            1 => Self::Load,
            2 => Self::FullSnapshot,
            3 => Self::Incremental,
            4 => Self::Meta,
            5 => Self::Custom,
            6 => Self::Plugin,
            other => Self::Other(other),
        }
    }

    /// rrweb's number of this kind.
    pub fn number(self) -> i64 {
        match self {
            Self::DomContentLoaded => 0,
            Self::Load => 1,
            Self::FullSnapshot => 2,
            Self::Incremental => 3,
            Self::Meta => 4,
            Self::Custom => 5,
            Self::Plugin => 6,
            Self::Other(number) => number,
        }
    }
}

/// Why an element of a recording is not an event.
#[derive(Debug, thiserror::Error)]
pub enum EventError {
    #[error(transparent)]
    Unpack(#[from] UnpackError),
    #[error(transparent)]
    Json(#[from] JsonError),
    #[error("it is {found}, and an event is an object")]
    NotAnObject { found: JsonType },
    #[error("`{field}` is missing")]
    Missing { field: &'static str },
    #[error("`{field}` is {found} where {expected} is expected")]
    WrongType { field: &'static str, expected: &'static str, found: JsonType },
    #[error("`{field}` is {found}, which is not between {min} and {max}")]
    OutOfRange { field: &'static str, found: String, min: i64, max: i64 },
    #[error("it was packed by packer {version:?}, which this version does not know")]
    UnknownPacker { version: String },
}

/// What a JSON text holds, for messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JsonType {
    Null,
    Boolean,
    Number,
    String,
    Array,
    Object,
}

impl JsonType {
    /// The type of a JSON text, from its first character.
    pub fn of(json: &str) -> Self {
        match json.trim_start().as_bytes().first() {
            Some(b'{') => Self::Object,
            Some(b'[') => Self::Array,
            Some(b'"') => Self::String,
            Some(b't' | b'f') => Self::Boolean,
            Some(b'n') => Self::Null,
            _ => Self::Number,
        }
    }
}

impl fmt::Display for JsonType {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Null => "null",
            Self::Boolean => "a boolean",
            Self::Number => "a number",
            Self::String => "a string",
            Self::Array => "an array",
            Self::Object => "an object",
        })
    }
}

/// One event of a recording.
#[derive(Clone, Debug)]
pub struct Event<'j> {
    /// Milliseconds since the epoch, a fraction cut off.
    pub timestamp_ms: i64,
    pub kind: Kind,
    json: Cow<'j, str>,
    data: Option<Range<usize>>,
}

#[derive(Deserialize)]
struct TopLevel<'j> {
    #[serde(borrow, rename = "type")]
    kind: Option<&'j RawValue>,
    #[serde(borrow)]
    timestamp: Option<&'j RawValue>,
    #[serde(borrow)]
    data: Option<&'j RawValue>,
    #[serde(borrow)]
    v: Option<&'j RawValue>,
}

impl<'j> Event<'j> {
    /// Reads one element of a recording: an object, or a string that rrweb's packer made, of which no more
    /// than `max_unpacked_bytes` are inflated.
    pub fn read(element: &'j str, max_unpacked_bytes: usize) -> Result<Self, EventError> {
        let element = element.trim();
        if !pack::is_packed(element) {
            return Self::from_json(Cow::Borrowed(element));
        }
        let json = pack::unpack(element, max_unpacked_bytes)?;
        // Nobody has bounded the depth of what was packed.
        if json::depth(&json) > MAX_DEPTH {
            return Err(JsonError::TooDeep.into());
        }
        Self::from_json(Cow::Owned(json))
    }

    fn from_json(json: Cow<'j, str>) -> Result<Self, EventError> {
        let found = JsonType::of(&json);
        if found != JsonType::Object && !json.is_empty() {
            // An element that is not JSON at all is told as that.
            json::with_text(&json, |json| serde::de::IgnoredAny::deserialize(json))?;
            return Err(EventError::NotAnObject { found });
        }
        let mut deserializer = serde_json::Deserializer::from_str(&json);
        let top = TopLevel::deserialize(&mut deserializer)
            .and_then(|top| deserializer.end().map(|()| top))
            .map_err(JsonError::Invalid)?;
        if let Some(version) = top.v.and_then(|v| serde_json::from_str::<String>(v.get()).ok())
            && matches!(json, Cow::Owned(_))
            && !pack::is_known_version(&version)
        {
            return Err(EventError::UnknownPacker { version });
        }
        let kind = integer("type", top.kind, i64::MIN, i64::MAX)?;
        let timestamp_ms = integer_or_fraction("timestamp", top.timestamp, 0, MAX_TIMESTAMP_MS)?;
        let data = top.data.map(|data| {
            let from = data.get().as_ptr().addr() - json.as_ptr().addr();
            from..from + data.get().len()
        });
        Ok(Self { timestamp_ms, kind: Kind::from_number(kind), json, data })
    }

    /// The event's JSON: as it came, or as it was before it was packed.
    pub fn json(&self) -> &str {
        &self.json
    }

    /// The same, without borrowing where it was unpacked.
    pub fn into_json(self) -> Cow<'j, str> {
        self.json
    }

    /// The JSON of `data`, `null` when there is none.
    pub fn data(&self) -> &str {
        self.data.clone().map_or("null", |range| &self.json[range])
    }
}

fn integer(field: &'static str, json: Option<&RawValue>, min: i64, max: i64) -> Result<i64, EventError> {
    let number = number(field, json)?;
    if number.fract() != 0.0 {
        return Err(EventError::WrongType { field, expected: "an integer", found: JsonType::Number });
    }
    ranged(field, number, min, max)
}

fn integer_or_fraction(
    field: &'static str,
    json: Option<&RawValue>,
    min: i64,
    max: i64,
) -> Result<i64, EventError> {
    ranged(field, number(field, json)?, min, max)
}

fn number(field: &'static str, json: Option<&RawValue>) -> Result<f64, EventError> {
    let json = json.ok_or(EventError::Missing { field })?.get();
    match JsonType::of(json) {
        JsonType::Number => Ok(serde_json::from_str(json).map_err(JsonError::Invalid)?),
        found => Err(EventError::WrongType { field, expected: "a number", found }),
    }
}

fn ranged(field: &'static str, number: f64, min: i64, max: i64) -> Result<i64, EventError> {
    // Every number of a script is a double, so nothing that a recorder wrote is lost here.
    let whole = number.trunc();
    #[expect(clippy::cast_possible_truncation, reason = "the cast saturates, and the range is checked below")]
    let integer = whole as i64;
    #[expect(clippy::cast_precision_loss, reason = "a bound of 64 bits only has to be roughly right")]
    let outside = number < min as f64 || number > max as f64;
    if outside {
        return Err(EventError::OutOfRange { field, found: number.to_string(), min, max });
    }
    Ok(integer)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<Event<'_>, String> {
        Event::read(json, 1 << 20).map_err(|error| error.to_string())
    }

    #[test]
    fn an_event_keeps_its_text_and_finds_its_data() {
        let json = r#" {"timestamp":1700000000000.75,"delay":1,"data" : {"a":[1]} ,"type":3}"#;
        let event = read(json).unwrap();
        assert_eq!(event.timestamp_ms, 1_700_000_000_000);
        assert_eq!(event.kind, Kind::Incremental);
        assert_eq!(event.data(), r#"{"a":[1]}"#);
        assert_eq!(event.json(), json.trim());
        assert_eq!(read(r#"{"type":1,"timestamp":0}"#).unwrap().data(), "null");
    }

    #[test]
    fn kinds_nobody_knows_keep_their_number() {
        for number in [-1, 7, 8, 1 << 40] {
            let json = format!(r#"{{"type":{number},"timestamp":1}}"#);
            assert_eq!(read(&json).unwrap().kind, Kind::Other(number));
            assert_eq!(Kind::from_number(number).number(), number);
        }
        assert_eq!(read(r#"{"type":2.0,"timestamp":1}"#).unwrap().kind, Kind::FullSnapshot);
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (json, message) in [
            ("[]", "it is an array, and an event is an object"),
            ("12", "it is a number, and an event is an object"),
            ("null", "it is null, and an event is an object"),
            ("{}", "`type` is missing"),
            (r#"{"type":3}"#, "`timestamp` is missing"),
            (r#"{"type":3,"timestamp":null}"#, "`timestamp` is missing"),
            (r#"{"type":"3","timestamp":1}"#, "`type` is a string where a number is expected"),
            (r#"{"type":3.5,"timestamp":1}"#, "`type` is a number where an integer is expected"),
            (r#"{"type":3,"timestamp":"1"}"#, "`timestamp` is a string where a number is expected"),
            (r#"{"type":3,"timestamp":[1]}"#, "`timestamp` is an array where a number is expected"),
            (r#"{"type":3,"timestamp":-1}"#, "`timestamp` is -1, which is not between 0 and 253402300799999"),
            (
                r#"{"type":3,"timestamp":1e18}"#,
                "`timestamp` is 1000000000000000000, which is not between 0 and 253402300799999",
            ),
        ] {
            assert_eq!(read(json).unwrap_err(), message, "{json}");
        }
        for json in ["", "{", "{\"type\":3,", "nul", "NaN", r#"{"type":3,"timestamp":NaN}"#, "{}}", "{} 1"] {
            assert!(read(json).unwrap_err().starts_with("it is not valid JSON"), "{json}");
        }
    }

    #[test]
    fn a_packed_event_is_unpacked_and_its_packer_checked() {
        let json = r#"{"type":4,"data":{"href":"x"},"timestamp":5}"#;
        let packed = pack::pack(json).unwrap();
        let event = Event::read(&packed, 1 << 20).unwrap();
        assert_eq!(event.json(), json);
        assert_eq!(event.data(), r#"{"href":"x"}"#);

        let plain = serde_json::to_string(r#"{"type":4,"timestamp":5,"v":"v9"}"#).unwrap();
        assert_eq!(
            read(&plain).unwrap_err(),
            "it was packed by packer \"v9\", which this version does not know"
        );
    }

    #[test]
    fn what_was_packed_may_not_be_deeper_than_the_rest() {
        let deep = format!(r#"{{"type":4,"timestamp":5,"data":{}{}}}"#, "[".repeat(5_000), "]".repeat(5_000));
        assert!(read(&pack::pack(&deep).unwrap()).unwrap_err().contains("deeper"));
    }
}

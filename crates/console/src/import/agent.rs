//! Agent events: what makes an element one. Secrets go before anything else sees them.

use hindsight_domain::{AgentEvent, Timestamp};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::clean;

/// The name of an event's type may be this long.
const TYPE_CHARS: usize = 200;
/// Values in one event at most: each costs far more memory than its text.
const MAX_VALUES: usize = 1_000_000;

/// An object of a file, parsed within bounds. The error says why it could not be.
pub(super) fn object(json: &str) -> Result<Map<String, Value>, String> {
    let separators = json.bytes().filter(|byte| matches!(byte, b',' | b'[' | b'{')).count();
    if separators > MAX_VALUES {
        return Err(format!("it has more than {MAX_VALUES} values"));
    }
    let parsed = serde_json::from_str(json).or_else(|error| match clean::mended(json) {
        Some(mended) => serde_json::from_str(&mended),
        None => Err(error),
    });
    match parsed {
        Ok(Value::Object(members)) => Ok(members),
        Ok(other) => Err(format!("it is {}, and an event is an object", kind_of(&other))),
        Err(error) if error.to_string().starts_with("recursion limit") => {
            Err("it is nested deeper than 128 levels".to_owned())
        }
        Err(error) => Err(format!("it is not valid JSON: {error}")),
    }
}

/// What a value is, for messages.
pub(super) fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

/// The member `field` as text. Absent and null are `None`; anything else is an error.
pub(super) fn text<'m>(members: &'m Map<String, Value>, field: &str) -> Result<Option<&'m str>, String> {
    match members.get(field) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(other) => Err(format!("`{field}` is {} where a string is expected", kind_of(other))),
    }
}

/// The member `field` as a time: RFC 3339 or milliseconds since 1970. Absent and null are `None`.
pub(super) fn time(members: &Map<String, Value>, field: &str) -> Result<Option<Timestamp>, String> {
    match members.get(field) {
        None | Some(Value::Null) => Ok(None),
        Some(value @ (Value::String(_) | Value::Number(_))) => {
            let time = Timestamp::deserialize(value).map_err(|error| format!("`{field}`: {error}"))?;
            Ok(Some(time))
        }
        Some(other) => Err(format!("`{field}` is {} where a time is expected", kind_of(other))),
    }
}

/// Reads an element as an event of an agent's run: `{timestamp, event_type, data}`, or with `event_data` as they
/// are posted. What else it has is kept in its data.
pub(super) fn read(json: &str) -> Result<AgentEvent, String> {
    let mut members = object(json)?;
    let event_type = text(&members, "event_type")?.ok_or("`event_type` is missing")?.to_owned();
    let timestamp = time(&members, "timestamp")?.ok_or("`timestamp` is missing")?;
    let data = members.remove("data").filter(|data| !data.is_null()).or_else(|| members.remove("event_data"));
    let mut data = match data {
        None | Some(Value::Null) => Map::new(),
        Some(Value::Object(data)) => data,
        Some(other) => return Err(format!("`data` is {} where an object is expected", kind_of(&other))),
    };
    for (name, value) in members {
        if name != "event_type" && name != "timestamp" {
            data.entry(name).or_insert(value);
        }
    }
    event(timestamp, &event_type, data)
}

/// An event without secrets.
pub(super) fn event(
    timestamp: Timestamp,
    event_type: &str,
    data: Map<String, Value>,
) -> Result<AgentEvent, String> {
    let event_type = clean::line(event_type, TYPE_CHARS);
    if event_type.is_empty() {
        return Err("`event_type` is empty".to_owned());
    }
    Ok(AgentEvent { timestamp, event_type, data: clean::redacted(data) })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_event_is_read_as_it_is_stored_and_as_it_is_posted() {
        for json in [
            r#"{"timestamp":"2026-03-01T12:00:00.000Z","event_type":"error","data":{"a":1,"b":2}}"#,
            r#"{"timestamp":1772366400000,"event_type":"error","event_data":{"a":1},"b":2}"#,
            r#"{"timestamp":"2026-03-01T13:00:00+01:00","event_type":" error ","data":null,"event_data":{"a":1,"b":2}}"#,
        ] {
            let event = read(json).unwrap();
            assert_eq!(event.timestamp.to_string(), "2026-03-01T12:00:00.000Z", "{json}");
            assert_eq!((event.event_type.as_str(), Value::from(event.data)), ("error", json!({"a":1,"b":2})));
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        let deep = format!(
            r#"{{"event_type":"x","timestamp":1,"data":{{"a":{}{}}}}}"#,
            "[".repeat(500),
            "]".repeat(500)
        );
        let wide =
            format!(r#"{{"event_type":"x","timestamp":1,"data":{{"a":[{}0]}}}}"#, "0,".repeat(MAX_VALUES));
        for (json, reason) in [
            ("{}", "`event_type` is missing"),
            (r#"{"event_type":"x"}"#, "`timestamp` is missing"),
            (r#"{"event_type":7,"timestamp":1}"#, "`event_type` is a number where a string is expected"),
            (r#"{"event_type":"","timestamp":1}"#, "`event_type` is empty"),
            (r#"{"event_type":"x","timestamp":true}"#, "`timestamp` is a boolean where a time is expected"),
            (r#"{"event_type":"x","timestamp":"soon"}"#, "`timestamp`: `soon` is not a time"),
            (r#"{"event_type":"x","timestamp":1e99}"#, "`timestamp`: "),
            (
                r#"{"event_type":"x","timestamp":1,"data":[1]}"#,
                "`data` is an array where an object is expected",
            ),
            ("[1]", "it is an array, and an event is an object"),
            (r#"{"a":}"#, "it is not valid JSON"),
            (&deep, "it is nested deeper than 128 levels"),
            (&wide, "it has more than 1000000 values"),
        ] {
            let found = read(json).unwrap_err();
            assert!(found.starts_with(reason), "{}: {found}", &json[..json.len().min(60)]);
        }
    }

    #[test]
    fn a_secret_is_gone_before_anything_else_sees_the_event() {
        let key = format!("sk-ant-api03-{}", "a1B2c3D4e5".repeat(9));
        let json = format!(
            r#"{{"timestamp":1,"event_type":"use {key}","data":{{"text":"key {key}","password":"hunter2"}}}}"#
        );
        let told = serde_json::to_string(&read(&json).unwrap()).unwrap();
        assert!(!told.contains(&key) && !told.contains("hunter2"), "{told}");
    }

    #[test]
    fn an_emoji_that_was_cut_in_two_does_not_cost_the_event() {
        let event = read(r#"{"timestamp":1,"event_type":"x","data":{"a":"cut \ud83d"}}"#).unwrap();
        assert_eq!(event.data["a"], "cut \u{fffd}");
    }
}

//! Secrets out of what agents send, before anything else looks at it.

use hindsight_privacy::{redact_text, redact_value};
use serde_json::{Map, Value};

/// The text without its secrets.
pub fn text(text: &str) -> String {
    redact_text(text).0.into_owned()
}

/// The same for a text that may be absent.
pub fn maybe(given: Option<&str>) -> Option<String> {
    given.map(text)
}

/// The object without its secrets, in its keys and values and in strings that are JSON themselves.
pub fn object(object: Map<String, Value>) -> Map<String, Value> {
    let mut value = Value::Object(object);
    redact_value(&mut value);
    match value {
        Value::Object(object) => object,
        // Redaction replaces what is inside of the root, not the root of a flat object; were it to, nothing is kept.
        _ => Map::new(),
    }
}

//! Strings that are JSON themselves, such as the arguments of a tool call.

use serde_json::Value;

use crate::findings::{Findings, Path};
use crate::tree::{MAX_DEPTH, Walk};
use crate::web::Span;

/// What a string is when it is looked at as JSON.
pub(crate) enum Json {
    /// No JSON, or nothing that can be looked at as such: treat it as text.
    No,
    /// JSON without a secret.
    Clean,
    /// The JSON without its secrets.
    Redacted(String),
}

/// Redacts a string that is JSON as a whole. Findings inside are reported at `path`, where the string
/// stands. `spans` is what the string holds when it is read as text.
pub(crate) fn redact(
    text: &str,
    spans: &[Span],
    depth: usize,
    levels: usize,
    path: &Path<'_>,
    findings: &mut Findings,
) -> Json {
    if levels == 0 || depth >= MAX_DEPTH || !looks_like_json(text) {
        return Json::No;
    }
    let Ok(mut value) = serde_json::from_str::<Value>(text) else { return Json::No };
    // Of a name that stands twice in one object only the last value was read, and only that is written
    // out: the others go when one of them may be a secret.
    let doubled = !spans.is_empty() && members(&value) < names_written(text);
    let mut inside = Findings::default();
    Walk { findings: &mut inside, levels: levels - 1 }.visit(&mut value, depth + 1, &Path::Root);
    if inside.is_empty() && !doubled {
        return Json::Clean;
    }
    let Ok(redacted) = serde_json::to_string(&value) else { return Json::No };
    if inside.is_empty() {
        for span in spans {
            findings.add(span.kind, path);
        }
    }
    for finding in inside {
        findings.add(finding.kind, path);
    }
    Json::Redacted(redacted)
}

fn looks_like_json(text: &str) -> bool {
    let text = text.trim_ascii();
    matches!((text.bytes().next(), text.bytes().last()), (Some(b'{'), Some(b'}')) | (Some(b'['), Some(b']')))
        || (text.len() > 2 && text.starts_with('"') && text.ends_with('"'))
}

/// How many members all objects of a value have. As deep as `serde_json` reads, so not too deep.
fn members(value: &Value) -> usize {
    match value {
        Value::Array(items) => items.iter().map(members).sum(),
        Value::Object(map) => map.len() + map.values().map(members).sum::<usize>(),
        _ => 0,
    }
}

/// How many names stand in a JSON text: the colons outside its strings.
fn names_written(json: &str) -> usize {
    let (mut colons, mut inside, mut escaped) = (0, false, false);
    for byte in json.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if inside => escaped = true,
            b'"' => inside = !inside,
            b':' if !inside => colons += 1,
            _ => {}
        }
    }
    colons
}

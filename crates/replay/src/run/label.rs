//! One line of words that tells an event from its neighbours.

use serde_json::Value;

/// Characters of a label at most.
pub const LABEL_CHARS: usize = 160;

/// Members that say what an event is about, the best first. What back ends write is not fixed by the contract.
const TELLING: [&str; 25] = [
    "label",
    "title",
    "what",
    "message",
    "text",
    "content",
    "decision",
    "answer",
    "response",
    "operation",
    "operation_name",
    "action",
    "tool",
    "tool_name",
    "name",
    "error",
    "reason",
    "note",
    "description",
    "summary",
    "change",
    "element",
    "to",
    "view",
    "status",
];

/// The label of an event.
pub(crate) fn label(event_type: &str, data: &Value) -> String {
    if event_type == "view_switch"
        && let Some(view) = view(data)
    {
        return view;
    }
    if let Some(calls) = calls(data) {
        return clip(&calls);
    }
    let told = TELLING.iter().find_map(|member| words(data.get(*member)?));
    // An id tells a machine which, and a person nothing.
    let tells = |name: &str| !name.ends_with("_id") && name != "id";
    let others = || data.as_object()?.iter().find_map(|(name, value)| words(value).filter(|_| tells(name)));
    told.or_else(others).unwrap_or_default()
}

/// The name of the view that a `view_switch` leads to.
pub(super) fn view(data: &Value) -> Option<String> {
    ["to", "to_view", "view", "view_name", "target", "name", "view_id"]
        .iter()
        .find_map(|member| words(data.get(*member)?))
}

/// Whether an event is a message of a trajectory: of chat completions, or a step of ATIF.
pub(super) fn is_message(data: &Value) -> bool {
    let has = |member: &str| data.get(member).is_some();
    let is_text = |member: &str| data.get(member).is_some_and(Value::is_string);
    is_text("role") && (has("content") || has("tool_calls"))
        || is_text("source") && (has("message") || has("tool_calls") || has("observation"))
}

/// The names of the tools that a message calls.
fn calls(data: &Value) -> Option<String> {
    let calls = data.get("tool_calls")?.as_array()?;
    let name = |call: &Value| -> Option<String> {
        let name = call.pointer("/function/name").or(call.get("function_name")).or(call.get("name"))?;
        Some(name.as_str()?.to_owned())
    };
    let names: Vec<_> = calls.iter().filter_map(name).collect();
    (!names.is_empty()).then(|| names.join(", "))
}

/// A text or number as one line, or the first text part of a list; `None` for what says nothing.
fn words(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.trim().is_empty() => Some(clip(text)),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(parts) => parts.iter().find_map(|part| match part {
            Value::Object(part) => words(part.get("text")?),
            Value::String(_) => words(part),
            _ => None,
        }),
        Value::Object(inner) => words(inner.get("message").or(inner.get("name"))?),
        _ => None,
    }
}

/// One line of at most [`LABEL_CHARS`] characters.
pub(crate) fn clip(text: &str) -> String {
    let mut line = String::new();
    let mut chars = 0;
    // Twice the length is looked at: what is white space only may take as much.
    for word in text.get(..text.floor_char_boundary(8 * LABEL_CHARS)).unwrap_or(text).split_whitespace() {
        let space = usize::from(!line.is_empty());
        let length = word.chars().count();
        if chars + space + length > LABEL_CHARS {
            let room = LABEL_CHARS.saturating_sub(chars + space + 1);
            if space == 1 && room > 0 {
                line.push(' ');
            }
            line.extend(word.chars().take(room));
            line.push('…');
            return line;
        }
        if space == 1 {
            line.push(' ');
        }
        line.push_str(word);
        chars += space + length;
    }
    line
}

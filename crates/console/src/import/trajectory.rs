//! Tool-calling trajectories: messages of a conversation, and steps of ATIF, as events of an agent's run.
//!
//! **Invariant:** one message or step is one event, with all of its data. What an import counts is what the file
//! holds, and nothing is made up but, where there are none, the times.
//!
//! Messages are those of chat completions, `{role, content, tool_calls, tool_call_id, name}`, as tau-bench writes
//! them in `traj`. Steps are those of the Agent Trajectory Interchange Format, v1.0 to v1.x (the RFC
//! `0001-trajectory-format` of the Harbor framework).

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::agent::{kind_of, object, text};

/// Calls whose names are remembered until their results come.
const MAX_OPEN_CALLS: usize = 10_000;

/// What an element was, before it has a time.
#[derive(Debug, PartialEq)]
pub(super) struct Told {
    pub(super) event_type: String,
    pub(super) data: Map<String, Value>,
    /// What a user said.
    pub(super) said: Option<String>,
}

/// Whether an element looks like a message.
pub(super) fn is_message(members: &Map<String, Value>) -> bool {
    members.get("role").is_some_and(Value::is_string)
        && ["content", "tool_calls", "function_call"].iter().any(|key| members.contains_key(*key))
}

/// Whether an element looks like a step of ATIF.
pub(super) fn is_step(members: &Map<String, Value>) -> bool {
    let source = members.get("source").and_then(Value::as_str);
    members.contains_key("step_id") || matches!(source, Some("system" | "user" | "agent"))
}

/// Reads the messages of one conversation, in order.
#[derive(Default)]
pub(super) struct Conversation {
    calls: HashMap<String, String>,
}

impl Conversation {
    /// The next message.
    pub(super) fn read(&mut self, json: &str) -> Result<Told, String> {
        let mut data = object(json)?;
        let role = text(&data, "role")?.ok_or("`role` is missing")?.to_owned();
        let content = match data.get("content") {
            None | Some(Value::Null) => String::new(),
            Some(content @ (Value::String(_) | Value::Array(_))) => words(content),
            Some(other) => {
                return Err(format!("`content` is {} where text is expected", kind_of(other)));
            }
        };
        let (event_type, operation) = match role.as_str() {
            "user" => ("user_input", None),
            "system" | "developer" => ("system_prompt", None),
            "assistant" => match self.called(&data) {
                Some(operation) => ("operation_start", Some(operation)),
                None => ("agent_message", None),
            },
            "tool" | "function" => {
                let failed = is_error(&content) || says_error(&data);
                (if failed { "error" } else { "operation_complete" }, self.answered(&data))
            }
            other => (other, None),
        };
        if let Some(operation) = operation {
            data.entry("operation").or_insert(Value::String(operation));
        }
        let said = (role == "user" && !content.is_empty()).then_some(content);
        Ok(Told { event_type: event_type.to_owned(), data, said })
    }

    /// The names of the operations that a message starts, and remembers them by their ids.
    fn called(&mut self, message: &Map<String, Value>) -> Option<String> {
        let calls = message.get("tool_calls").and_then(Value::as_array);
        let mut names = Vec::new();
        for call in calls.into_iter().flatten() {
            let name = call.pointer("/function/name").or_else(|| call.get("name")).and_then(Value::as_str);
            let name = name.unwrap_or("unnamed");
            if let Some(id) = call.get("id").and_then(Value::as_str)
                && self.calls.len() < MAX_OPEN_CALLS
            {
                self.calls.insert(id.to_owned(), name.to_owned());
            }
            names.push(name);
        }
        if names.is_empty() {
            names.extend(message.get("function_call")?.get("name").and_then(Value::as_str));
        }
        (!names.is_empty()).then(|| names.join(", "))
    }

    /// The name of the operation whose result a message is.
    fn answered(&mut self, message: &Map<String, Value>) -> Option<String> {
        let id = message.get("tool_call_id").and_then(Value::as_str);
        let called = id.and_then(|id| self.calls.remove(id));
        called.or_else(|| message.get("name")?.as_str().map(str::to_owned))
    }
}

/// Reads a step of ATIF.
pub(super) fn step(json: &str) -> Result<Told, String> {
    let mut data = object(json)?;
    let source = text(&data, "source")?.ok_or("`source` is missing")?.to_owned();
    let message = match data.get("message") {
        None | Some(Value::Null) => String::new(),
        Some(message @ (Value::String(_) | Value::Array(_))) => words(message),
        Some(other) => return Err(format!("`message` is {} where text is expected", kind_of(other))),
    };
    for (field, expected, fits) in [
        (
            "tool_calls",
            "an array",
            data.get("tool_calls").is_none_or(|calls| calls.is_array() || calls.is_null()),
        ),
        (
            "observation",
            "an object",
            data.get("observation").is_none_or(|seen| seen.is_object() || seen.is_null()),
        ),
    ] {
        if !fits {
            return Err(format!("`{field}` is {} where {expected} is expected", kind_of(&data[field])));
        }
    }
    let results = data.get("observation").and_then(|seen| seen.get("results")).and_then(Value::as_array);
    let failed = results.is_some_and(|results| results.iter().any(is_failed_result));
    let calls = data.get("tool_calls").and_then(Value::as_array);
    let names: Vec<&str> = calls
        .into_iter()
        .flatten()
        .map(|call| call.get("function_name").and_then(Value::as_str).unwrap_or("unnamed"))
        .collect();
    let event_type = match source.as_str() {
        "user" => "user_input",
        "system" if results.is_none() => "system_prompt",
        "system" => "system_event",
        "agent" if failed => "error",
        "agent" if names.is_empty() => "agent_message",
        "agent" if results.is_none() => "operation_start",
        "agent" => "operation_complete",
        other => other,
    };
    let event_type = event_type.to_owned();
    if !names.is_empty() {
        let operation = Value::String(names.join(", "));
        data.entry("operation").or_insert(operation);
    }
    let said = (source == "user" && !message.is_empty()).then_some(message);
    Ok(Told { event_type, data, said })
}

fn is_failed_result(result: &Value) -> bool {
    let content = result.get("content").map(words).unwrap_or_default();
    let extra = result.get("extra").and_then(Value::as_object);
    is_error(&content) || extra.is_some_and(says_error) || result.as_object().is_some_and(says_error)
}

/// Whether a tool's words say that it failed. There is no field for it in either format; this is how tools say it.
fn is_error(content: &str) -> bool {
    let content = content.trim_start();
    let begins = |word: &str| content.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    begins("error:") || begins("error ") || begins("traceback (most recent call last)") || content == "Error"
}

fn says_error(members: &Map<String, Value>) -> bool {
    members.get("is_error") == Some(&Value::Bool(true))
        || members.get("status").and_then(Value::as_str) == Some("error")
}

/// The words of a content: a string, or the texts of its parts.
fn words(content: &Value) -> String {
    match content {
        Value::String(text) => text.clone(),
        Value::Array(parts) => {
            let texts = parts.iter().filter_map(|part| part.get("text")?.as_str());
            texts.collect::<Vec<_>>().join(" ")
        }
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(json: &str) -> (String, Option<String>) {
        let told = Conversation::default().read(json).unwrap();
        (told.event_type, told.said)
    }

    #[test]
    fn each_role_is_a_type_of_event() {
        for (json, event_type, said) in [
            (r#"{"role":"system","content":"Be kind"}"#, "system_prompt", None),
            (r#"{"role":"user","content":"Hi"}"#, "user_input", Some("Hi")),
            (
                r#"{"role":"user","content":[{"type":"text","text":"Hi"},{"type":"image_url"}]}"#,
                "user_input",
                Some("Hi"),
            ),
            (r#"{"role":"assistant","content":"Hello"}"#, "agent_message", None),
            (r#"{"role":"assistant","content":null,"tool_calls":null}"#, "agent_message", None),
            (
                r#"{"role":"assistant","tool_calls":[{"id":"1","function":{"name":"f"}}]}"#,
                "operation_start",
                None,
            ),
            (r#"{"role":"assistant","function_call":{"name":"f"}}"#, "operation_start", None),
            (r#"{"role":"tool","content":"done"}"#, "operation_complete", None),
            (r#"{"role":"tool","content":""}"#, "operation_complete", None),
            (r#"{"role":"tool","content":"Error: no such flight"}"#, "error", None),
            (r#"{"role":"tool","content":"Errors are none"}"#, "operation_complete", None),
            (r#"{"role":"critic","content":"hm"}"#, "critic", None),
        ] {
            assert_eq!(told(json), (event_type.to_owned(), said.map(str::to_owned)), "{json}");
        }
    }

    #[test]
    fn a_result_is_joined_with_its_call() {
        let mut talk = Conversation::default();
        let calls = r#"{"role":"assistant","content":"on it","tool_calls":[
            {"id":"c1","type":"function","function":{"name":"find","arguments":"{}"}},{"id":"c2","function":{"name":"book"}}]}"#;
        assert_eq!(talk.read(calls).unwrap().data["operation"], "find, book");
        let result = talk.read(r#"{"role":"tool","tool_call_id":"c2","content":"ok"}"#).unwrap();
        assert_eq!(result.data["operation"], "book");
        let named =
            talk.read(r#"{"role":"tool","tool_call_id":"c9","name":"cancel","content":"ok"}"#).unwrap();
        assert_eq!(named.data["operation"], "cancel");
        assert_eq!(named.data["content"], "ok", "the message is kept as it was");
    }

    #[test]
    fn a_step_is_one_event_with_all_of_its_data() {
        for (json, event_type) in [
            (r#"{"step_id":1,"source":"system","message":"You are"}"#, "system_prompt"),
            (r#"{"step_id":1,"source":"system","message":"","observation":{"results":[]}}"#, "system_event"),
            (r#"{"step_id":1,"source":"user","message":[{"type":"text","text":"Go"}]}"#, "user_input"),
            (r#"{"step_id":1,"source":"agent","message":"Hm"}"#, "agent_message"),
            (
                r#"{"step_id":1,"source":"agent","message":"","tool_calls":[{"tool_call_id":"c","function_name":"ls","arguments":{}}]}"#,
                "operation_start",
            ),
            (
                r#"{"source":"agent","message":"","tool_calls":[{"function_name":"ls"}],"observation":{"results":[{"source_call_id":"c","content":"a b"}]}}"#,
                "operation_complete",
            ),
            (
                r#"{"source":"agent","tool_calls":[{"function_name":"ls"}],"observation":{"results":[{"content":[{"type":"text","text":"Error: no"}]}]}}"#,
                "error",
            ),
            (
                r#"{"source":"agent","tool_calls":[{"function_name":"ls"}],"observation":{"results":[{"content":"x","extra":{"is_error":true}}]}}"#,
                "error",
            ),
        ] {
            let step = step(json).unwrap();
            assert_eq!(step.event_type, event_type, "{json}");
            let mut data = step.data.clone();
            let operation = data.remove("operation");
            assert_eq!(operation.is_some(), json.contains("function_name"), "{json}");
            assert_eq!(Value::Object(data), serde_json::from_str::<Value>(json).unwrap());
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        let mut talk = Conversation::default();
        for (json, reason) in [
            (r#"{"content":"x"}"#, "`role` is missing"),
            (r#"{"role":1}"#, "`role` is a number where a string is expected"),
            (r#"{"role":"user","content":7}"#, "`content` is a number where text is expected"),
            ("7", "it is a number, and an event is an object"),
        ] {
            assert_eq!(talk.read(json).unwrap_err(), reason, "{json}");
        }
        for (json, reason) in [
            (r#"{"message":"x"}"#, "`source` is missing"),
            (r#"{"source":"agent","message":{}}"#, "`message` is an object where text is expected"),
            (r#"{"source":"agent","tool_calls":"x"}"#, "`tool_calls` is a string where an array is expected"),
            (
                r#"{"source":"agent","observation":[]}"#,
                "`observation` is an array where an object is expected",
            ),
        ] {
            assert_eq!(step(json).unwrap_err(), reason, "{json}");
        }
    }
}

//! What a page or a recorder tells beside the page: console lines, errors, addresses.
//!
//! The shapes are those seen in the field: rrweb's console plugin (1.0 to 2.x) and its older log events, rrweb's own
//! example `addCustomEvent('some-error', {error})`, PostHog's `$url_changed`, `$pageview` and `$exception_list`,
//! Sentry's `breadcrumb` and `performanceSpan` events, `Navigate` with an address of highlight and LaunchDarkly, and
//! `addCustomEvent('error', {message, stack})`, `{event: {…}}` or `{error: {…}}` of many home-made trackers.
//! A back end that records an agent within a page writes `agent_request` as a custom event.
//! OpenReplay does not record with rrweb; its exceptions stand in its own format.

use hindsight_rrweb::facts::Named;
use hindsight_rrweb::json;
use serde::Deserialize;
use serde_json::Value;

use super::super::line;
use crate::run;

/// The plugin whose payloads are console lines, whatever its version.
const CONSOLE_PLUGIN: &str = "rrweb/console@";
/// Levels of a console line that are errors.
const ERROR_LEVELS: [&str; 2] = ["error", "assert"];

/// Names of events that carry an error which no script caught, as [`bare`] writes them.
const ERRORS: [&str; 21] = [
    "clienterror",
    "error",
    "exception",
    "frontenderror",
    "globalerror",
    "javascripterror",
    "jserror",
    "onerror",
    "promiserejection",
    "reacterror",
    "runtimeerror",
    "scripterror",
    "someerror",
    "uncaughterror",
    "uncaughtexception",
    "unhandlederror",
    "unhandledexception",
    "unhandledpromiserejection",
    "unhandledrejection",
    "windowerror",
    "windowonerror",
];

/// Names of events that carry the address of a page, as [`bare`] writes them.
const ADDRESSES: [&str; 16] = [
    "hashchange",
    "historychange",
    "locationchange",
    "navigate",
    "navigation",
    "pageview",
    "popstate",
    "pushstate",
    "replacestate",
    "routechange",
    "routechanged",
    "spanavigation",
    "urlchange",
    "urlchanged",
    "virtualpageview",
    "visit",
];

/// What was told.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Told {
    ConsoleError(String),
    JavascriptError(String),
    Address(String),
    AgentRequest(String),
}

/// A custom event or a plugin's.
pub(super) fn of_named(named: &Named<'_>) -> Option<Told> {
    if named.name.starts_with(CONSOLE_PLUGIN) {
        return of_console(named.payload);
    }
    match (named.name.as_str(), bare(&named.name).as_str()) {
        ("breadcrumb", _) => read(named.payload, breadcrumb),
        ("performanceSpan", _) => read(named.payload, span),
        ("agent_request", _) => read(named.payload, |payload| Some(Told::AgentRequest(words_of(payload)))),
        (_, name) if ERRORS.contains(&name) => {
            read(named.payload, |payload| error(payload).map(Told::JavascriptError))
        }
        (_, name) if ADDRESSES.contains(&name) => {
            read(named.payload, |payload| address(payload).map(Told::Address))
        }
        _ => None,
    }
}

/// A line of the console: `{level, trace, payload: [JSON text, …]}`.
pub(super) fn of_console(json: &str) -> Option<Told> {
    #[derive(Deserialize)]
    struct Level {
        level: String,
    }
    // Most lines are no errors, and may be long.
    let level = serde_json::from_str::<Level>(json).ok()?.level;
    if !ERROR_LEVELS.contains(&level.as_str()) {
        return None;
    }
    read(json, |line| {
        let arguments = line.get("payload")?.as_array()?;
        let mut words = String::new();
        for argument in arguments.iter().take(20) {
            // The plugin writes each argument as JSON: a logged string stands in two pairs of quotes.
            let written = argument.as_str().map_or_else(|| argument.to_string(), str::to_owned);
            let logged = serde_json::from_str::<String>(&written).unwrap_or(written);
            // An error is written with its stack.
            words.push_str(logged.lines().next().unwrap_or_default());
            words.push(' ');
        }
        let label = line_or(&words, "No words");
        Some(match words.trim_start().strip_prefix("Uncaught") {
            Some(rest) if rest.starts_with([' ', ':']) => Told::JavascriptError(label),
            _ => Told::ConsoleError(label),
        })
    })
}

/// Runs `read` over a payload of any shape. Its value must not leave: dropping a deep one needs a large stack.
fn read(json: &str, read: impl Fn(&Value) -> Option<Told>) -> Option<Told> {
    json::with_text(json, |json| Ok(read(&Value::deserialize(json)?))).ok().flatten()
}

/// Sentry: `{category, level, message, type, data}`.
fn breadcrumb(payload: &Value) -> Option<Told> {
    let word = |name: &str| payload.get(name).and_then(Value::as_str).unwrap_or_default();
    match (word("category"), word("type"), word("level")) {
        ("console", _, level) => {
            ERROR_LEVELS.contains(&level).then(|| Told::ConsoleError(line_or(word("message"), "No words")))
        }
        ("exception" | "error" | "sentry.event", ..) | (_, "exception" | "error", _) => {
            Some(Told::JavascriptError(line_or(word("message"), "Error")))
        }
        ("navigation", ..) => payload.pointer("/data/to")?.as_str().map(|to| Told::Address(to.to_owned())),
        _ => None,
    }
}

/// Sentry: `{op, description, …}`; of a navigation the description is the address.
fn span(payload: &Value) -> Option<Told> {
    let is_navigation = payload.get("op")?.as_str()?.starts_with("navigation.");
    is_navigation.then(|| Some(Told::Address(payload.get("description")?.as_str()?.to_owned())))?
}

/// The words of an error: its type and message. `None` for what is no error at all.
fn error(payload: &Value) -> Option<String> {
    if let Some(words) = payload.as_str().filter(|words| !words.trim().is_empty()) {
        return Some(line(words));
    }
    let inner = ["error", "event", "exception", "reason", "err", "detail"];
    let listed = ["/$exception_list/0", "/exception/values/0", "/values/0", "/properties/$exception_list/0"];
    let parts = inner
        .iter()
        .filter_map(|name| payload.get(*name))
        .chain(listed.iter().filter_map(|at| payload.pointer(at)));
    for part in std::iter::once(payload).chain(parts) {
        let word = |names: &[&str]| {
            let found = names.iter().find_map(|name| part.get(*name)?.as_str());
            found.map(str::trim).filter(|word| !word.is_empty())
        };
        let message = word(&[
            "message",
            "msg",
            "error_message",
            "errorMessage",
            "$exception_message",
            "value",
            "error",
            "reason",
        ]);
        let kind = word(&["name", "type", "error_type", "errorType", "$exception_type"]);
        let stack = word(&["stack", "stacktrace", "error_stack"]).and_then(|stack| stack.lines().next());
        match (kind, message.or(stack)) {
            (Some(kind), Some(message)) if !message.contains(kind) && kind.ends_with("Error") => {
                return Some(line(&format!("{kind}: {message}")));
            }
            (_, Some(message)) => return Some(line(message)),
            _ => {}
        }
    }
    None
}

/// The address in a payload: the payload itself, or the member that holds it.
fn address(payload: &Value) -> Option<String> {
    let members =
        ["href", "url", "current_url", "$current_url", "to", "path", "pathname", "location", "page", "route"];
    let inner = || members.iter().find_map(|name| payload.get(*name)?.as_str());
    payload.as_str().or_else(inner).map(str::to_owned)
}

/// A name without what separates its words, without rrweb's `rrweb/` and `@1`, in lower case.
fn bare(name: &str) -> String {
    let name = name.split('@').next().unwrap_or_default();
    let name = name.rsplit('/').next().unwrap_or_default();
    let letters = name.chars().take(64).filter(char::is_ascii_alphanumeric);
    letters.map(|c| c.to_ascii_lowercase()).collect()
}

/// The words that tell a request from its neighbours, as in an agent run.
fn words_of(request: &Value) -> String {
    line_or(&run::label("agent_request", request), "Agent request")
}

fn line_or(words: &str, otherwise: &str) -> String {
    let words = line(words);
    if words.is_empty() { otherwise.to_owned() } else { words }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(name: &str, payload: &str) -> Option<Told> {
        of_named(&Named { name: name.to_owned(), payload })
    }

    #[test]
    fn errors_are_told_in_the_shapes_of_the_field() {
        let js = |label: &str| Some(Told::JavascriptError(label.to_owned()));
        let console = |label: &str| Some(Told::ConsoleError(label.to_owned()));
        let to = |address: &str| Some(Told::Address(address.to_owned()));
        for (name, payload, expected) in [
            (
                "rrweb/console@1",
                r#"{"level":"error","payload":["\"no\"","{\"a\":1}"]}"#,
                console(r#"no {"a":1}"#),
            ),
            ("rrweb/console@1", r#"{"level":"assert","payload":[]}"#, console("No words")),
            ("rrweb/console@1", r#"{"level":"warn","payload":["\"Uncaught\""]}"#, None),
            (
                "rrweb/console@1",
                r#"{"level":"error","payload":["\"Uncaught TypeError: x\""]}"#,
                js("Uncaught TypeError: x"),
            ),
            (
                "rrweb/console@1",
                r#"{"level":"error","payload":["\"Uncaught (in promise)\"","\"Error: y\\nat f\\nEnd of stack for Error object\""]}"#,
                js("Uncaught (in promise) Error: y"),
            ),
            (
                "rrweb/console@1",
                r#"{"level":"error","payload":["\"Uncaughtable\""]}"#,
                console("Uncaughtable"),
            ),
            ("rrweb/console@1", r#"{"level":7}"#, None),
            ("error", r#"{"message":"x is not a function","stack":"a"}"#, js("x is not a function")),
            ("error", r#"{"event":{"name":"TypeError","message":"x"}}"#, js("TypeError: x")),
            ("some-error", r#"{"error":{"stack":"RangeError: z\n at f"}}"#, js("RangeError: z")),
            ("window.onerror", r#""Script error.""#, js("Script error.")),
            ("js_error", r#""Script error.""#, js("Script error.")),
            (
                "$exception",
                r#"{"$exception_list":[{"type":"TypeError","value":"x of undefined"}]}"#,
                js("TypeError: x of undefined"),
            ),
            ("error", r#"{"code":500}"#, None),
            ("error", "null", None),
            ("breadcrumb", r#"{"category":"console","level":"error","message":"no"}"#, console("no")),
            ("breadcrumb", r#"{"category":"console","level":"info","message":"no"}"#, None),
            ("breadcrumb", r#"{"category":"exception","message":"TypeError: x"}"#, js("TypeError: x")),
            ("breadcrumb", r#"{"category":"ui.click","message":"body > a"}"#, None),
            ("performanceSpan", r#"{"op":"navigation.push","description":"https://a/b"}"#, to("https://a/b")),
            ("performanceSpan", r#"{"op":"resource.fetch","description":"https://a/b"}"#, None),
            ("$url_changed", r#"{"href":"https://a/b"}"#, to("https://a/b")),
            ("Navigate", r#""https://a/b""#, to("https://a/b")),
            ("pageview", r#"{"path":"/b","title":"B"}"#, to("/b")),
            ("pageviews_left", r#"{"path":"/b"}"#, None),
            ("agent_requests", r#"{"id":"error"}"#, None),
            (
                "agent_request",
                r#"{"id":"r","title":"May I?"}"#,
                Some(Told::AgentRequest("May I?".to_owned())),
            ),
            ("agent_request", "null", Some(Told::AgentRequest("Agent request".to_owned()))),
        ] {
            assert_eq!(told(name, payload), expected, "{name} {payload}");
        }
    }

    #[test]
    fn a_deep_payload_is_read_or_refused_and_never_a_crash() {
        for levels in [500, 5_000, 200_000] {
            let deep = format!("{}1{}", "[".repeat(levels), "]".repeat(levels));
            assert_eq!(told("error", &format!(r#"{{"x":{deep}}}"#)), None);
            told("rrweb/console@1", &format!(r#"{{"level":"error","payload":[{deep}]}}"#));
        }
    }
}

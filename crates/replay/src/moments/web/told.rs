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
use crate::page_facts::{TEXT_CHARS, cut};
use crate::run;

/// The plugin whose payloads are console lines, whatever its version.
const CONSOLE_PLUGIN: &str = "rrweb/console@";
/// Levels of a console line that are errors.
const ERROR_LEVELS: [&str; 2] = ["error", "assert"];

/// What stands for a line without words.
const NO_WORDS: &str = "No words";

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
    /// A line of the console that is no error.
    Line {
        level: String,
        text: String,
    },
    ConsoleError(Words),
    JavascriptError(Words),
    Address(String),
    AgentRequest(Words),
    /// An event of the recorded app's own.
    Event(String),
}

/// What was said.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Words {
    /// As one line of text.
    pub(super) label: String,
    /// As recorded, cut at [`TEXT_CHARS`] characters.
    pub(super) text: String,
}

impl Words {
    fn of(text: &str, otherwise: &str) -> Self {
        let text = if text.trim().is_empty() { otherwise } else { text };
        Self { label: line_or(text, otherwise), text: cut(text) }
    }
}

/// A custom event or a plugin's, as far as it is one that tells something known.
pub(super) fn of_named(named: &Named<'_>) -> Option<Told> {
    if named.name.starts_with(CONSOLE_PLUGIN) {
        return of_console(named.payload);
    }
    match (named.name.as_str(), bare(&named.name).as_str()) {
        ("breadcrumb", _) => read(named.payload, breadcrumb),
        ("performanceSpan", _) => read(named.payload, span),
        ("agent_request", _) => read(named.payload, |payload| {
            Some(Told::AgentRequest(Words { label: words_of(payload), text: in_full(named) }))
        }),
        (_, name) if ERRORS.contains(&name) => {
            read(named.payload, |payload| error(payload).map(Told::JavascriptError))
        }
        (_, name) if ADDRESSES.contains(&name) => {
            read(named.payload, |payload| address(payload).map(Told::Address))
        }
        _ => None,
    }
}

/// An event of the recorded app's own: its name, and the JSON of what came with it.
pub(super) fn in_full(named: &Named<'_>) -> String {
    match named.payload {
        "null" => cut(&named.name),
        payload => cut(&format!("{} {}", cut(&named.name), cut(payload))),
    }
}

/// A line of the console: `{level, trace, payload: [JSON text, …]}`.
pub(super) fn of_console(json: &str) -> Option<Told> {
    read(json, |line| {
        let level = line.get("level")?.as_str()?;
        let arguments = match line.get("payload")? {
            Value::Array(arguments) => arguments.as_slice(),
            one => std::slice::from_ref(one),
        };
        let (mut label, mut text) = (String::new(), String::new());
        for argument in arguments.iter().take(20) {
            // The plugin writes each argument as JSON: a logged string stands in two pairs of quotes.
            let written = argument.as_str().map_or_else(|| argument.to_string(), str::to_owned);
            let logged = serde_json::from_str::<String>(&written).unwrap_or(written);
            // An error is written with its stack.
            label.push_str(logged.lines().next().unwrap_or_default());
            label.push(' ');
            text.extend(logged.chars().take(TEXT_CHARS + 1));
            text.push(' ');
        }
        if !ERROR_LEVELS.contains(&level) {
            return Some(Told::Line { level: level.to_owned(), text: cut(text.trim_end()) });
        }
        let words = Words { label: line_or(&label, NO_WORDS), text: cut(or(text.trim_end(), NO_WORDS)) };
        Some(match label.trim_start().strip_prefix("Uncaught") {
            Some(rest) if rest.starts_with([' ', ':']) => Told::JavascriptError(words),
            _ => Told::ConsoleError(words),
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
            let message = word("message");
            Some(if ERROR_LEVELS.contains(&level) {
                Told::ConsoleError(Words::of(message, NO_WORDS))
            } else {
                Told::Line { level: level.to_owned(), text: cut(message) }
            })
        }
        ("exception" | "error" | "sentry.event", ..) | (_, "exception" | "error", _) => {
            Some(Told::JavascriptError(Words::of(word("message"), "Error")))
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

/// The words of an error: its type and message, and in full its stack too. `None` for what is no error at all.
fn error(payload: &Value) -> Option<Words> {
    if let Some(words) = payload.as_str().filter(|words| !words.trim().is_empty()) {
        return Some(Words { label: line(words), text: cut(words) });
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
        let stack = word(&["stack", "stacktrace", "error_stack"]);
        let short = match (kind, message.or(stack.and_then(|stack| stack.lines().next()))) {
            (Some(kind), Some(message)) if !message.contains(kind) && kind.ends_with("Error") => {
                format!("{kind}: {message}")
            }
            (_, Some(message)) => message.to_owned(),
            _ => continue,
        };
        let text = match stack {
            // Chromium begins a stack with the error's own words, Firefox and Safari do not.
            Some(stack) if stack.contains(&short) => cut(stack),
            Some(stack) => cut(&format!("{short}\n{stack}")),
            None => cut(&short),
        };
        return Some(Words { label: line(&short), text });
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
    or(&line(words), otherwise).to_owned()
}

fn or<'t>(words: &'t str, otherwise: &'t str) -> &'t str {
    if words.trim().is_empty() { otherwise } else { words }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(name: &str, payload: &str) -> Option<Told> {
        of_named(&Named { name: name.to_owned(), payload })
    }

    /// What becomes a moment or an address, by its kind and label.
    fn short(name: &str, payload: &str) -> Option<(&'static str, String)> {
        Some(match told(name, payload)? {
            Told::Line { .. } | Told::Event(_) => return None,
            Told::ConsoleError(words) => ("console", words.label),
            Told::JavascriptError(words) => ("javascript", words.label),
            Told::Address(address) => ("to", address),
            Told::AgentRequest(words) => ("request", words.label),
        })
    }

    #[test]
    fn errors_are_told_in_the_shapes_of_the_field() {
        let js = |label: &str| Some(("javascript", label.to_owned()));
        let console = |label: &str| Some(("console", label.to_owned()));
        let to = |address: &str| Some(("to", address.to_owned()));
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
            ("agent_request", r#"{"id":"r","title":"May I?"}"#, Some(("request", "May I?".to_owned()))),
            ("agent_request", "null", Some(("request", "Agent request".to_owned()))),
        ] {
            assert_eq!(short(name, payload), expected, "{name} {payload}");
        }
    }

    #[test]
    fn what_was_said_is_told_in_full_too() {
        let text = |name: &str, payload: &str| match told(name, payload)? {
            Told::Line { level, text } => Some(format!("{level}: {text}")),
            Told::ConsoleError(words) | Told::JavascriptError(words) | Told::AgentRequest(words) => {
                Some(words.text)
            }
            Told::Address(_) | Told::Event(_) => None,
        };
        for (name, payload, expected) in [
            (
                "rrweb/console@1",
                r#"{"level":"log","payload":["\"a\"","{\"b\":1}","\"cut"]}"#,
                r#"log: a {"b":1} "cut"#,
            ),
            ("rrweb/console@1", r#"{"level":"info","payload":"\"alone\""}"#, "info: alone"),
            ("rrweb/console@1", r#"{"level":"log","payload":[]}"#, "log: "),
            ("rrweb/console@1", r#"{"level":"error","payload":["\"x\\n at f\""]}"#, "x\n at f"),
            ("breadcrumb", r#"{"category":"console","level":"warning","message":"no"}"#, "warning: no"),
            ("error", r#"{"message":"x","stack":"Error: x\n at f"}"#, "Error: x\n at f"),
            ("error", r#"{"name":"TypeError","message":"x","stack":"f@a.js"}"#, "TypeError: x\nf@a.js"),
            ("agent_request", r#"{"title":"May I?"}"#, r#"agent_request {"title":"May I?"}"#),
        ] {
            assert_eq!(text(name, payload).as_deref(), Some(expected), "{name} {payload}");
        }
        let long = format!(r#"{{"level":"log","payload":["\"{}\""]}}"#, "é".repeat(1 << 20));
        let Some(Told::Line { text, .. }) = told("rrweb/console@1", &long) else { panic!("it is a line") };
        assert_eq!((text.chars().count(), text.ends_with('…')), (TEXT_CHARS, true));
        let named = Named { name: "x".repeat(1 << 20), payload: &long };
        assert_eq!(in_full(&named).chars().count(), TEXT_CHARS);
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

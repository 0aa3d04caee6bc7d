//! What the command line prints: for people, or as one JSON document.

use std::io::Write;

use serde_json::{Value, json};

use crate::error::chain;

/// Prints the result.
pub(super) fn print(json: bool, document: &Value, people: &str) {
    let text = if json { document.to_string() } else { people.trim_end().to_owned() };
    let mut out = std::io::stdout().lock();
    // Whoever reads it may have gone away; the work is done all the same.
    let _unread = writeln!(out, "{text}").and_then(|()| out.flush());
}

/// Prints why it failed: to people always, to programs as well.
pub(super) fn failure(json: bool, code: &str, error: &anyhow::Error) {
    let message = chain(error.as_ref());
    let mut err = std::io::stderr().lock();
    let _unread = writeln!(err, "hindsight-server: {message}");
    if json {
        print(true, &json!({ "error": { "code": code, "message": message } }), "");
    }
}

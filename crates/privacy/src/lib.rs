//! Secret detectors; redaction of what must never be stored.
//!
//! A secret that an agent's event carries is replaced by a visible marker such as
//! `[redacted:bearer_token]` before the event reaches a row, a blob, an index or a log.
//!
//! **Invariant:** [`Findings`] say what was found and where, never the secret itself.
//!
//! **Invariant:** redacting twice changes nothing. A marker is never redacted, and a text is looked at
//! again until nothing is found in it.
//!
//! **Invariant:** linear time and bounded stack for every input. Nothing is too hostile to be redacted:
//! what cannot be looked at is replaced as a whole ([`SecretKind::Unexamined`]).
//!
//! # What is found
//!
//! - **by its form:** the tokens of the providers listed in `shapes.rs`, each with the page that
//!   documents it; JWTs (RFC 7519); private keys in PEM (RFC 7468), OpenSSH, PGP, SSH2 and PuTTY files;
//!   passwords in URLs (RFC 3986); bot tokens, webhooks;
//! - **by its scheme:** `Authorization` values (RFC 9110), `Bearer` (RFC 6750) and `Basic` (RFC 7617)
//!   anywhere, `Cookie` and `Set-Cookie` (RFC 6265);
//! - **by its name:** fields, headers (as objects, pairs, `{name, value}`), query parameters, variables,
//!   flags and elements whose name *ends* like a secret's (`names.rs`); in JSON everything below such a
//!   field. `password_changed_at`, `max_tokens` and `next_page_token` end differently;
//! - in strings that are JSON themselves, in keys of objects, in escaped and percent-encoded text.
//!
//! # What is not
//!
//! - secrets that were transformed as a whole: encoded in base64, compressed, split over several events
//!   or over strings that are not neighbours in a list;
//! - a secret without a form under a name that promises none, also when it was redacted elsewhere;
//! - several words behind a bare `password:` in a sentence, and names that are alone with a boolean.
//!
//! A number in a redacted JSON *string* that exceeds 64 bits is written out rounded.

mod assign;
mod blocks;
mod bytes;
mod embedded;
mod findings;
mod kind;
mod marker;
mod names;
mod neighbours;
mod rename;
mod scan;
mod shapes;
mod text;
mod tree;
mod values;
mod web;

use std::borrow::Cow;

pub use findings::{Finding, Findings};
pub use kind::SecretKind;

use findings::Path;

/// Replaces every secret in `value`, in place, and says what was found.
///
/// Keys that are secrets are replaced too; order and number of members stay. Arrays and objects nested
/// more than 128 deep are replaced as a whole.
pub fn redact_value(value: &mut serde_json::Value) -> Findings {
    let mut findings = Findings::default();
    tree::Walk { findings: &mut findings, levels: tree::MAX_LEVELS }.visit(value, 0, &Path::Root);
    findings
}

/// `text` without its secrets, and what they were. A text that is JSON as a whole is redacted like a
/// value and written out compactly, if there was something to redact; otherwise it is returned as it is.
#[must_use]
pub fn redact_text(text: &str) -> (Cow<'_, str>, Findings) {
    let mut findings = Findings::default();
    let redacted = text::redact(text, 0, tree::MAX_LEVELS, &Path::Root, &mut findings);
    (redacted.text.map_or(Cow::Borrowed(text), Cow::Owned), findings)
}

//! The walk through a JSON value: what a field's name, its neighbours and its place say about it.
//!
//! **Invariant:** the stack stays bounded. What is nested deeper than [`MAX_DEPTH`] is not looked at and
//! so not kept: it is replaced as a whole.

use serde_json::{Map, Value};

use crate::blocks;
use crate::findings::{Findings, Path};
use crate::names::{Proof, Sensitive, classify, is_header};
use crate::neighbours::{Neighbours, is_schema, is_schema_keyword};
use crate::rename;
use crate::scan::scan;
use crate::text::{self, Redacted};
use crate::web::authorization_kind;
use crate::{SecretKind, marker};

/// Arrays and objects within each other, those of JSON inside strings included.
pub(crate) const MAX_DEPTH: usize = 128;
/// Strings that are JSON within strings that are JSON; deeper ones are text.
pub(crate) const MAX_LEVELS: usize = 6;

pub(crate) struct Walk<'f> {
    pub(crate) findings: &'f mut Findings,
    /// How many more times a string may be JSON.
    pub(crate) levels: usize,
}

impl Walk<'_> {
    /// Redacts a value of which nothing is known.
    pub(crate) fn visit(&mut self, value: &mut Value, depth: usize, path: &Path<'_>) {
        match value {
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
            Value::String(text) => {
                self.text(text, depth, path);
            }
            Value::Array(items) if depth < MAX_DEPTH => self.array(items, depth, path),
            Value::Object(map) if depth < MAX_DEPTH => self.object(map, depth, path),
            Value::Array(_) | Value::Object(_) => self.bury(value, path),
        }
    }

    fn text(&mut self, text: &mut String, depth: usize, path: &Path<'_>) -> Redacted {
        let mut redacted = text::redact(text, depth, self.levels, path, self.findings);
        if let Some(replacement) = redacted.text.take() {
            *text = replacement;
        }
        redacted
    }

    fn object(&mut self, map: &mut Map<String, Value>, depth: usize, path: &Path<'_>) {
        let promised = rename::redact_keys(map, path, self.findings);
        let neighbours = Neighbours::of(map, |name, key| {
            self.text(name, depth, &Path::Key(path, key));
        });
        let mut promised = promised.into_iter().peekable();
        for (index, (key, value)) in map.iter_mut().enumerate() {
            let named = promised.next_if(|(at, _)| *at == index).map(|(_, sensitive)| sensitive);
            let here = Path::Key(path, key);
            match neighbours.judge(key, named) {
                Some(sensitive) => self.conceal(value, sensitive, depth + 1, &here),
                None => self.visit(value, depth + 1, &here),
            }
        }
    }

    fn array(&mut self, items: &mut [Value], depth: usize, path: &Path<'_>) {
        // Names and values in turn: `[name, value]`, or all headers of a message in one list.
        let in_turn = match items {
            [Value::String(_), _] => true,
            _ => items.len().is_multiple_of(2) && lists_headers(path) && items.iter().all(Value::is_string),
        };
        let listed = matches!(path, Path::Index(..)) || lists_headers(path);
        let mut key_is_open = false;
        let mut announced: Option<Sensitive> = None;
        for (index, item) in items.iter_mut().enumerate() {
            let here = Path::Index(path, index);
            let expected = announced.take();
            let Value::String(text) = item else {
                match expected {
                    Some(sensitive) if in_turn => self.conceal(item, sensitive, depth + 1, &here),
                    _ => self.visit(item, depth + 1, &here),
                }
                continue;
            };
            key_is_open &= blocks::goes_on(text.as_bytes());
            let promised = |text: &str| expected.filter(|_| in_turn || !is_flag(text));
            let looked_into = key_is_open || promised(text).is_some();
            let open_behind = looked_into.then(|| ends_in_key(text, key_is_open));
            if let Some(sensitive) = promised(text) {
                key_is_open = open_behind.unwrap_or(false);
                self.conceal(item, sensitive, depth + 1, &here);
                continue;
            }
            if key_is_open {
                continue_key(text, &here, self.findings);
            }
            let redacted = self.text(text, depth + 1, &here);
            key_is_open = open_behind.unwrap_or(redacted.open_block);
            if redacted.anchored {
                announced = announce(text, in_turn && index.is_multiple_of(2), listed);
            }
            // Without its secrets it may be no flag any more.
            if let Some(sensitive) = promised(text) {
                self.conceal(item, sensitive, depth + 1, &here);
            }
        }
    }

    /// Redacts what stands under a name that promises a secret: every scalar below it.
    fn conceal(&mut self, value: &mut Value, sensitive: Sensitive, depth: usize, path: &Path<'_>) {
        let replaced = match value {
            // One bit, and mostly an answer to a question: `"password": true`.
            Value::Null | Value::Bool(_) => false,
            Value::Number(number) => match sensitive.proof {
                Proof::Random => false,
                proof => proof.accepts(&number.to_string()),
            },
            Value::String(text) if text.is_empty() || marker::is_marker(text) => false,
            Value::String(text) => {
                // What is left of a value may look like the secret that the whole did not.
                sensitive.proof.accepts(text) || {
                    self.text(text, depth, path);
                    !marker::is_marker(text) && sensitive.proof.accepts(text)
                }
            }
            Value::Array(_) | Value::Object(_) if depth >= MAX_DEPTH => return self.bury(value, path),
            Value::Array(items) if below_counts(sensitive) => {
                for (index, item) in items.iter_mut().enumerate() {
                    self.conceal(item, anything(sensitive), depth + 1, &Path::Index(path, index));
                }
                false
            }
            Value::Object(map) if below_counts(sensitive) => {
                self.conceal_members(map, sensitive, depth, path);
                false
            }
            Value::Array(_) | Value::Object(_) => return self.visit(value, depth, path),
        };
        if replaced {
            let kind = match (sensitive.kind, &*value) {
                (SecretKind::Authorization, Value::String(text)) => authorization_kind(text),
                (kind, _) => kind,
            };
            *value = Value::String(kind.marker().to_owned());
            self.findings.add(kind, path);
        }
    }

    fn conceal_members(
        &mut self,
        map: &mut Map<String, Value>,
        sensitive: Sensitive,
        depth: usize,
        path: &Path<'_>,
    ) {
        rename::redact_keys(map, path, self.findings);
        let schema = is_schema(path, map);
        for (key, value) in map.iter_mut() {
            let here = Path::Key(path, key);
            if schema && is_schema_keyword(key) {
                self.visit(value, depth + 1, &here);
            } else {
                self.conceal(value, anything(sensitive), depth + 1, &here);
            }
        }
    }

    fn bury(&mut self, value: &mut Value, path: &Path<'_>) {
        let empty = match value {
            Value::Array(items) => items.is_empty(),
            Value::Object(map) => map.is_empty(),
            _ => true,
        };
        if !empty {
            dismantle(std::mem::replace(value, Value::String(SecretKind::Unexamined.marker().to_owned())));
            self.findings.add(SecretKind::Unexamined, path);
        }
    }
}

/// Redacts the piece of a private key that `text` begins with.
fn continue_key(text: &mut String, path: &Path<'_>, findings: &mut Findings) {
    let block = blocks::close(text.as_bytes(), 0);
    if !text.is_empty() && !marker::is_marker(text) {
        text.replace_range(..block.end, SecretKind::PrivateKey.marker());
        findings.add(SecretKind::PrivateKey, path);
    }
}

/// Whether a private key goes on behind `text`, which begins inside one if `inside`.
fn ends_in_key(text: &str, inside: bool) -> bool {
    let block = blocks::close(text.as_bytes(), 0);
    match inside {
        true if !block.closed => true,
        true => scan(&text[block.end..]).open_block,
        false => scan(text).open_block,
    }
}

/// Whether a command would take `text` for a flag rather than for a value.
fn is_flag(text: &str) -> bool {
    let name = text.strip_prefix("--").or_else(|| text.strip_prefix('-'));
    name.is_some_and(|name| name.starts_with(|first: char| first.is_ascii_alphanumeric()))
}

/// Whether what stands below such a name is as secret as the name says. Below `token` and `pin`,
/// which mean other things too, it is not.
fn below_counts(sensitive: Sensitive) -> bool {
    !matches!(sensitive.proof, Proof::Random | Proof::Digits)
}

fn anything(sensitive: Sensitive) -> Sensitive {
    Sensitive { proof: Proof::Any, ..sensitive }
}

fn lists_headers(path: &Path<'_>) -> bool {
    path.key().is_some_and(|key| {
        let key = key.as_bytes();
        memchr::memmem::find(key, b"eaders").is_some() || memchr::memmem::find(key, b"HEADERS").is_some()
    })
}

/// What a string in a list says about the next one: a name before its value, or a command's flag.
fn announce(text: &str, is_name: bool, listed: bool) -> Option<Sensitive> {
    let flag = text.trim_start_matches('-');
    let is_flag = flag.len() < text.len() && !flag.contains(['=', ' ', ':']);
    let is_name = is_name && (listed || is_header(text));
    (is_flag || is_name).then(|| classify(flag)).flatten()
}

/// Drops a value of any depth without recursion.
fn dismantle(value: Value) {
    let mut left = vec![value];
    while let Some(value) = left.pop() {
        match value {
            Value::Array(items) => left.extend(items),
            Value::Object(map) => left.extend(map.into_iter().map(|(_, value)| value)),
            _ => {}
        }
    }
}

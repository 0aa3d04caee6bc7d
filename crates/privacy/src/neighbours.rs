//! What the members of an object say about each other.

use std::borrow::Cow;

use serde_json::{Map, Value};

use crate::SecretKind;
use crate::findings::Path;
use crate::marker::without_markers;
use crate::names::{Proof, Sensitive, classify};

/// The names that objects have for a name: `{"name": "Authorization", "value": "…"}`.
const NAMES: &[&str] = &[
    "name",
    "key",
    "header",
    "field",
    "param",
    "parameter",
    "variable",
    "headerName",
    "header_name",
    "fieldName",
    "field_name",
    "k",
    "n",
];
const VALUES: &[&str] = &["value", "values", "val", "v", "default", "defaultValue"];
/// What an agent or a recorder calls a place on a page: `{"selector": "#password", "text": "…"}`.
const PLACES: &[&str] =
    &["selector", "label", "placeholder", "element", "target", "locator", "css", "xpath", "field", "ref"];
const INPUTS: &[&str] = &["value", "text", "input"];
const PEOPLE: &[&str] = &["user", "username", "login", "email", "account"];

/// What is known of an object before its members are looked at one by one.
#[derive(Default)]
pub(crate) struct Neighbours {
    /// The object is a name and a value, and the name promises this.
    value: Option<Sensitive>,
    /// The object says what was typed into a password field.
    input: bool,
    /// The object is a piece of a model's output: its `token` is text.
    logprob: bool,
    /// The object names a person: its `pass` is a password.
    person: bool,
}

impl Neighbours {
    /// `redact` is called for a name before it is read, because what counts is the name that stays.
    pub(crate) fn of(map: &mut Map<String, Value>, mut redact: impl FnMut(&mut String, &str)) -> Self {
        let has = |keys: &[&str]| map.keys().any(|key| keys.contains(&key.as_str()));
        let mut neighbours = Self { logprob: has(&["logprob"]), person: has(PEOPLE), ..Self::default() };
        let (pairs, fills) = (has(VALUES), has(INPUTS));
        if !pairs && !fills {
            return neighbours;
        }
        for (key, value) in map.iter_mut() {
            let (names, places) =
                (pairs && NAMES.contains(&key.as_str()), fills && PLACES.contains(&key.as_str()));
            let Value::String(text) = value else { continue };
            if names || places {
                redact(text, key);
            }
            if names && neighbours.value.is_none() {
                neighbours.value = classify(text);
            }
            let place = if places { without_markers(text) } else { Cow::Borrowed("") };
            neighbours.input |= ["password", "Password", "passwd"].iter().any(|word| place.contains(word));
        }
        neighbours
    }

    /// What a member promises, given what its own name says.
    pub(crate) fn judge(&self, key: &str, named: Option<Sensitive>) -> Option<Sensitive> {
        let password = Sensitive { kind: SecretKind::Password, proof: Proof::Any };
        match named {
            Some(Sensitive { kind: SecretKind::Token, proof: Proof::Random }) if self.logprob => None,
            Some(Sensitive { kind: SecretKind::Password, proof: Proof::Random }) if self.person => {
                Some(password)
            }
            Some(sensitive) => Some(sensitive),
            None if self.value.is_some() && VALUES.contains(&key) => self.value,
            None if self.input && INPUTS.contains(&key) => Some(password),
            None => None,
        }
    }
}

/// Whether `map`, which stands at `path`, describes a field instead of holding its value: a JSON Schema
/// under `properties`, as in the description of a tool.
pub(crate) fn is_schema(path: &Path<'_>, map: &Map<String, Value>) -> bool {
    const TYPES: &[&str] = &["string", "number", "integer", "boolean", "object", "array", "null"];
    let is_type = |value: &Value| value.as_str().is_some_and(|name| TYPES.contains(&name));
    let typed = match map.get("type") {
        Some(Value::Array(types)) => !types.is_empty() && types.iter().all(is_type),
        Some(name) => is_type(name),
        None => map.contains_key("anyOf") || map.contains_key("$ref"),
    };
    typed && matches!(path, Path::Key(parent, _) if parent.key() == Some("properties"))
}

/// Keywords of a schema that hold no value of the field; `default`, `enum` and `examples` do.
pub(crate) fn is_schema_keyword(key: &str) -> bool {
    [
        "type",
        "title",
        "description",
        "format",
        "pattern",
        "minLength",
        "maxLength",
        "readOnly",
        "writeOnly",
        "nullable",
        "deprecated",
        "$ref",
        "anyOf",
        "required",
        "additionalProperties",
    ]
    .contains(&key)
}

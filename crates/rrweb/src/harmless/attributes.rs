//! Attributes: by name, by element, by value.

use serde_json::Value;

use super::{
    css,
    removed::{Removal, Removed},
    shape::Object,
    tag::{self, Tag},
    url,
};

const MAX_NAME_BYTES: usize = 256;

/// Attributes that go whatever they say and wherever they stand, without their namespace prefix.
const FORBIDDEN: &[(Removal, &[&str])] = &[
    (Removal::NestedDocument, &["srcdoc"]),
    (Removal::Navigation, &["ping", "target", "formtarget", "download"]),
    (Removal::Form, &["action", "formaction"]),
    (Removal::HttpEquiv, &["http-equiv"]),
    (
        Removal::RemoteAddress,
        &[
            "srcset",
            "imagesrcset",
            "poster",
            "background",
            "lowsrc",
            "dynsrc",
            "longdesc",
            "cite",
            "profile",
            "manifest",
            "icon",
            "data",
            "code",
            "codebase",
            "archive",
            "classid",
            "attributionsrc",
            "pluginspage",
            "pluginurl",
            "datasrc",
            // `xml:base`
            "base",
        ],
    ),
];
/// Attributes whose value is text to people or to style sheets, never an address that is loaded.
const TEXTS: [&str; 8] = ["alt", "title", "placeholder", "value", "label", "content", "id", "class"];
/// Objects of a script have these by themselves: as names they confuse rrweb.
const OBJECT_NAMES: [&str; 3] = ["__proto__", "constructor", "prototype"];

/// Rewrites the attributes of an element, or a change of some of them.
pub(super) fn rewrite(tag: Tag, attributes: Object, removed: &mut Removed) -> Object {
    if tag.is_replaced() || tag == Tag::Base {
        removed.many(Removal::RemoteAddress, u32::from(tag == Tag::Base && !attributes.is_empty()));
        return Object::new();
    }
    // Without what it is equivalent to, the content of such a `meta` says nothing.
    let equivalent = attributes.keys().any(|name| lowered(name) == "http-equiv");
    let mut kept = Object::new();
    for (name, value) in attributes {
        if equivalent && lowered(&name) == "content" {
            removed.one(Removal::HttpEquiv);
            continue;
        }
        match attribute(tag, &name, value, removed) {
            Ok(value) => {
                kept.insert(name, value);
            }
            Err(kind) => removed.one(kind),
        }
    }
    kept
}

/// In rrweb's virtual DOM names are lowered as a script lowers them, which makes ASCII of some letters.
fn lowered(name: &str) -> String {
    name.to_lowercase()
}

fn attribute(tag: Tag, name: &str, value: Value, removed: &mut Removed) -> Result<Value, Removal> {
    let lower = lowered(name);
    let local = tag::local(&lower);
    if name.is_empty() || name.len() > MAX_NAME_BYTES || OBJECT_NAMES.contains(&name) {
        return Err(Removal::Malformed);
    }
    if local.starts_with("on") && local.len() > 2 {
        return Err(Removal::EventHandler);
    }
    // Removing an attribute is harmless, whichever it is.
    if value.is_null() {
        return Ok(value);
    }
    if let Some(&(kind, _)) = FORBIDDEN.iter().find(|(_, names)| names.contains(&local)) {
        return Err(kind);
    }
    if lower.starts_with("rr_") {
        return internal(&lower, value);
    }
    match (local, value) {
        ("style", Value::Object(style)) => Ok(style_changes(style, removed).into()),
        ("href", value) => href(tag, value, removed),
        ("src", value) => src(tag, value),
        ("rel", value) if tag != Tag::Anchor => {
            let text = value.as_str().is_some_and(|rel| !rel.is_empty());
            Err(if text { Removal::Link } else { Removal::Malformed })
        }
        ("style" | "_csstext", Value::String(text)) => {
            let clean = css::clean(&text);
            removed.many(Removal::Css, clean.removed);
            Ok(clean.css.into())
        }
        ("usemap", Value::String(map)) if !url::is_local(&map) => Err(Removal::RemoteAddress),
        ("attributename", Value::String(animated)) if is_guarded(&animated) => Err(Removal::Animation),
        (_, Value::String(text)) => plain(local, text, removed).map(Value::String),
        (_, value @ (Value::Bool(_) | Value::Number(_))) => Ok(value),
        // A list would be turned into a text, which nobody has looked at.
        (_, Value::Null | Value::Array(_) | Value::Object(_)) => Err(Removal::Malformed),
    }
}

/// Attributes that no animation may reach, and what is no attribute's name.
fn is_guarded(name: &str) -> bool {
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b"-_:. ".contains(&byte);
    let lower = lowered(name.trim());
    let local = tag::local(&lower);
    !name.bytes().all(is_name)
        || local.starts_with("on")
        || ["href", "src", "style", "rel", "attributename", "_csstext"].contains(&local)
        || FORBIDDEN.iter().any(|(_, names)| names.contains(&local))
}

fn href(tag: Tag, value: Value, removed: &mut Removed) -> Result<Value, Removal> {
    let address = value.as_str();
    if address.is_some_and(url::is_local) && !matches!(tag, Tag::Link | Tag::Base) {
        return Ok(value);
    }
    match tag {
        // `:link` styles ask whether there is an address, not which.
        Tag::Anchor | Tag::Unknown => {
            let is_script = address.is_some_and(url::is_script);
            removed.one(if is_script { Removal::ScriptAddress } else { Removal::Navigation });
            Ok("#".into())
        }
        Tag::SvgImage if address.is_some_and(url::is_image) => Ok(value),
        Tag::Link => Err(Removal::Link),
        _ if address.is_some_and(url::is_script) => Err(Removal::ScriptAddress),
        _ => Err(Removal::RemoteAddress),
    }
}

fn src(tag: Tag, value: Value) -> Result<Value, Removal> {
    let address = value.as_str().unwrap_or_default();
    match tag {
        Tag::Image if url::is_image(address) => Ok(value),
        // It may be a frame's, where an SVG image would be a page.
        Tag::Unknown if url::is_raster_image(address) => Ok(value),
        Tag::Frame => Err(Removal::NestedDocument),
        _ if url::is_script(address) => Err(Removal::ScriptAddress),
        _ => Err(Removal::RemoteAddress),
    }
}

/// rrweb's own attributes, which its player gives a meaning of its own.
fn internal(name: &str, value: Value) -> Result<Value, Removal> {
    let fits = match (name, &value) {
        ("rr_dataurl" | "rr_src", Value::String(address)) => {
            return if url::is_image(address) && name == "rr_dataurl" {
                Ok(value)
            } else {
                Err(Removal::RemoteAddress)
            };
        }
        ("rr_width" | "rr_height", Value::String(size)) => is_size(size),
        ("rr_mediastate", Value::String(state)) => ["played", "paused"].contains(&state.as_str()),
        ("rr_open_mode", Value::String(mode)) => ["modal", "non-modal"].contains(&mode.as_str()),
        (_, Value::Number(_) | Value::Bool(_)) => true,
        _ => false,
    };
    if fits { Ok(value) } else { Err(Removal::Malformed) }
}

/// A length such as `12.5px` or `auto`.
fn is_size(size: &str) -> bool {
    size.len() <= 32 && size.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".%+-".contains(&byte))
}

/// An attribute of no special meaning: its text is kept, unless it is a program, or it names an address in
/// CSS as the attributes of SVG may (`fill`, `filter`, …).
fn plain(local: &str, text: String, removed: &mut Removed) -> Result<String, Removal> {
    if TEXTS.contains(&local) || local.starts_with("aria-") || local.starts_with("data-") {
        return Ok(text);
    }
    if url::is_script(&text) {
        return Err(Removal::ScriptAddress);
    }
    if !text.contains(['(', '\\']) {
        return Ok(text);
    }
    let clean = css::clean(&text);
    removed.many(Removal::Css, clean.removed);
    // Cleaning drops what stood before, too.
    if url::is_script(&clean.css) {
        return Err(Removal::ScriptAddress);
    }
    Ok(if clean.removed > 0 || css::could_fetch(&text) { clean.css } else { text })
}

/// Changes of single properties: `{property: value | [value, priority] | false}`.
pub(super) fn style_changes(changes: Object, removed: &mut Removed) -> Object {
    let mut kept = Object::new();
    for (property, value) in changes {
        let clean = |text: &str, removed: &mut Removed| style_value(&property, text, removed);
        let value = match value {
            _ if !is_property(&property) => None,
            Value::Bool(false) => Some(Value::Bool(false)),
            Value::String(text) => Some(clean(&text, removed).into()),
            Value::Array(pair) => match pair.as_slice() {
                [Value::String(text), Value::String(priority)] => {
                    Some(vec![clean(text, removed), known_priority(priority)].into())
                }
                [Value::String(text)] => Some(vec![clean(text, removed)].into()),
                _ => None,
            },
            _ => None,
        };
        match value {
            Some(value) => {
                kept.insert(property, value);
            }
            None => removed.one(Removal::Malformed),
        }
    }
    kept
}

/// A property's name goes into a text beside others: it may be nothing but a name.
pub(super) fn is_property(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= MAX_NAME_BYTES
        && !OBJECT_NAMES.contains(&name)
        && name.chars().all(|character| character.is_ascii_alphanumeric() || "-_".contains(character))
}

/// A property's value, cleaned as if its name stood before it.
pub(super) fn style_value(property: &str, value: &str, removed: &mut Removed) -> String {
    let before = format!("{property}:");
    let clean = css::clean(&format!("{before}{value}"));
    removed.many(Removal::Css, clean.removed);
    clean.css.get(before.len()..).unwrap_or_default().to_owned()
}

pub(super) fn known_priority(priority: &str) -> String {
    if priority.eq_ignore_ascii_case("important") { "important".to_owned() } else { String::new() }
}

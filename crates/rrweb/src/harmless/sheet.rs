//! Events that change style sheets, and fonts.

use serde_json::Value;

use super::{
    attributes, css,
    removed::{Removal, Removed},
    shape::{Fields, Object},
};

/// What the descriptors of a font may be, by the names that `FontFace` takes.
const FONT_DESCRIPTORS: [&str; 11] = [
    "style",
    "weight",
    "stretch",
    "unicodeRange",
    "variant",
    "featureSettings",
    "variationSettings",
    "display",
    "ascentOverride",
    "descentOverride",
    "lineGapOverride",
];

/// `StyleSheetRule`: `{id? | styleId?, removes?, adds?, replace?, replaceSync?}`.
pub(super) fn rules(fields: &mut Fields, removed: &mut Removed) {
    fields.integer("id");
    fields.integer("styleId");
    if let Some(removes) = fields.take_array("removes") {
        let removes: Vec<Value> =
            removes.into_iter().filter_map(|remove| removed_rule(remove, removed)).collect();
        fields.put("removes", removes);
    }
    if let Some(adds) = fields.take_array("adds") {
        fields.put("adds", added_rules(adds, removed));
    }
    for name in ["replace", "replaceSync"] {
        if let Some(text) = fields.take_string(name) {
            fields.put(name, clean(&text, removed));
        }
    }
}

/// `StyleDeclaration`: `{id? | styleId?, index, set?: {property, value, priority}, remove?: {property}}`.
pub(super) fn declaration(fields: &mut Fields, removed: &mut Removed) {
    fields.integer("id");
    fields.integer("styleId");
    if let Some(index) = fields.take("index").and_then(index) {
        fields.put("index", index);
    }
    if let Some(set) = fields.take_object("set") {
        let mut set = Fields::new(set);
        match set.take_string("property").filter(|property| attributes::is_property(property)) {
            Some(property) => {
                let value = match set.take_string("value") {
                    Some(value) => attributes::style_value(&property, &value, removed).into(),
                    None => Value::Null,
                };
                let priority = set.take_string("priority");
                set.put("property", property);
                set.put("value", value);
                if let Some(priority) = priority {
                    set.put("priority", attributes::known_priority(&priority));
                }
                fields.put("set", set.done());
            }
            None => removed.one(Removal::Malformed),
        }
    }
    if let Some(remove) = fields.take_object("remove") {
        let mut remove = Fields::new(remove);
        if remove.string("property") {
            fields.put("remove", remove.done());
        }
    }
}

/// `AdoptedStyleSheet`: `{id, styles?: [{styleId, rules}], styleIds}`.
pub(super) fn adopted(fields: &mut Fields, removed: &mut Removed) -> bool {
    if fields.integer("id").is_none() {
        return false;
    }
    if let Some(styles) = fields.take_array("styles") {
        let mut kept = Vec::new();
        for style in styles {
            let Value::Object(style) = style else { continue };
            let mut style = Fields::new(style);
            if style.integer("styleId").is_none() {
                removed.one(Removal::Malformed);
                continue;
            }
            let rules = style.take_array("rules").unwrap_or_default();
            style.put("rules", added_rules(rules, removed));
            kept.push(style.done());
        }
        fields.put("styles", kept);
    }
    let ids = fields.take_array("styleIds").unwrap_or_default();
    let ids: Vec<Value> = ids.iter().filter_map(super::shape::integer).map(Value::from).collect();
    fields.put("styleIds", ids);
    true
}

/// `Font`: `{family, fontSource, buffer, descriptors?}`. `false` when no font remains.
pub(super) fn font(fields: &mut Fields, removed: &mut Removed) -> bool {
    let Some(source) = fields.take_string("fontSource") else { return false };
    if !fields.string("family") {
        return false;
    }
    let from_bytes = matches!(fields.take("buffer"), Some(Value::Bool(true)));
    if from_bytes {
        // rrweb makes an array of whatever this parses to; a bare number would be its length.
        let is_bytes = source.starts_with('[')
            && source.ends_with(']')
            && source.bytes().all(|byte| byte.is_ascii_digit() || b"[], \n".contains(&byte));
        if !is_bytes {
            return false;
        }
        fields.put("fontSource", source);
    } else {
        let clean = css::clean(&source);
        removed.many(Removal::Css, clean.removed);
        if clean.removed > 0 {
            return false;
        }
        fields.put("fontSource", clean.css);
    }
    fields.put("buffer", from_bytes);
    if let Some(descriptors) = fields.take_object("descriptors") {
        let mut kept = Object::new();
        for (name, value) in descriptors {
            if let (true, Value::String(text)) = (FONT_DESCRIPTORS.contains(&name.as_str()), value) {
                kept.insert(name, clean(&text, removed).into());
            }
        }
        fields.put("descriptors", kept);
    }
    true
}

fn clean(text: &str, removed: &mut Removed) -> String {
    let clean = css::clean(text);
    removed.many(Removal::Css, clean.removed);
    clean.css
}

/// `[{rule, index?}]`
fn added_rules(rules: Vec<Value>, removed: &mut Removed) -> Vec<Value> {
    let mut kept = Vec::new();
    for rule in rules {
        let Value::Object(rule) = rule else {
            removed.one(Removal::Malformed);
            continue;
        };
        let mut rule = Fields::new(rule);
        // A rule that is gone keeps its place: those after it are counted by their position.
        let text = rule.take_string("rule").unwrap_or_default();
        rule.put("rule", clean(&text, removed));
        if let Some(index) = rule.take("index").and_then(index) {
            rule.put("index", index);
        }
        kept.push(rule.done());
    }
    kept
}

fn removed_rule(rule: Value, removed: &mut Removed) -> Option<Value> {
    let index = match rule {
        Value::Object(mut rule) => rule.swap_remove("index").and_then(index),
        _ => None,
    };
    if index.is_none() {
        removed.one(Removal::Malformed);
    }
    let mut rule = Fields::new(Object::new());
    rule.put("index", index?);
    Some(rule.done())
}

/// The position of a rule: a number, or numbers from the outermost rule inwards.
fn index(value: Value) -> Option<Value> {
    match value {
        Value::Array(positions) => {
            let count = positions.len();
            let positions: Vec<Value> =
                positions.iter().filter_map(super::shape::integer).map(Value::from).collect();
            (positions.len() == count).then_some(positions.into())
        }
        value => super::shape::integer(&value).map(Value::from),
    }
}

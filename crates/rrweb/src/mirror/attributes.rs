//! Changed attributes, and which of them a snapshot cannot state.
//!
//! rrweb builds a node of a snapshot by rules of its own: some attributes are given another name, some are
//! acted upon, some are left out. A mutation sets whatever it names. Where the two differ, the keyframe sets
//! the attribute by a mutation too.

use super::{
    Mirror, Skip,
    arena::Key,
    build::is_secret,
    declarations::Change,
    loose::Loose,
    node::{Attribute, Body, CSS_TEXT, Element, Value},
    shape::{AttributeShape, Attributes},
};

pub(super) fn change(mirror: &mut Mirror, key: Key, changes: &Attributes<'_>) {
    if mirror.arena.get(key).is_none_or(|node| node.body.element().is_none()) {
        mirror.skipped.one(Skip::Impossible);
        return;
    }
    let css = |name: &str, value: &AttributeShape<'_>| {
        name == CSS_TEXT && matches!(value, AttributeShape::Value(Loose::Text(_)))
    };
    let is_sheet = mirror
        .arena
        .get(key)
        .and_then(|node| node.body.element())
        .is_some_and(|element| element.is("style") || element.is("link"));
    if is_sheet && changes.0.iter().any(|(name, value)| css(name, value)) {
        sheet_arrived(mirror, key, changes);
        return;
    }
    if changes.0.iter().any(|(_, value)| matches!(value, AttributeShape::Value(_))) {
        mirror.arena.touch(key);
    }
    for (name, value) in &changes.0 {
        match value {
            AttributeShape::Style(properties) => {
                let Some(node) = mirror.arena.get_mut(key) else { return };
                let mut too_many = 0;
                for (property, change) in properties {
                    let Some(change) = Change::of(change) else { continue };
                    too_many += usize::from(!node.extra().style.change(property, change));
                }
                mirror.skipped.many(Skip::TooMuch, too_many);
            }
            AttributeShape::Value(Loose::Null) => remove(mirror, key, name),
            AttributeShape::Value(Loose::Text(text)) => set(mirror, key, name, text),
            // rrweb steps over anything else.
            AttributeShape::Value(_) => {}
        }
    }
}

/// A linked sheet has loaded, and its CSS came: rrweb builds the element anew with all its attributes.
fn sheet_arrived(mirror: &mut Mirror, key: Key, changes: &Attributes<'_>) {
    let has_children = mirror.arena.children(key).next().is_some();
    mirror.drop_children(key);
    let names = &mut mirror.names;
    let Some(node) = mirror.arena.get_mut(key) else { return };
    node.extra = None;
    let Body::Element(element) = &mut node.body else { return };
    let mut too_many = 0;
    for (name, value) in &changes.0 {
        match value {
            AttributeShape::Value(Loose::Null) => {
                element.remove(name);
            }
            AttributeShape::Value(value) => {
                if let Some(value) = Value::of(value) {
                    too_many += usize::from(!element.set(names.get(name), value));
                }
            }
            AttributeShape::Style(_) => {}
        }
    }
    if has_children {
        // It puts the CSS into the texts that a snapshot had inside, and then does not build those.
        element.remove(CSS_TEXT);
    }
    mirror.skipped.many(Skip::TooMuch, too_many);
}

fn set(mirror: &mut Mirror, key: Key, name: &str, text: &str) {
    let shared = mirror.names.get(name);
    let Some(node) = mirror.arena.get_mut(key) else { return };
    let Some(element) = node.body.element() else { return };
    let lower = name.to_ascii_lowercase();
    if element.is_html("textarea") && lower == "value" {
        let is_set = mirror.change_element(key, |element| element.set(shared, Value::Text(text.into())));
        mirror.skipped.many(Skip::TooMuch, usize::from(is_set == Some(false)));
        mirror.drop_children(key);
        return;
    }
    let is_late = is_late(element, &lower);
    if lower == "style" {
        node.extra().style.clear();
    }
    if let Some(extra) = &mut node.extra {
        extra.late.retain(|late| !late.name.eq_ignore_ascii_case(name));
    }
    let value = Value::Text(text.into());
    if is_late {
        node.extra().late.push(Attribute { name: shared, value });
        return;
    }
    let is_set = mirror.change_element(key, |element| {
        if lower == "style" {
            forget_size(element);
        }
        let is_set = element.set(shared, value);
        element.is_secret |= is_secret(element);
        is_set
    });
    mirror.skipped.many(Skip::TooMuch, usize::from(is_set == Some(false)));
}

fn remove(mirror: &mut Mirror, key: Key, name: &str) {
    let shared = mirror.names.get(name);
    let Some(node) = mirror.arena.get_mut(key) else { return };
    let Some(element) = node.body.element() else { return };
    let lower = name.to_ascii_lowercase();
    // What these say was put into the element when it was built, not into its attributes.
    let is_built_in = name == CSS_TEXT
        || (element.is_html("textarea") && lower == "value")
        || (is_internal(&lower) && lower != OPEN_MODE);
    if let Some(extra) = &mut node.extra {
        extra.late.retain(|late| !late.name.eq_ignore_ascii_case(name));
    }
    if is_built_in {
        return;
    }
    if lower == "style" {
        node.extra().style.clear();
    } else if lower == "autocomplete" && is_late(element, &lower) {
        // rrweb turns it off where a snapshot leaves it out.
        node.extra().late.push(Attribute { name: shared, value: Value::Null });
    }
    mirror.change_element(key, |element| {
        element.remove(name);
        if lower == "style" {
            forget_size(element);
        }
        if lower == "open" && element.is_html("dialog") {
            element.remove(OPEN_MODE);
        }
    });
}

/// rrweb puts a blocked element's size into its style, and the style has just been replaced.
fn forget_size(element: &mut Element) {
    element.remove("rr_width");
    element.remove("rr_height");
}

/// How a dialog was opened.
const OPEN_MODE: &str = "rr_open_mode";

/// rrweb's own attributes, which its builder acts upon.
fn is_internal(lower: &str) -> bool {
    lower.starts_with("rr_")
}

/// Whether a snapshot would set this attribute otherwise than a mutation does.
fn is_late(element: &Element, lower: &str) -> bool {
    (is_internal(lower) && lower != OPEN_MODE)
        || lower == "onload"
        || lower == "onclick"
        || lower.starts_with("onmouse")
        || (lower == "autocomplete" && (element.is("input") || element.is("textarea")))
        || (lower == "srcset" && element.is("img") && element.attribute("rr_dataURL").is_some())
        || (lower == "content" && element.is("meta") && element.attribute("http-equiv").is_some())
        || (lower == "xlink:href" && element.marks.is_svg)
        || (element.is("link") && ["rel", "href", "as"].contains(&lower) && is_hint(element))
}

/// Whether rrweb builds a link without any attribute, for it only tells a browser to fetch a script.
fn is_hint(element: &Element) -> bool {
    let text = |name| element.attribute(name).and_then(Value::text).unwrap_or_default();
    matches!(text("rel"), "preload" | "modulepreload" | "prefetch")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_that_a_snapshot_changes_are_set_by_a_mutation() {
        let element = |tag: &str, attributes: &[(&str, &str)]| Element {
            tag: tag.into(),
            attributes: attributes
                .iter()
                .map(|&(name, value)| Attribute { name: name.into(), value: Value::Text(value.into()) })
                .collect(),
            marks: Default::default(),
            is_secret: false,
            inner: None,
        };
        for (tag, attributes, name, expected) in [
            ("p", &[][..], "class", false),
            ("p", &[], "onmouseover", true),
            ("p", &[], "rr_width", true),
            ("dialog", &[], "rr_open_mode", false),
            ("input", &[], "autocomplete", true),
            ("p", &[], "autocomplete", false),
            ("img", &[("rr_dataURL", "data:,")], "srcset", true),
            ("img", &[], "srcset", false),
            ("link", &[("rel", "preload")], "rel", true),
            ("link", &[("rel", "stylesheet")], "href", false),
        ] {
            assert_eq!(is_late(&element(tag, attributes), name), expected, "{tag} {name}");
        }
    }
}

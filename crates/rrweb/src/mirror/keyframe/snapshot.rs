//! A document as rrweb's snapshot states it.

use std::collections::HashMap;

use super::json::Json;
use crate::mirror::{
    MAX_DEPTH, Mirror,
    arena::{Key, NO_ID, Node},
    loose::MAX_SAFE_INTEGER,
    node::{Body, Element, Value},
    shape,
};

/// What was written, and what of it has more to say.
#[derive(Debug, Default)]
pub(super) struct Written {
    /// Nodes with something that a snapshot cannot hold, in document order.
    pub(super) noted: Vec<Key>,
    /// Frames with their documents.
    pub(super) frames: Vec<(i64, Key)>,
    spare: i64,
    /// Ids of nodes that had none.
    spared: HashMap<Key, i64>,
}

impl Written {
    fn id(&mut self, key: Key, node: &Node) -> i64 {
        if node.id != NO_ID {
            return node.id;
        }
        let spare = &mut self.spare;
        *self.spared.entry(key).or_insert_with(|| {
            *spare += 1;
            MAX_SAFE_INTEGER - *spare
        })
    }
}

/// A node of which the children are being written: those of its own tree, then those of its shadow tree.
struct Open {
    child: Option<Key>,
    shadow: Option<Key>,
    in_shadow: bool,
    is_first: bool,
}

/// Writes a node and all inside of it, without recursion.
pub(super) fn write(mirror: &Mirror, root: Key, at_ms: i64, json: &mut Json, written: &mut Written) {
    let mut open: Vec<Open> = Vec::new();
    let mut next = Some((root, false));
    loop {
        if let Some((key, is_shadow)) = next.take()
            && let Some(node) = mirror.arena.get(key)
        {
            begin(mirror, key, node, is_shadow, at_ms, json, written);
            if node.body.is_parent() {
                let is_too_deep = open.len() >= MAX_DEPTH;
                let child = node.first.filter(|_| !is_too_deep && !says_value(node));
                let shadow = node.inner().and_then(|inner| mirror.arena.get(inner));
                let shadow = shadow.filter(|shadow| matches!(shadow.body, Body::Shadow) && !is_too_deep);
                open.push(Open {
                    child,
                    shadow: shadow.and_then(|shadow| shadow.first),
                    in_shadow: false,
                    is_first: true,
                });
                json.raw(",\"childNodes\":[");
            } else {
                json.raw("}");
            }
        }
        let Some(parent) = open.last_mut() else { return };
        if parent.child.is_none() {
            parent.in_shadow = true;
            parent.child = parent.shadow.take();
        }
        let Some(child) = parent.child else {
            open.pop();
            json.raw("]}");
            continue;
        };
        parent.child = mirror.arena.next(child);
        if !std::mem::take(&mut parent.is_first) {
            json.raw(",");
        }
        next = Some((child, parent.in_shadow));
    }
}

/// Whether the value of a textarea stands in place of what is inside.
fn says_value(node: &Node) -> bool {
    node.body.element().is_some_and(|element| {
        element.is_html("textarea") && element.attribute("value").and_then(Value::text).is_some()
    })
}

/// Writes a node without what is inside of it, its bracket left open.
pub(super) fn begin(
    mirror: &Mirror,
    key: Key,
    node: &Node,
    is_shadow: bool,
    at_ms: i64,
    json: &mut Json,
    written: &mut Written,
) {
    if node.id != NO_ID && node.extra.is_some() {
        written.noted.push(key);
    }
    let id = written.id(key, node);
    let kind = |json: &mut Json, kind: i64| {
        json.raw("{\"type\":").integer(kind);
    };
    match &node.body {
        Body::Document { compat_mode } => {
            kind(json, shape::DOCUMENT);
            if let Some(mode) = compat_mode {
                json.raw(",\"compatMode\":").text(mode);
            }
        }
        Body::Doctype(names) => {
            kind(json, shape::DOCTYPE);
            for (name, value) in ["name", "publicId", "systemId"].iter().zip(names.iter()) {
                json.raw(",").text(name).raw(":").text(value);
            }
        }
        Body::Element(element) => {
            kind(json, shape::ELEMENT);
            write_element(node, element, at_ms, json);
            if let Some(inner) = element.inner
                && let Some(inner_node) = mirror.arena.get(inner)
            {
                match inner_node.body {
                    Body::Shadow => {
                        json.raw(",\"isShadowHost\":true");
                    }
                    _ if node.id != NO_ID => written.frames.push((node.id, inner)),
                    _ => {}
                }
            }
        }
        Body::Text { text, is_style } => {
            kind(json, shape::TEXT);
            json.raw(",\"textContent\":").text(text);
            if *is_style {
                json.raw(",\"isStyle\":true");
            }
        }
        Body::Cdata(text) => {
            kind(json, shape::CDATA);
            json.raw(",\"textContent\":").text(text);
        }
        Body::Comment(text) => {
            kind(json, shape::COMMENT);
            json.raw(",\"textContent\":").text(text);
        }
        // It is written as what is inside of it.
        Body::Shadow => kind(json, shape::COMMENT),
    }
    if is_shadow {
        json.raw(",\"isShadow\":true");
    }
    // rrweb leaves out what stands in a document that is not there yet, and a document is not before it is.
    if node.root_id != NO_ID && !matches!(node.body, Body::Document { .. }) {
        json.raw(",\"rootId\":").integer(node.root_id);
    }
    json.raw(",\"id\":").integer(id);
}

fn write_element(node: &Node, element: &Element, at_ms: i64, json: &mut Json) {
    json.raw(",\"tagName\":").text(&element.tag).raw(",\"attributes\":{");
    let media = node.extra.as_ref().and_then(|extra| extra.media);
    let mut is_first = true;
    let mut name = |json: &mut Json, name: &str| {
        if !std::mem::take(&mut is_first) {
            json.raw(",");
        }
        json.text(name).raw(":");
    };
    for attribute in &element.attributes {
        // Where a video stands is told as it is now.
        if media.is_some() && attribute.name.starts_with("rr_media") {
            continue;
        }
        name(json, &attribute.name);
        value(json, &attribute.value);
    }
    if let Some(media) = media {
        name(json, "rr_mediaState");
        json.text(if media.is_playing { "played" } else { "paused" });
        for (member, number) in [
            ("rr_mediaCurrentTime", media.position_s(at_ms)),
            ("rr_mediaPlaybackRate", media.rate),
            ("rr_mediaVolume", media.volume),
        ] {
            name(json, member);
            json.number(number);
        }
        for (member, boolean) in [("rr_mediaMuted", media.is_muted), ("rr_mediaLoop", media.is_loop)] {
            name(json, member);
            json.boolean(boolean);
        }
    }
    json.raw("}");
    let marks = element.marks;
    for (name, is_marked) in
        [("isSVG", marks.is_svg), ("isCustom", marks.is_custom), ("needBlock", marks.needs_block)]
    {
        if is_marked {
            json.raw(",").text(name).raw(":true");
        }
    }
}

pub(super) fn value(json: &mut Json, value: &Value) {
    match value {
        Value::Null => json.raw("null"),
        Value::Bool(boolean) => json.boolean(*boolean),
        Value::Number(number) => json.number(*number),
        Value::Text(text) => json.text(text),
    };
}

//! Incremental events, by what changed.

use serde_json::Value;

use super::{
    LeftOut, attributes, canvas,
    known::{Known, Nodes},
    node::{Inside, NodeRewriter},
    removed::{Removal, Removed},
    shape::{Fields, Object, integer},
    sheet,
    tag::Tag,
};
use crate::facts::{Interaction, Source};

/// A viewport larger than any screen would take the player down.
const MAX_VIEWPORT_PX: f64 = 32_767.0;
/// rrweb's numbers of media interactions: play, pause, seek, volume, rate.
const MEDIA_INTERACTIONS: std::ops::RangeInclusive<i64> = 0..=4;

/// Rewrites `data` of an incremental event.
pub(super) fn rewrite(data: Object, nodes: &mut Nodes, removed: &mut Removed) -> Result<Value, LeftOut> {
    let mut fields = Fields::new(data);
    let source = fields.integer("source").ok_or(LeftOut::Malformed { field: "data.source" })?;
    let needs = |there: bool, field| if there { Ok(()) } else { Err(LeftOut::Malformed { field }) };
    match Source::from_number(source) {
        Source::Mutation => mutation(&mut fields, nodes, removed),
        Source::MouseMove | Source::TouchMove | Source::Drag => {
            needs(positions(&mut fields), "data.positions")?;
        }
        Source::MouseInteraction => interaction(&mut fields)?,
        Source::Scroll => {
            needs(fields.integer("id").is_some(), "data.id")?;
            needs(fields.number("x"), "data.x")?;
            needs(fields.number("y"), "data.y")?;
        }
        Source::ViewportResize => viewport(&mut fields)?,
        Source::Input => {
            needs(fields.integer("id").is_some(), "data.id")?;
            needs(fields.string("text"), "data.text")?;
            needs(fields.boolean("isChecked"), "data.isChecked")?;
            fields.boolean("userTriggered");
        }
        Source::MediaInteraction => {
            needs(
                fields.integer("type").is_some_and(|kind| MEDIA_INTERACTIONS.contains(&kind)),
                "data.type",
            )?;
            needs(fields.integer("id").is_some(), "data.id")?;
            for name in ["currentTime", "volume", "playbackRate"] {
                fields.number(name);
            }
            for name in ["muted", "loop"] {
                fields.boolean(name);
            }
        }
        Source::StyleSheetRule => sheet::rules(&mut fields, removed),
        Source::StyleDeclaration => sheet::declaration(&mut fields, removed),
        Source::AdoptedStyleSheet => needs(sheet::adopted(&mut fields, removed), "data.id")?,
        Source::Font => {
            if !sheet::font(&mut fields, removed) {
                return Err(LeftOut::Font);
            }
        }
        Source::CanvasMutation => {
            if !canvas::commands(&mut fields, removed) {
                return Err(LeftOut::Canvas);
            }
        }
        Source::Selection => selection(&mut fields),
        Source::CustomElement => {
            let define = fields.take_object("define").and_then(|mut define| define.swap_remove("name"));
            if let Some(Value::String(name)) =
                define.filter(|name| name.as_str().is_some_and(super::tag::is_custom))
            {
                let mut define = Object::new();
                define.insert("name".to_owned(), name.into());
                fields.put("define", define);
            }
        }
        Source::Log | Source::Other(_) => return Err(LeftOut::Source { number: source }),
    }
    Ok(fields.done())
}

/// The size of a viewport: two numbers that a screen could have.
pub(super) fn viewport(fields: &mut Fields) -> Result<(), LeftOut> {
    for (name, field) in [("width", "data.width"), ("height", "data.height")] {
        let size = fields
            .take(name)
            .filter(|size| size.as_f64().is_some_and(|size| (0.0..=MAX_VIEWPORT_PX).contains(&size)));
        fields.put(name, size.ok_or(LeftOut::Malformed { field })?);
    }
    Ok(())
}

fn mutation(fields: &mut Fields, nodes: &mut Nodes, removed: &mut Removed) {
    let removes = objects(fields, "removes", removed, |fields, _| {
        fields.boolean("isShadow");
        fields.integer("parentId").is_some() && fields.integer("id").is_some()
    });
    // What is added may come before what it is added to.
    for node in fields.peek_array("adds").iter().filter_map(|add| add.get("node")) {
        if let (Some(id), Some(name)) =
            (node.get("id").and_then(integer), node.get("tagName").and_then(Value::as_str))
        {
            nodes.remember(id, Known::Element(Tag::of(name)));
        }
    }
    let adds = objects(fields, "adds", removed, |fields, removed| {
        let Some(parent) = fields.integer("parentId") else { return false };
        fields.integer_or_null("previousId");
        if !fields.integer_or_null("nextId") {
            fields.put("nextId", Value::Null);
        }
        let inside = Inside::of(nodes, parent);
        let node = fields.take("node").unwrap_or_default();
        let Some(node) = (NodeRewriter { nodes, removed }).node(node, inside) else { return false };
        fields.put("node", node);
        true
    });
    // rrweb applies what was added before it looks at texts and attributes, so these see the new nodes.
    let texts = objects(fields, "texts", removed, |fields, removed| {
        let Some(id) = fields.integer("id") else { return false };
        match fields.take("value") {
            Some(Value::String(text)) => {
                let inside = Inside::of(nodes, id);
                fields.put("value", NodeRewriter { nodes, removed }.text(text, inside));
                true
            }
            Some(Value::Null) => {
                fields.put("value", Value::Null);
                true
            }
            _ => false,
        }
    });
    let changes = objects(fields, "attributes", removed, |fields, removed| {
        let Some(id) = fields.integer("id") else { return false };
        let Some(attributes) = fields.take_object("attributes") else { return false };
        fields.put("attributes", attributes::rewrite(nodes.tag(id), attributes, removed));
        true
    });
    fields.put("texts", texts);
    fields.put("attributes", changes);
    fields.put("removes", removes);
    fields.put("adds", adds);
    fields.boolean("isAttachIframe");
}

/// Rewrites a list of objects; those of which `rewrite` says no are left out and counted.
fn objects(
    fields: &mut Fields,
    name: &str,
    removed: &mut Removed,
    mut rewrite: impl FnMut(&mut Fields, &mut Removed) -> bool,
) -> Vec<Value> {
    let mut kept = Vec::new();
    for item in fields.take_array(name).unwrap_or_default() {
        if let Value::Object(item) = item {
            let mut item = Fields::new(item);
            if rewrite(&mut item, removed) {
                kept.push(item.done());
                continue;
            }
        }
        removed.one(Removal::Malformed);
    }
    kept
}

/// A change without a position would stop the player.
fn positions(fields: &mut Fields) -> bool {
    let mut kept = Vec::new();
    for position in fields.take_array("positions").unwrap_or_default() {
        let Value::Object(position) = position else { continue };
        let mut position = Fields::new(position);
        let whole = position.number("x") && position.number("y") && position.integer("id").is_some();
        if whole && position.number("timeOffset") {
            kept.push(position.done());
        }
    }
    let any = !kept.is_empty();
    fields.put("positions", kept);
    any
}

/// rrweb dispatches what it does not know as an event of that name, a *string* as a real click: only the
/// whole numbers that it does know pass.
fn interaction(fields: &mut Fields) -> Result<(), LeftOut> {
    let kind = fields.take("type").as_ref().and_then(integer);
    let Some(kind) = kind.filter(|&kind| Interaction::from_number(kind).is_some()) else {
        return Err(LeftOut::Interaction);
    };
    fields.put("type", kind);
    fields.integer("id").ok_or(LeftOut::Malformed { field: "data.id" })?;
    fields.number("x");
    fields.number("y");
    fields.integer("pointerType");
    Ok(())
}

fn selection(fields: &mut Fields) {
    let mut kept = Vec::new();
    for range in fields.take_array("ranges").unwrap_or_default() {
        let Value::Object(range) = range else { continue };
        let mut range = Fields::new(range);
        let names = ["start", "startOffset", "end", "endOffset"];
        if names.iter().all(|name| range.integer(name).is_some()) {
            kept.push(range.done());
        }
    }
    fields.put("ranges", kept);
}

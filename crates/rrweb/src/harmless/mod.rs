//! Rewrites the events of a window so that the recorded page runs no script and reaches no network when
//! rrweb's player builds it. This is the first of three walls (the others: a frame with its own policy, a
//! WebView without network); it is built as if there were no other.
//!
//! What it rewrites against is rrweb 2.2's player as it is: which attributes it sets, what it does with
//! `_cssText`, which text it treats as CSS, what it does when it fast-forwards.
//!
//! **Invariants.**
//! Every object is built anew from the members that the player reads, with the types that it expects: what
//! nobody has looked at does not pass. Nodes keep their ids and places, for later events refer to them:
//! what may not be there is replaced by something inert. Rewriting what was rewritten changes nothing.
//! Nothing is invented: what is put in place of something is `#`, `data:,`, an empty text, or rrweb's own
//! stand-in for scripts.
//!
//! Events of kinds or sources that this version does not know are kept in storage and left out of windows.
//! Payloads of custom and plugin events pass as they are: the player hands them on as data, and whoever
//! shows them must show them as text. So must whoever shows the address in a Meta event.

mod attributes;
mod canvas;
mod change;
mod css;
mod known;
mod node;
mod removed;
mod shape;
mod sheet;
mod tag;
mod url;

use serde::Deserialize;
use serde_json::Value;

pub use removed::{Removal, Removed};

use crate::{
    event::Kind,
    json::{self, JsonError},
};
use known::Nodes;
use node::{Inside, NodeRewriter};
use shape::{Fields, Object};

/// The address that a Meta event shows in place of a program.
const NO_PAGE: &str = "about:blank";

/// Why an event is not part of a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LeftOut {
    #[error("its type {number} is not one that this version replays")]
    Kind { number: i64 },
    #[error("its source {number} is not one that this version replays")]
    Source { number: i64 },
    #[error("`{field}` is missing or of the wrong type")]
    Malformed { field: &'static str },
    #[error("it is an interaction whose type is not one of rrweb's numbers")]
    Interaction,
    #[error("it loads a font from elsewhere")]
    Font,
    #[error("it draws on a canvas with something from elsewhere")]
    Canvas,
}

/// What became of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rewritten {
    /// Its JSON, and what was taken out of it.
    Kept {
        json: String,
        removed: Removed,
    },
    LeftOut(LeftOut),
}

/// Rewrites the events of a recording, in their order.
///
/// It remembers which node is what, to judge changes that name only an id. So it must see every event that
/// a player is given, from a full snapshot on: a new rewriter for each window that begins with one, the same
/// rewriter for the window that goes on where another ended. Of changes to a node that it has not seen,
/// only what is harmless on any element passes (an SVG image as a new `src`, for one, does not).
#[derive(Debug, Default)]
pub struct Rewriter {
    nodes: Nodes,
}

impl Rewriter {
    pub fn new() -> Self {
        Self::default()
    }

    /// Rewrites the next event, given as JSON that is not packed.
    pub fn rewrite(&mut self, event: &str) -> Result<Rewritten, JsonError> {
        json::with_text(event, |json| {
            let event = Value::deserialize(json)?;
            let mut removed = Removed::default();
            match self.event(event, &mut removed) {
                Ok(event) => Ok(Rewritten::Kept { json: serde_json::to_string(&event)?, removed }),
                Err(reason) => Ok(Rewritten::LeftOut(reason)),
            }
        })
    }

    fn event(&mut self, event: Value, removed: &mut Removed) -> Result<Value, LeftOut> {
        let Value::Object(event) = event else { return Err(LeftOut::Malformed { field: "event" }) };
        let mut fields = Fields::new(event);
        let number = fields.integer("type").ok_or(LeftOut::Malformed { field: "type" })?;
        let data = fields.take("data").unwrap_or_default();
        let data = self.data(Kind::from_number(number), data, removed)?;
        fields.put("data", data);
        if !fields.number("timestamp") {
            return Err(LeftOut::Malformed { field: "timestamp" });
        }
        Ok(fields.done())
    }

    fn data(&mut self, kind: Kind, data: Value, removed: &mut Removed) -> Result<Value, LeftOut> {
        let data = match (kind, data) {
            (Kind::DomContentLoaded | Kind::Load, _) => return Ok(Object::new().into()),
            (Kind::Other(number), _) => return Err(LeftOut::Kind { number }),
            (_, Value::Object(data)) => data,
            _ => return Err(LeftOut::Malformed { field: "data" }),
        };
        match kind {
            Kind::FullSnapshot => self.snapshot(data, removed),
            Kind::Incremental => change::rewrite(data, &mut self.nodes, removed),
            Kind::Meta => meta(data, removed),
            Kind::Custom => handed_on(data, "tag"),
            Kind::Plugin => handed_on(data, "plugin"),
            Kind::DomContentLoaded | Kind::Load | Kind::Other(_) => Ok(Value::Null),
        }
    }

    fn snapshot(&mut self, data: Object, removed: &mut Removed) -> Result<Value, LeftOut> {
        let mut fields = Fields::new(data);
        let node = fields.take("node").unwrap_or_default();
        let mut nodes = Nodes::default();
        let node = NodeRewriter { nodes: &mut nodes, removed }.node(node, Inside::Page);
        fields.put("node", node.ok_or(LeftOut::Malformed { field: "data.node" })?);
        // The player begins anew, and so do we; not so where it is not given the snapshot.
        self.nodes = nodes;
        let mut offset = Fields::new(fields.take_object("initialOffset").unwrap_or_default());
        for side in ["left", "top"] {
            if !offset.number(side) {
                offset.put(side, 0);
            }
        }
        fields.put("initialOffset", offset.done());
        Ok(fields.done())
    }
}

fn meta(data: Object, removed: &mut Removed) -> Result<Value, LeftOut> {
    let mut fields = Fields::new(data);
    let href = fields.take_string("href").ok_or(LeftOut::Malformed { field: "data.href" })?;
    if url::is_script(&href) {
        removed.one(Removal::ScriptAddress);
        fields.put("href", NO_PAGE);
    } else {
        fields.put("href", href);
    }
    change::viewport(&mut fields)?;
    Ok(fields.done())
}

/// A name and a payload, which the player gives to whoever listens.
fn handed_on(data: Object, name: &'static str) -> Result<Value, LeftOut> {
    let mut fields = Fields::new(data);
    if !fields.string(name) {
        return Err(LeftOut::Malformed { field: "data" });
    }
    if let Some(payload) = fields.take("payload") {
        fields.put("payload", payload);
    }
    Ok(fields.done())
}

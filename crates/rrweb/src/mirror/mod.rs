//! A mirror of the recorded page: what rrweb's player would show, kept up event by event.
//!
//! [`Mirror`] is built from a full snapshot, follows the events after it as `Replayer` of rrweb 2.2.2 does,
//! and at any time writes a [`Keyframe`]: events from which a player shows the same. It also says what is
//! on the screen: which element has an id, what its text is, which text a person can read. [`Spacing`]
//! decides when a keyframe is worth its bytes.
//!
//! **Invariants.**
//! Node ids are those of the recording, in keyframes too, so that every later event stays valid.
//! A mirror that is built from a keyframe and a mirror that came there event by event state the same.
//! Nothing is made more visible than the recording has it: a keyframe holds what the recording said.
//! What cannot be applied is counted in [`Skipped`], and what can be is applied: where rrweb gives up an
//! event half-way, so does the mirror. No input makes it panic, recurse without bound, or keep more than
//! the page that it shows and a bounded rest.
//!
//! Where rrweb itself shows different things when it plays and when it seeks (it seeks in a DOM of its own),
//! this follows what it shows when it plays. CSS is not parsed, values are not judged: that is left to the
//! browser that plays the keyframe.

mod arena;
mod attributes;
mod build;
mod declarations;
mod fresh;
mod incremental;
mod insert;
mod kept;
mod keyframe;
mod look;
mod loose;
mod media;
mod mutation;
mod node;
mod queue;
mod rules;
mod shape;
mod sheets;
mod skipped;
mod spacing;
mod split;

use std::collections::{BTreeMap, HashMap, HashSet};

pub use keyframe::Keyframe;
pub use look::{NodeView, Shown};
pub use skipped::{Skip, Skipped};
pub use spacing::{Spacing, Tail};

use crate::event::{Event, Kind};
use arena::{Arena, Key, NO_ID};
use insert::Missing;
use kept::Kept;
use node::Names;
use sheets::Sheet;

/// More nodes than any page has that a browser shows.
const MAX_NODES: usize = 2_000_000;
/// Elements inside of each other. A keyframe nests two levels of JSON per element and must be read again.
const MAX_DEPTH: usize = 1_000;
/// Ids from here on are not a recorder's: a keyframe gives them to nodes that nothing can refer to.
const FIRST_SPARE_ID: i64 = 1 << 52;

/// The page as it stands after the events that were applied.
#[derive(Clone, Debug, Default)]
pub struct Mirror {
    arena: Arena,
    ids: HashMap<i64, Key>,
    names: Names,
    /// The document; none before the first full snapshot.
    root: Option<Key>,
    page: Option<Page>,
    /// Sheets that scripts made, by rrweb's id.
    sheets: BTreeMap<i64, Sheet>,
    /// Nodes that were added beside what never came, by their id.
    missing: BTreeMap<i64, Missing>,
    kept: Kept,
    skipped: Skipped,
    now_ms: i64,
    inputs: u64,
    operations: u64,
}

/// The address of the page and the size of its viewport.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// As recorded: text of the recorded page's choosing, not a link to follow.
    pub href: String,
    /// CSS pixels, as recorded: 0 and nonsense too.
    pub width: f64,
    pub height: f64,
}

impl Mirror {
    pub fn new() -> Self {
        Self::default()
    }

    /// Applies the next event of the recording.
    pub fn apply(&mut self, event: &Event<'_>) {
        self.now_ms = event.timestamp_ms;
        match event.kind {
            Kind::Meta => self.meta(event.data()),
            Kind::FullSnapshot => self.snapshot(event.data()),
            Kind::Incremental => self.incremental(event.data()),
            // These change nothing that is shown.
            Kind::DomContentLoaded | Kind::Load | Kind::Custom | Kind::Plugin => {}
            Kind::Other(_) => self.skipped.one(Skip::UnknownKind),
        }
    }

    /// Whether there was a full snapshot: without one there is no page and no keyframe.
    pub fn has_page(&self) -> bool {
        self.root.is_some()
    }

    /// Address and viewport, once a Meta event or a resize told them.
    pub fn page(&self) -> Option<&Page> {
        self.page.as_ref()
    }

    /// How many nodes the page has.
    pub fn node_count(&self) -> usize {
        self.arena.len()
    }

    /// How many nodes were added, removed or changed so far: what replaying costs, together with the bytes.
    pub fn operations(&self) -> u64 {
        self.operations
    }

    /// What could not be applied so far.
    pub fn skipped(&self) -> &Skipped {
        &self.skipped
    }

    fn key(&self, id: i64) -> Option<Key> {
        self.ids.get(&id).copied()
    }

    /// The node that an event names; counted where there is none.
    fn known(&mut self, id: Option<i64>) -> Option<Key> {
        let key = id.and_then(|id| self.key(id));
        if key.is_none() {
            self.skipped.one(if id.is_some() { Skip::UnknownNode } else { Skip::Malformed });
        }
        key
    }

    /// Takes the ids of a node and of all inside of it: nothing refers to them any more.
    fn forget(&mut self, key: Key) {
        for key in self.arena.subtree(key) {
            let Some(node) = self.arena.get_mut(key) else { continue };
            let id = std::mem::replace(&mut node.id, NO_ID);
            // Another node may have come under the same id.
            if id != NO_ID && self.ids.get(&id) == Some(&key) {
                self.ids.remove(&id);
            }
        }
    }

    /// Forgets a node that stands nowhere, and frees it with all inside of it.
    fn drop_tree(&mut self, key: Key) {
        self.forget(key);
        if !self.missing.is_empty() {
            let gone: HashSet<Key> = self.arena.subtree(key).into_iter().collect();
            self.missing.retain(|_, missing| !gone.contains(&missing.key));
        }
        self.arena.free(key);
    }

    /// Drops all that stands inside of a node.
    fn drop_children(&mut self, parent: Key) {
        while let Some(child) = self.arena.get(parent).and_then(|node| node.first) {
            self.arena.detach(child);
            self.drop_tree(child);
        }
    }
}

#[cfg(test)]
mod tests;

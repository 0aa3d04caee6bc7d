//! Mutations: removed and added nodes, changed texts and attributes, in rrweb's order.

use std::collections::HashSet;

use serde::de::{Deserialize, MapAccess};

use super::{
    Mirror, Skip,
    arena::{Key, NO_ID, Node},
    attributes,
    insert::{Add, Added},
    loose::{List, Loose, Members, Name, Object},
    node::{Body, CSS_TEXT},
    queue,
    shape::Attributes,
};
use crate::json;

/// Where rrweb's recorder marks the borders of the text nodes whose CSS it joined.
const SPLIT_MARK: &str = "/* rr_split */";

/// How often added nodes are tried again in one mutation. Those of real pages are there by the second time.
const MAX_TRIES: usize = 500_000;

#[derive(Debug, Default)]
struct MutationData<'j> {
    removes: List<Object<Remove<'j>>>,
    adds: List<Object<Add<'j>>>,
    texts: List<Object<ChangedText<'j>>>,
    attributes: List<Object<ChangedAttributes<'j>>>,
}

#[derive(Clone, Debug, Default)]
struct Remove<'j> {
    id: Loose<'j>,
    parent_id: Loose<'j>,
    is_shadow: Loose<'j>,
}

#[derive(Clone, Debug, Default)]
struct ChangedText<'j> {
    id: Loose<'j>,
    value: Loose<'j>,
}

#[derive(Clone, Debug, Default)]
struct ChangedAttributes<'j> {
    id: Loose<'j>,
    attributes: Attributes<'j>,
}

macro_rules! members {
    ($shape:ident { $($json:literal => $field:ident),* }) => {
        impl<'j> Members<'j> for $shape<'j> {
            fn member<A: MapAccess<'j>>(&mut self, name: &Name<'j>, map: &mut A) -> Result<bool, A::Error> {
                match name.0.as_ref() {
                    $($json => self.$field = map.next_value()?,)*
                    _ => return Ok(false),
                }
                Ok(true)
            }
        }
    };
}
pub(super) use members;

members!(MutationData {
    "removes" => removes, "adds" => adds, "texts" => texts, "attributes" => attributes
});
members!(Remove { "id" => id, "parentId" => parent_id, "isShadow" => is_shadow });
members!(ChangedText { "id" => id, "value" => value });
members!(ChangedAttributes { "id" => id, "attributes" => attributes });

impl Mirror {
    pub(super) fn mutation(&mut self, data: &str) {
        let read = json::with_text(data, |json| {
            let Object(mutation) = Object::<MutationData<'_>>::deserialize(json)?;
            if let Err(skip) = self.mutate(&mutation, data) {
                self.skipped.one(skip);
            }
            Ok(())
        });
        if read.is_err() {
            self.skipped.one(Skip::Malformed);
        }
    }

    fn mutate(&mut self, mutation: &MutationData<'_>, data: &str) -> Result<(), Skip> {
        let MutationData { removes, adds, texts, attributes } = mutation;
        let count = removes.0.len() + adds.0.len() + texts.0.len() + attributes.0.len();
        self.operations = self.operations.saturating_add(u64::try_from(count).unwrap_or(u64::MAX));
        self.remove_all(&removes.0);
        self.add_all(&adds.0, data)?;
        let removed = || removes.0.iter().filter_map(|Object(remove)| remove.id.whole());
        let removed: HashSet<i64> = removed().collect();
        // Of several changes of one text the last counts.
        let mut seen = HashSet::new();
        let is_last =
            |Object(text): &&Object<ChangedText<'_>>| text.id.whole().is_none_or(|id| seen.insert(id));
        let mut last: Vec<_> = texts.0.iter().rev().filter(is_last).collect();
        // In the order in which they were recorded, which is about that in which they are read.
        last.reverse();
        for Object(text) in last {
            if let Some(key) = self.changed(text.id.whole(), &removed) {
                self.set_text(key, text.value.text().unwrap_or_default());
            }
        }
        for Object(change) in &attributes.0 {
            if let Some(key) = self.changed(change.id.whole(), &removed) {
                attributes::change(self, key, &change.attributes);
            }
        }
        Ok(())
    }

    /// The node that is changed. That it is not there is no surprise where it was just removed.
    fn changed(&mut self, id: Option<i64>, removed: &HashSet<i64>) -> Option<Key> {
        match id {
            Some(id) if removed.contains(&id) => self.key(id),
            id => self.known(id),
        }
    }

    fn remove_all(&mut self, removes: &[Object<Remove<'_>>]) {
        // What is inside of a removed node goes with it, and is then removed once more.
        let there: Vec<&Remove<'_>> = removes
            .iter()
            .map(|Object(remove)| remove)
            .filter(|remove| self.known(remove.id.whole()).is_some())
            .collect();
        for remove in there {
            let Some(key) = remove.id.whole().and_then(|id| self.key(id)) else { continue };
            let Some(mut parent) = self.known(remove.parent_id.whole()) else { continue };
            let shadow = self.arena.get(parent).and_then(Node::inner);
            if remove.is_shadow.is_true()
                && let Some(shadow) = shadow
                && self.arena.get(shadow).is_some_and(|node| matches!(node.body, Body::Shadow))
            {
                parent = shadow;
            }
            self.remove(key, parent);
        }
    }

    fn remove(&mut self, key: Key, parent: Key) {
        let is_child = self
            .arena
            .get(key)
            .is_some_and(|node| node.parent == Some(parent) && !matches!(node.body, Body::Document { .. }));
        if !is_child {
            // It stays where it is, but rrweb has forgotten it.
            self.forget(key);
            self.skipped.one(Skip::Impossible);
            return;
        }
        let is_text = self.arena.get(key).is_some_and(|node| node.body.is_text());
        if is_text {
            self.spread_css(parent);
        }
        self.arena.detach(key);
        self.text_of_sheet_changed(parent);
        self.drop_tree(key);
    }

    fn add_all(&mut self, adds: &[Object<Add<'_>>], data: &str) -> Result<(), Skip> {
        let mut queue = Vec::new();
        for (at, Object(add)) in adds.iter().enumerate() {
            match self.add(add)? {
                Added::Done => {}
                Added::NotYet => queue.push(at),
                Added::AwaitsFrame => self.keep_document(add.place().parent, data, at),
            }
        }
        let mut tries = 0;
        while !queue.is_empty() {
            tries += queue.len();
            let places: Vec<_> = queue.iter().map(|&at| adds[at].0.place()).collect();
            let tried = queue.len();
            let mut again = Vec::new();
            for tree in queue::trees(&places) {
                let root = places[tree[0]];
                if self.key(root.parent).is_none() {
                    self.skipped.many(Skip::Unresolved, tree.len());
                    continue;
                }
                for at in tree.into_iter().map(|at| queue[at]) {
                    match self.add(&adds[at].0)? {
                        Added::Done => {}
                        Added::NotYet => again.push(at),
                        Added::AwaitsFrame => self.keep_document(adds[at].0.place().parent, data, at),
                    }
                }
            }
            // rrweb tries for half a second, and gives up.
            if again.len() == tried || tries > MAX_TRIES + adds.len() {
                self.skipped.many(Skip::Unresolved, again.len());
                break;
            }
            queue = again;
        }
        Ok(())
    }

    /// Sets the text of a node; of an element it replaces all that is inside.
    fn set_text(&mut self, key: Key, new: &str) {
        let parent = self.arena.parent(key);
        let parent_tag =
            parent.and_then(|parent| self.arena.get(parent)).and_then(|node| node.body.element());
        // rrweb compares with the name in capitals, which SVG does not have.
        let in_style = parent_tag.is_some_and(|element| !element.marks.is_svg && element.holds_css());
        if let Some(parent) = parent.filter(|_| in_style) {
            self.spread_css(parent);
        }
        self.arena.touch(key);
        let Some(node) = self.arena.get_mut(key) else { return };
        match &mut node.body {
            Body::Text { text, is_style } => {
                *text = new.into();
                *is_style = in_style;
            }
            Body::Cdata(text) | Body::Comment(text) => *text = new.into(),
            Body::Element(element) => {
                element.remove(CSS_TEXT);
                self.drop_children(key);
                let text = self.arena.add(NO_ID, NO_ID, Body::Text { text: new.into(), is_style: false });
                self.arena.insert(key, text, None);
                self.text_of_sheet_changed(key);
            }
            Body::Document { .. } | Body::Doctype(_) | Body::Shadow => self.skipped.one(Skip::Impossible),
        }
        if let Some(parent) = parent {
            self.text_of_sheet_changed(parent);
        }
    }

    /// Gives the texts inside of a style element the CSS that the recorder joined, each its part, as rrweb
    /// does when it builds the element: one of them is about to change by itself.
    pub(super) fn spread_css(&mut self, style: Key) {
        let Some(element) = self.arena.get(style).and_then(|node| node.body.element()) else { return };
        if !element.holds_css() || element.css_text().is_none() {
            return;
        }
        let texts: Vec<Key> = self
            .arena
            .children(style)
            .filter(|&child| self.arena.get(child).is_some_and(|node| node.body.is_text()))
            .collect();
        let Some(css) = element.css_text().map(str::to_owned).filter(|_| !texts.is_empty()) else { return };
        let mut rest = Some(css.as_str());
        for (index, text) in texts.iter().enumerate() {
            let Some(css) = rest else { break };
            // What is left over belongs to the last.
            let is_last = index + 1 == texts.len();
            let (part, more) = match css.split_once(SPLIT_MARK).filter(|_| !is_last) {
                Some((part, more)) => (part.to_owned(), Some(more)),
                None => (css.replace(SPLIT_MARK, ""), None),
            };
            rest = more;
            if let Some(node) = self.arena.get_mut(*text) {
                node.body = Body::Text { text: part.into(), is_style: true };
            }
        }
        self.change_element(style, |element| element.remove(CSS_TEXT));
    }

    /// A browser builds a sheet anew from its text, and what scripts did to its rules is gone.
    pub(super) fn text_of_sheet_changed(&mut self, style: Key) {
        if let Some(extra) = self.arena.get_mut(style).and_then(|node| node.extra.as_mut()) {
            extra.rules = None;
        }
    }
}

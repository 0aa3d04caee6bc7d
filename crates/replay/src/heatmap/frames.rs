//! Which nodes stand in an iframe, and in which.
//!
//! rrweb marks every node that is not the top document's with `rootId`, the id of its document, and the document
//! stands under its iframe's element: in a snapshot, or in the mutation that attaches it. Pointer places in an
//! iframe count from the iframe's own corner, so that they are no places on the page.

use std::collections::HashMap;

use hindsight_rrweb::event::{Event, Kind};
use memchr::memmem;
use serde::{
    Deserialize,
    de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor},
};

/// Nodes in iframes that are remembered. Later ones are unknown, and said to be in no frame.
const MAX_NODES: usize = 500_000;
/// Elements inside each other that are followed; `rrweb::json` reads no deeper either.
const MAX_DEPTH: usize = 1_024;
const DOCUMENT: i64 = 0;
/// What one node may take of the stack, unoptimised.
const STACK_BYTES: usize = 64 << 10;

/// The iframes of the page, as far as the events so far told.
#[derive(Clone, Debug, Default)]
pub(super) struct Frames {
    /// Node to its document.
    documents: HashMap<i64, i64>,
    /// Document to its iframe's element.
    owners: HashMap<i64, i64>,
    top: Option<i64>,
}

/// Where a node stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Page,
    /// In the iframe whose element has this id, where that is known.
    Frame(Option<i64>),
}

impl Frames {
    /// Begins a page anew at a full snapshot, whose document has this id.
    pub(super) fn reset(&mut self, top: Option<i64>) {
        *self = Self { top, ..Self::default() };
    }

    /// Reads a full snapshot or a mutation. What cannot be read is left away.
    pub(super) fn read(&mut self, event: &Event<'_>) {
        let data = event.data();
        if memmem::find(data.as_bytes(), b"\"rootId\"").is_none() {
            return;
        }
        let mut json = serde_json::Deserializer::from_str(data);
        json.disable_recursion_limit();
        let found = match event.kind {
            Kind::FullSnapshot => SnapshotTree::deserialize(&mut json).map(|tree| tree.node),
            _ => Adds::deserialize(&mut json).map(Adds::into_found),
        };
        let Ok(found) = found else { return };
        for (node, document) in found.nodes {
            if self.documents.len() < MAX_NODES {
                self.documents.insert(node, document);
            }
        }
        for (document, owner) in found.documents {
            if self.owners.len() < MAX_NODES {
                self.owners.insert(document, owner);
            }
        }
    }

    pub(super) fn place(&self, node: i64) -> Place {
        match self.documents.get(&node) {
            Some(document) if Some(*document) != self.top => Place::Frame(self.owners.get(document).copied()),
            None if self.owners.contains_key(&node) => Place::Frame(self.owners.get(&node).copied()),
            _ => Place::Page,
        }
    }
}

/// Pairs of a node and its document, and of a document and its iframe's element.
#[derive(Default)]
struct Found {
    nodes: Vec<(i64, i64)>,
    documents: Vec<(i64, i64)>,
}

#[derive(Deserialize)]
struct SnapshotTree {
    #[serde(default, deserialize_with = "tree")]
    node: Found,
}

#[derive(Deserialize)]
struct Adds {
    #[serde(default)]
    adds: Vec<Add>,
}

#[derive(Deserialize)]
struct Add {
    #[serde(rename = "parentId")]
    parent: Option<i64>,
    #[serde(default, deserialize_with = "tree_and_document")]
    node: (Found, Option<i64>),
}

impl Adds {
    fn into_found(self) -> Found {
        let mut all = Found::default();
        for Add { parent, node: (found, document) } in self.adds {
            all.nodes.extend(found.nodes);
            all.documents.extend(found.documents);
            all.documents.extend(document.zip(parent));
        }
        all
    }
}

fn tree<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Found, D::Error> {
    tree_and_document(deserializer).map(|(found, _)| found)
}

fn tree_and_document<'de, D: Deserializer<'de>>(deserializer: D) -> Result<(Found, Option<i64>), D::Error> {
    let mut found = Found::default();
    let document = Node { found: &mut found, depth: 0 }.deserialize(deserializer)?;
    Ok((found, document))
}

/// Reads a node and what is under it, and gives its id where it is a document.
struct Node<'f> {
    found: &'f mut Found,
    depth: usize,
}

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = Option<i64>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        stacker::maybe_grow(STACK_BYTES, STACK_BYTES * 32, || deserializer.deserialize_map(self))
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = Option<i64>;

    fn expecting(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("a node")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Self::Value, A::Error> {
        let (mut id, mut document, mut kind) = (None, None, None);
        let mut documents = Vec::new();
        while let Some(field) = fields.next_key::<std::borrow::Cow<'de, str>>()? {
            match field.as_ref() {
                "id" => id = fields.next_value::<Option<i64>>()?,
                "rootId" => document = fields.next_value::<Option<i64>>()?,
                "type" => kind = fields.next_value::<Option<i64>>()?,
                "childNodes" if self.depth < MAX_DEPTH => {
                    documents = fields
                        .next_value_seed(Children { found: &mut *self.found, depth: self.depth + 1 })?;
                }
                _ => {
                    fields.next_value::<IgnoredAny>()?;
                }
            }
        }
        let Some(id) = id else { return Ok(None) };
        self.found.nodes.extend(document.map(|document| (id, document)));
        self.found.documents.extend(documents.into_iter().map(|document| (document, id)));
        Ok((kind == Some(DOCUMENT)).then_some(id))
    }
}

/// Reads nodes beside each other, and gives the ids of those that are documents.
struct Children<'f> {
    found: &'f mut Found,
    depth: usize,
}

impl<'de> DeserializeSeed<'de> for Children<'_> {
    type Value = Vec<i64>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Children<'_> {
    type Value = Vec<i64>;

    fn expecting(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("a list of nodes")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut nodes: A) -> Result<Self::Value, A::Error> {
        let mut documents = Vec::new();
        while let Some(document) =
            nodes.next_element_seed(Node { found: &mut *self.found, depth: self.depth })?
        {
            documents.extend(document);
        }
        Ok(documents)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frames(events: &[String]) -> Frames {
        let mut frames = Frames::default();
        frames.reset(Some(1));
        for json in events {
            frames.read(&Event::read(json, 0).unwrap());
        }
        frames
    }

    #[test]
    fn nodes_of_an_attached_document_are_in_its_iframe() {
        let attach = r#"{"type":3,"timestamp":1,"data":{"source":0,"isAttachIframe":true,"adds":[{"parentId":264,
            "nextId":null,"node":{"type":0,"childNodes":[{"type":2,"tagName":"html","childNodes":[
            {"type":2,"tagName":"button","childNodes":[],"rootId":283,"id":287}],"rootId":283,"id":284}],"id":283}}]}}"#;
        let later = r#"{"type":3,"timestamp":1,"data":{"source":0,"adds":[{"parentId":287,"nextId":null,
            "node":{"type":3,"textContent":"x","rootId":283,"id":300}}]}}"#;
        let frames = frames(&[attach.to_owned(), later.to_owned()]);
        for node in [283, 284, 287, 300] {
            assert_eq!(frames.place(node), Place::Frame(Some(264)), "{node}");
        }
        for node in [1, 264, -1, 999] {
            assert_eq!(frames.place(node), Place::Page, "{node}");
        }
    }

    #[test]
    fn a_snapshot_may_hold_its_iframes_and_number_its_own_document() {
        let snapshot = r#"{"type":2,"timestamp":1,"data":{"node":{"id":7,"type":0,"childNodes":[
            {"id":8,"rootId":7,"type":2,"childNodes":[{"id":9,"rootId":9,"type":0,"childNodes":[]}]}]}}}"#;
        let mut frames = Frames::default();
        frames.reset(Some(7));
        frames.read(&Event::read(snapshot, 0).unwrap());
        assert_eq!(frames.place(8), Place::Page);
        assert_eq!(frames.place(9), Place::Frame(Some(8)));
        frames.reset(Some(1));
        assert_eq!(frames.place(9), Place::Page, "a new snapshot tells everything anew");
    }

    #[test]
    fn a_node_of_a_document_that_nobody_attached_is_in_an_unknown_frame() {
        let add = r#"{"type":3,"timestamp":1,"data":{"source":0,"adds":[{"node":{"id":5,"rootId":4}}]}}"#;
        assert_eq!(frames(&[add.to_owned()]).place(5), Place::Frame(None));
    }

    #[test]
    fn a_tree_as_deep_as_anybody_likes_does_not_end_the_stack() {
        let deep = 100_000;
        let open = r#"{"childNodes":["#.repeat(deep);
        let json = format!(
            r#"{{"type":2,"timestamp":1,"data":{{"node":{{"id":1,"rootId":2,"childNodes":[{open}{}]}}}}}}"#,
            "]}".repeat(deep)
        );
        assert_eq!(frames(&[json]).place(1), Place::Frame(None));
        for json in [
            r#"{"type":2,"timestamp":1,"data":{"node":[1,"rootId"]}}"#,
            r#"{"type":3,"timestamp":1,"data":"\"rootId\""}"#,
        ] {
            assert_eq!(frames(&[json.to_owned()]).place(1), Place::Page);
        }
    }
}

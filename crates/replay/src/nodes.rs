//! The nodes of a snapshot and of what a mutation adds, told one by one.
//!
//! **Invariant:** no tree is built. A node is told after all that is below it, with how many that were, so that who
//! listens can tell descendants from neighbours. Nesting is as safe as [`json::with_text`] makes it.

use std::{borrow::Cow, fmt};

use hindsight_rrweb::json::{self, JsonError};
use hindsight_rrweb::loose::Loose;
use serde::{
    Deserializer,
    de::{DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor},
};

/// Nodes of one event that are told; the rest is read over.
pub(crate) const NODES: usize = 200_000;
/// rrweb's number of the node type document.
pub(crate) const DOCUMENT: i64 = 0;
/// rrweb's number of the node type text.
pub(crate) const TEXT: i64 = 3;

/// The attributes that somebody here reads.
const ATTRIBUTES: [&str; 24] = [
    "type",
    "role",
    "value",
    "name",
    "id",
    "href",
    "xlink:href",
    "target",
    "download",
    "contenteditable",
    "controls",
    "src",
    "srcset",
    "poster",
    "data",
    "rel",
    "style",
    "_cssText",
    "rr_dataURL",
    "rr_src",
    "rr_width",
    "rr_height",
    "media",
    "sandbox",
];

/// A node, without what is below it.
#[derive(Debug)]
pub(crate) struct Node<'j> {
    pub(crate) id: Option<i64>,
    pub(crate) kind: Option<i64>,
    /// In lower case; empty for what is no element.
    pub(crate) tag: Cow<'j, str>,
    pub(crate) text: Option<Cow<'j, str>>,
    /// Whether a text belongs to a style element, as older recorders say it.
    pub(crate) is_style: bool,
    attributes: Vec<(&'static str, Cow<'j, str>)>,
    /// Nodes below it: the ones told last.
    pub(crate) below: usize,
}

impl Node<'_> {
    /// The text of an attribute, empty for one that is only there.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| *known == name).map(|(_, text)| text.as_ref())
    }
}

/// Who listens. Made anew where a text has to be read a second time.
pub(crate) trait Listen: Default {
    /// A node, and after it nothing more that is below it.
    fn node(&mut self, node: &Node<'_>);
    /// The last `nodes` nodes were added to `parent`.
    fn added(&mut self, parent: Option<i64>, nodes: usize);
}

/// Tells the nodes of `data` of a snapshot or a mutation.
pub(crate) fn tell<L: Listen>(data: &str) -> Result<L, JsonError> {
    json::with_text(data, |json| {
        let mut told = Told { listener: L::default(), nodes: 0 };
        json.deserialize_map(DataVisitor(&mut told))?;
        Ok(told.listener)
    })
}

struct Told<L> {
    listener: L,
    nodes: usize,
}

struct DataVisitor<'t, L>(&'t mut Told<L>);

impl<'de, L: Listen> Visitor<'de> for DataVisitor<'_, L> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("the data of an event")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        while let Some(name) = members.next_key::<Cow<'de, str>>()? {
            match name.as_ref() {
                "node" => members.next_value_seed(NodeSeed(&mut *self.0))?,
                "adds" => members.next_value_seed(AddsSeed(&mut *self.0))?,
                _ => drop(members.next_value::<IgnoredAny>()?),
            }
        }
        Ok(())
    }
}

struct AddsSeed<'t, L>(&'t mut Told<L>);

impl<'de, L: Listen> DeserializeSeed<'de> for AddsSeed<'_, L> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de, L: Listen> Visitor<'de> for AddsSeed<'_, L> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("what a mutation adds")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut adds: A) -> Result<(), A::Error> {
        while adds.next_element_seed(AddSeed(&mut *self.0))?.is_some() {}
        Ok(())
    }
}

struct AddSeed<'t, L>(&'t mut Told<L>);

impl<'de, L: Listen> DeserializeSeed<'de> for AddSeed<'_, L> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de, L: Listen> Visitor<'de> for AddSeed<'_, L> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a node and where it is added")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let (before, mut parent) = (self.0.nodes, None);
        while let Some(name) = members.next_key::<Cow<'de, str>>()? {
            match name.as_ref() {
                "node" => members.next_value_seed(NodeSeed(&mut *self.0))?,
                "parentId" => parent = members.next_value::<Loose<'de>>()?.whole(),
                _ => drop(members.next_value::<IgnoredAny>()?),
            }
        }
        let nodes = self.0.nodes.min(NODES).saturating_sub(before);
        self.0.listener.added(parent, nodes);
        Ok(())
    }
}

struct NodeSeed<'t, L>(&'t mut Told<L>);

impl<'de, L: Listen> DeserializeSeed<'de> for NodeSeed<'_, L> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de, L: Listen> Visitor<'de> for NodeSeed<'_, L> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a node")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let before = self.0.nodes;
        let mut node = Node {
            id: None,
            kind: None,
            tag: Cow::Borrowed(""),
            text: None,
            is_style: false,
            attributes: Vec::new(),
            below: 0,
        };
        while let Some(name) = members.next_key::<Cow<'de, str>>()? {
            match name.as_ref() {
                "id" => node.id = members.next_value::<Loose<'de>>()?.whole(),
                "type" => node.kind = members.next_value::<Loose<'de>>()?.whole(),
                "tagName" => {
                    if let Loose::Text(tag) = members.next_value()? {
                        node.tag = lower(tag);
                    }
                }
                "textContent" => {
                    if let Loose::Text(text) = members.next_value()? {
                        node.text = Some(text);
                    }
                }
                "isStyle" => node.is_style = members.next_value::<Loose<'de>>()?.truth() == Some(true),
                "attributes" => node.attributes = members.next_value_seed(AttributesSeed)?,
                "childNodes" => members.next_value_seed(ChildrenSeed(&mut *self.0))?,
                _ => drop(members.next_value::<IgnoredAny>()?),
            }
        }
        if self.0.nodes < NODES {
            node.below = self.0.nodes - before;
            self.0.listener.node(&node);
        }
        self.0.nodes += 1;
        Ok(())
    }
}

struct ChildrenSeed<'t, L>(&'t mut Told<L>);

impl<'de, L: Listen> DeserializeSeed<'de> for ChildrenSeed<'_, L> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de, L: Listen> Visitor<'de> for ChildrenSeed<'_, L> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("nodes")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut nodes: A) -> Result<(), A::Error> {
        while nodes.next_element_seed(NodeSeed(&mut *self.0))?.is_some() {}
        Ok(())
    }
}

struct AttributesSeed;

impl<'de> DeserializeSeed<'de> for AttributesSeed {
    type Value = Vec<(&'static str, Cow<'de, str>)>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for AttributesSeed {
    type Value = Vec<(&'static str, Cow<'de, str>)>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("attributes")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        let mut attributes = Vec::new();
        while let Some(name) = members.next_key::<Cow<'de, str>>()? {
            let Some(known) = ATTRIBUTES.iter().find(|known| **known == name) else {
                members.next_value::<IgnoredAny>()?;
                continue;
            };
            match members.next_value()? {
                Loose::Text(text) => attributes.push((*known, text)),
                Loose::Bool(true) => attributes.push((*known, Cow::Borrowed(""))),
                Loose::Bool(false) | Loose::Number(_) | Loose::Null | Loose::Absent | Loose::Other => {}
            }
        }
        Ok(attributes)
    }
}

fn lower(tag: Cow<'_, str>) -> Cow<'_, str> {
    if tag.bytes().any(|byte| byte.is_ascii_uppercase()) { tag.to_ascii_lowercase().into() } else { tag }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Default)]
    struct Heard(Vec<String>);

    impl Listen for Heard {
        fn node(&mut self, node: &Node<'_>) {
            let name = node.attribute("name").unwrap_or("-");
            self.0.push(format!("{}:{}:{name}:{}", node.id.unwrap_or(-1), node.tag, node.below));
        }

        fn added(&mut self, parent: Option<i64>, nodes: usize) {
            self.0.push(format!("{nodes} below {parent:?}"));
        }
    }

    #[test]
    fn a_node_comes_after_all_that_is_below_it_whatever_the_order_of_its_members() {
        let json = r#"{"source":0,"adds":[{"node":{"childNodes":[
            {"type":3,"textContent":"half \ud83d","id":3},
            {"id":4,"tagName":"INPUT","type":2,"attributes":{"x":{"y":1},"name":"age"},"childNodes":[]}
        ],"id":2,"tagName":"form","type":2},"parentId":1}],"removes":[{"id":9}]}"#;
        assert_eq!(
            tell::<Heard>(json).unwrap().0,
            ["3::-:0", "4:input:age:0", "2:form:-:2", "3 below Some(1)"]
        );
    }

    #[test]
    fn no_depth_overflows_the_stack() {
        let nested = |levels: usize| {
            let (mut open, mut close) = (String::new(), String::new());
            for id in 0..levels {
                open.push_str(&format!(r#"{{"id":{id},"type":2,"tagName":"p","childNodes":["#));
                close.push_str("]}");
            }
            format!(r#"{{"node":{open}{close}}}"#)
        };
        assert_eq!(tell::<Heard>(&nested(1_000)).unwrap().0.len(), 1_000);
        assert!(tell::<Heard>(&nested(500_000)).is_err(), "deeper than the limit is an error, and no crash");
        for odd in ["null", "[]", "{", r#"{"node":7}"#, r#"{"adds":[[]]}"#] {
            assert!(tell::<Heard>(odd).is_err(), "{odd}");
        }
    }
}

//! Texts of DOM snapshots and changes.

use std::collections::HashSet;

use serde::Deserialize;

use super::{Field, Text, add, collect};
use crate::{facts::Source, json::JsonError, loose::Loose};

/// rrweb's numbers of the node types that hold text.
const TEXT_NODES: [i64; 2] = [3, 4];

/// What stands inside these is not for people.
pub(crate) const HIDING_TAGS: [&str; 3] = ["script", "style", "noscript"];
/// `value` of these is what stands in the field; that of others is machinery.
pub(crate) const FIELD_TAGS: [&str; 3] = ["input", "textarea", "select"];
/// Types of `input` whose value nobody is to find.
const HIDING_TYPES: [&str; 2] = ["hidden", "password"];
/// Types of `input` whose value is its label.
pub(crate) const LABEL_TYPES: [&str; 3] = ["submit", "button", "reset"];

/// The texts of `data` of a snapshot or of a change. Ids of what is not for people are added to `hidden`.
pub(super) fn of_data(json: &str, hidden: &mut HashSet<i64>) -> Result<Vec<Text>, JsonError> {
    collect(json, |json, found| {
        let data = Data::deserialize(json)?;
        let mut page = Page { found, hidden };
        if let Some(node) = &data.node {
            page.node(node, false);
        }
        match data.source.whole().map(Source::from_number) {
            Some(Source::Mutation) => page.mutation(&data),
            Some(Source::Input) => page.input(&data),
            _ => {}
        }
        Ok(())
    })
}

struct Page<'p> {
    found: &'p mut Vec<Text>,
    hidden: &'p mut HashSet<i64>,
}

impl Page<'_> {
    fn mutation(&mut self, data: &Data<'_>) {
        for Add { parent_id, node } in &data.adds {
            let hides = parent_id.whole().is_some_and(|id| self.hidden.contains(&id));
            self.node(node, hides);
        }
        for ChangedText { id, value } in &data.texts {
            if !self.hides(id) {
                self.add(Field::Text, value);
            }
        }
        for ChangedAttributes { id, attributes } in &data.attributes {
            if !self.hides(id) {
                self.add(Field::Input, &attributes.value);
                self.labels(attributes);
            }
        }
    }

    fn input(&mut self, data: &Data<'_>) {
        // A check box without a value says "on".
        if !self.hides(&data.id) && data.text.text() != Some("on") {
            self.add(Field::Input, &data.text);
        }
    }

    /// Recurses as deep as the JSON was.
    fn node(&mut self, node: &Node<'_>, parent_hides: bool) {
        let tag = node.tag_name.text().unwrap_or_default();
        let is_one_of = |tags: &[&str]| tags.iter().any(|other| other.eq_ignore_ascii_case(tag));
        let attributes = &node.attributes;
        let has_type = |types: &[&str]| attributes.kind.text().is_some_and(|kind| types.contains(&kind));
        let hides = parent_hides || is_one_of(&HIDING_TAGS) || node.is_style;
        if hides || has_type(&HIDING_TYPES) {
            self.hidden.extend(node.id.whole());
        }
        if !hides {
            if node.kind.whole().is_some_and(|kind| TEXT_NODES.contains(&kind)) {
                self.add(Field::Text, &node.text_content);
            }
            if is_one_of(&FIELD_TAGS) && !has_type(&HIDING_TYPES) {
                let field = if has_type(&LABEL_TYPES) { Field::Text } else { Field::Input };
                self.add(field, &attributes.value);
            }
            self.labels(attributes);
        }
        for child in &node.child_nodes {
            self.node(child, hides);
        }
    }

    fn labels(&mut self, attributes: &Attributes<'_>) {
        let Attributes { alt, title, placeholder, label, aria_label, .. } = attributes;
        for text in [alt, title, placeholder, label, aria_label] {
            self.add(Field::Text, text);
        }
    }

    fn hides(&self, id: &Loose<'_>) -> bool {
        id.whole().is_some_and(|id| self.hidden.contains(&id))
    }

    fn add(&mut self, field: Field, text: &Loose<'_>) {
        if let Some(text) = text.text() {
            add(self.found, field, text);
        }
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Data<'j> {
    #[serde(borrow)]
    source: Loose<'j>,
    #[serde(borrow)]
    node: Option<Node<'j>>,
    #[serde(borrow)]
    texts: Vec<ChangedText<'j>>,
    #[serde(borrow)]
    attributes: Vec<ChangedAttributes<'j>>,
    #[serde(borrow)]
    adds: Vec<Add<'j>>,
    #[serde(borrow)]
    id: Loose<'j>,
    #[serde(borrow)]
    text: Loose<'j>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct ChangedText<'j> {
    #[serde(borrow)]
    id: Loose<'j>,
    #[serde(borrow)]
    value: Loose<'j>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct ChangedAttributes<'j> {
    #[serde(borrow)]
    id: Loose<'j>,
    #[serde(borrow)]
    attributes: Attributes<'j>,
}

/// What is added: nodes by a mutation, rules by a change of a style sheet.
#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct Add<'j> {
    #[serde(borrow)]
    parent_id: Loose<'j>,
    #[serde(borrow)]
    node: Node<'j>,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct Node<'j> {
    #[serde(borrow)]
    id: Loose<'j>,
    #[serde(borrow, rename = "type")]
    kind: Loose<'j>,
    #[serde(borrow)]
    tag_name: Loose<'j>,
    #[serde(borrow)]
    text_content: Loose<'j>,
    is_style: bool,
    #[serde(borrow)]
    attributes: Attributes<'j>,
    #[serde(borrow)]
    child_nodes: Vec<Node<'j>>,
}

/// The attributes that hold text; the others are stepped over.
#[derive(Deserialize, Default)]
#[serde(default, rename_all = "kebab-case")]
struct Attributes<'j> {
    #[serde(borrow, rename = "type")]
    kind: Loose<'j>,
    #[serde(borrow)]
    value: Loose<'j>,
    #[serde(borrow)]
    alt: Loose<'j>,
    #[serde(borrow)]
    title: Loose<'j>,
    #[serde(borrow)]
    placeholder: Loose<'j>,
    #[serde(borrow)]
    label: Loose<'j>,
    #[serde(borrow)]
    aria_label: Loose<'j>,
}

//! What stands where in a tab's document: fields, buttons, and the forms that they belong to.
//!
//! **Invariant:** of nodes only what is inside of a form or a control is remembered, [`PLACES`] at most.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use crate::nodes::{self, Listen, Node};

/// Nodes that are remembered.
const PLACES: usize = 200_000;

/// What a field takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Text,
    /// Check boxes, lists, sliders, files, dates.
    Choice,
    /// Words to search for: nothing is lost when they are left.
    Search,
}

/// What a control is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Field(Field),
    Submit,
    Button,
    /// Answers a click in a way that is not recorded.
    Quiet,
}

/// Where a node stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Place {
    /// The form around it, by rrweb's id.
    pub(super) form: Option<i64>,
    /// What the nearest control around it, or itself, is.
    pub(super) role: Option<Role>,
}

/// See the module.
#[derive(Debug, Default)]
pub(super) struct Controls {
    places: HashMap<i64, Place>,
    /// Forms with a submit button.
    submittable: HashSet<i64>,
}

impl Controls {
    pub(super) fn place(&self, node_id: i64) -> Place {
        self.places.get(&node_id).copied().unwrap_or_default()
    }

    pub(super) fn has_submit(&self, form: i64) -> bool {
        self.submittable.contains(&form)
    }

    /// A whole document: what was known is forgotten.
    pub(super) fn snapshot(&mut self, data: &str) {
        if let Ok(seen) = nodes::tell::<Seen>(data) {
            *self = Self::default();
            self.learn(&seen);
        }
    }

    /// What a mutation adds.
    pub(super) fn mutation(&mut self, data: &str) {
        // Most mutations add nothing.
        if data.contains("\"tagName\"")
            && let Ok(seen) = nodes::tell::<Seen>(data)
        {
            self.learn(&seen);
        }
    }

    fn learn(&mut self, seen: &Seen) {
        if seen.added.is_empty() {
            self.learn_below(&seen.nodes, Place::default());
        }
        for (nodes, parent) in &seen.added {
            let outer = parent.map(|parent| self.place(parent)).unwrap_or_default();
            self.learn_below(seen.nodes.get(nodes.clone()).unwrap_or_default(), outer);
        }
    }

    /// From the last node to the first, so that what is around a node is known before the node itself.
    fn learn_below(&mut self, nodes: &[Own], outer: Place) {
        // What is around, and the first node that it is around of.
        let mut around: Vec<(usize, Place)> = Vec::new();
        for (n, own) in nodes.iter().enumerate().rev() {
            while around.pop_if(|(from, _)| *from > n).is_some() {}
            let outer = around.last().map_or(outer, |(_, place)| *place);
            let form = if own.is_form { own.id } else { outer.form };
            let place = Place { form, role: own.role.or(outer.role) };
            around.push((n.saturating_sub(own.below), place));
            if let (Some(form), Some(Role::Submit)) = (form, own.role) {
                self.submittable.insert(form);
            }
            if let Some(id) = own.id
                && place != Place::default()
                && (self.places.len() < PLACES || self.places.contains_key(&id))
            {
                self.places.insert(id, place);
            }
        }
    }
}

/// The nodes of an event, in the order in which they are told.
#[derive(Default)]
struct Seen {
    nodes: Vec<Own>,
    /// From which node to which, and what they were added to.
    added: Vec<(Range<usize>, Option<i64>)>,
}

/// A node as far as it matters here.
struct Own {
    id: Option<i64>,
    role: Option<Role>,
    is_form: bool,
    below: usize,
}

impl Listen for Seen {
    fn node(&mut self, node: &Node<'_>) {
        let is_form = node.tag == "form" && node.attribute("role") != Some("search");
        self.nodes.push(Own { id: node.id, role: role(node), is_form, below: node.below });
    }

    fn added(&mut self, parent: Option<i64>, nodes: usize) {
        let to = self.nodes.len();
        self.added.push((to.saturating_sub(nodes)..to, parent));
    }
}

fn role(node: &Node<'_>) -> Option<Role> {
    let is = |name: &str, words: &[&str]| {
        node.attribute(name)
            .is_some_and(|value| words.iter().any(|word| word.eq_ignore_ascii_case(value.trim())))
    };
    let by_role = || {
        if is("role", &["textbox", "combobox"]) || is("contenteditable", &["", "true", "plaintext-only"]) {
            return Some(Role::Field(Field::Text));
        }
        if is("role", &["searchbox"]) {
            return Some(Role::Field(Field::Search));
        }
        is("role", &["button"]).then_some(Role::Button)
    };
    match node.tag.as_ref() {
        "input" if is("type", &["submit", "image"]) => Some(Role::Submit),
        "input" if is("type", &["button", "reset"]) => Some(Role::Button),
        "input" if is("type", &["search"]) || is("role", &["searchbox"]) => Some(Role::Field(Field::Search)),
        "input" if is("type", &["hidden"]) => Some(Role::Quiet),
        "input" if is("type", &["checkbox", "radio", "range", "color", "file"]) => {
            Some(Role::Field(Field::Choice))
        }
        "input" if is("type", &["date", "time", "month", "week", "datetime-local"]) => {
            Some(Role::Field(Field::Choice))
        }
        "input" | "textarea" => Some(Role::Field(Field::Text)),
        "select" => Some(Role::Field(Field::Choice)),
        "button" if is("type", &["button", "reset"]) => Some(Role::Button),
        "button" => Some(Role::Submit),
        "label" | "canvas" | "iframe" | "embed" | "object" => Some(Role::Quiet),
        "video" | "audio" if node.attribute("controls").is_some() => Some(Role::Quiet),
        "a" if is("target", &["_blank", "_new"]) || node.attribute("download").is_some() => Some(Role::Quiet),
        "a" if node.attribute("href").is_some_and(opens_elsewhere) => Some(Role::Quiet),
        _ => by_role(),
    }
}

fn opens_elsewhere(href: &str) -> bool {
    let href = href.trim_start();
    let begins =
        |scheme: &&str| href.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    ["mailto:", "tel:", "sms:"].iter().any(begins)
}

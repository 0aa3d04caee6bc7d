//! What is on the page: elements by id, their text and a selector for them, the text that a person can read.

use super::{
    Mirror,
    arena::{Key, NO_ID, Node},
    build::SECRET_TYPES,
    node::{Body, Element, Value},
};
use crate::text::{FIELD_TAGS, Field, HIDING_TAGS, LABEL_TYPES};

/// Attributes that a person is shown or read.
const LABELS: [&str; 5] = ["alt", "title", "placeholder", "label", "aria-label"];
/// Elements in a selector: enough to find one again, few enough to read.
const MAX_STEPS: usize = 4;
const MAX_NAME_BYTES: usize = 40;
/// Children of a document, of its root and of its head that are looked at for a title. It is asked for often.
const MAX_LOOKED: usize = 1_000;
const MAX_TITLE_BYTES: usize = 2_000;

/// A node of the page.
#[derive(Clone, Copy, Debug)]
pub struct NodeView<'m> {
    mirror: &'m Mirror,
    key: Key,
    node: &'m Node,
}

/// A text that a person can read on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shown<'m> {
    /// The node that it belongs to, if it has an id.
    pub node_id: Option<i64>,
    pub field: Field,
    /// As it stands, white space and all.
    pub text: &'m str,
}

impl Mirror {
    /// The node with an id.
    pub fn node(&self, id: i64) -> Option<NodeView<'_>> {
        self.view(self.key(id)?)
    }

    fn view(&self, key: Key) -> Option<NodeView<'_>> {
        Some(NodeView { mirror: self, key, node: self.arena.get(key)? })
    }

    /// How far the page is scrolled: CSS pixels from the left and from the top.
    pub fn scroll(&self) -> (f64, f64) {
        self.root.and_then(|root| self.scroll_of(root)).unwrap_or_default()
    }

    /// The title of the document that is shown, white space collapsed. `None` where its head has no title with words in
    /// it. Of a long one the beginning, [`MAX_TITLE_BYTES`] at most.
    pub fn title(&self) -> Option<String> {
        let children = |parent: Key| self.arena.children(parent).take(MAX_LOOKED);
        let child = |parent: Key, tag: &str| {
            let is = |key: &Key| {
                self.arena
                    .get(*key)
                    .and_then(|node| node.body.element())
                    .is_some_and(|node| node.is_html(tag))
            };
            children(parent).find(is)
        };
        let title = child(child(child(self.root?, "html")?, "head")?, "title")?;
        let mut words = String::new();
        for key in children(title) {
            let Some(Body::Text { text, .. }) = self.arena.get(key).map(|node| &node.body) else { continue };
            let room = MAX_TITLE_BYTES.saturating_sub(words.len());
            words.push_str(text.get(..text.floor_char_boundary(room)).unwrap_or_default());
        }
        let title = words.split_whitespace().collect::<Vec<_>>().join(" ");
        Some(title).filter(|title| !title.is_empty())
    }

    pub(super) fn scroll_of(&self, key: Key) -> Option<(f64, f64)> {
        self.arena.get(key)?.extra.as_ref()?.scroll
    }

    /// Gives every text that a person can read, in document order: frames and shadow trees too; scripts,
    /// styles, hidden fields and passwords not.
    pub fn shown<'m>(&'m self, mut take: impl FnMut(Shown<'m>)) {
        let mut open: Vec<Key> = self.root.into_iter().collect();
        while let Some(key) = open.pop() {
            let Some(node) = self.arena.get(key) else { continue };
            let hides = node.body.element().is_some_and(hides);
            // The last that is pushed comes next: what is inside before what follows.
            open.extend(node.next.filter(|_| !node.is_inner_root()));
            if hides {
                continue;
            }
            self.texts_of(node, &mut take);
            open.extend(node.first);
            open.extend(node.inner());
        }
    }

    pub(super) fn texts_of<'m>(&'m self, node: &'m Node, take: &mut impl FnMut(Shown<'m>)) {
        let node_id = Some(node.id).filter(|&id| id != NO_ID);
        let mut add = |field, text: &'m str| {
            if !text.trim().is_empty() {
                take(Shown { node_id, field, text });
            }
        };
        match &node.body {
            Body::Text { text, is_style: false } | Body::Cdata(text) => add(Field::Text, text),
            Body::Element(element) => {
                if let Some((field, value)) = value_of(node, element) {
                    add(field, value);
                }
                for label in LABELS {
                    if let Some(Value::Text(text)) = element.attribute(label) {
                        add(Field::Text, text);
                    }
                }
            }
            _ => {}
        }
    }
}

pub(super) fn hides(element: &Element) -> bool {
    HIDING_TAGS.iter().any(|tag| element.is(tag)) || element.is_linked_sheet()
}

/// What stands in a field, if a person can read it.
fn value_of<'m>(node: &'m Node, element: &'m Element) -> Option<(Field, &'m str)> {
    if !FIELD_TAGS.iter().any(|tag| element.is(tag)) || element.is_secret {
        return None;
    }
    let kind = element.attribute("type").and_then(Value::text).unwrap_or_default();
    if LABEL_TYPES.iter().any(|label| kind.eq_ignore_ascii_case(label)) {
        return Some((Field::Text, element.attribute("value")?.text()?));
    }
    let typed = node.extra.as_ref().and_then(|extra| extra.input.as_ref()).map(|input| &*input.text);
    let value = typed.or_else(|| element.attribute("value").and_then(Value::text))?;
    // A check box without a value says "on".
    (!(value == "on" && ["checkbox", "radio"].iter().any(|kinds| kind.eq_ignore_ascii_case(kinds))))
        .then_some((Field::Input, value))
}

impl<'m> NodeView<'m> {
    /// rrweb's id, if anything can refer to it.
    pub fn id(&self) -> Option<i64> {
        Some(self.node.id).filter(|&id| id != NO_ID)
    }

    /// The name of an element, in the case in which it was recorded.
    pub fn tag(&self) -> Option<&'m str> {
        self.node.body.element().map(|element| &*element.tag)
    }

    /// The text of an attribute; of a flag, the empty text.
    pub fn attribute(&self, name: &str) -> Option<&'m str> {
        match self.node.body.element()?.attribute(name)? {
            Value::Text(text) => Some(text),
            Value::Bool(true) => Some(""),
            _ => None,
        }
    }

    /// Whether its value is, or was once, one that nobody is to find: a password, a hidden field.
    pub fn is_secret(&self) -> bool {
        self.node.body.element().is_some_and(|element| element.is_secret)
    }

    /// Whether it is a field for a password.
    pub fn is_password(&self) -> bool {
        self.tag().is_some_and(|tag| tag.eq_ignore_ascii_case("input"))
            && self.attribute("type").is_some_and(|kind| kind.eq_ignore_ascii_case(SECRET_TYPES[1]))
    }

    /// The element or document around it. Around a shadow tree is its host, around a framed document its
    /// frame.
    pub fn parent(&self) -> Option<Self> {
        let mut parent = self.mirror.view(self.node.parent?)?;
        if matches!(parent.node.body, Body::Shadow) {
            parent = self.mirror.view(parent.node.parent?)?;
        }
        Some(parent)
    }

    /// How far it is scrolled, once an event said so: CSS pixels from the left and from the top.
    pub fn scroll(&self) -> Option<(f64, f64)> {
        self.mirror.scroll_of(self.key)
    }

    /// The text that a person can read inside of it, white space collapsed, at most `max_bytes` long.
    pub fn text(&self, max_bytes: usize) -> String {
        let mut text = String::new();
        let arena = &self.mirror.arena;
        let mut at = Some(self.key);
        while let Some(key) = at {
            let Some(node) = arena.get(key) else { break };
            let mut words = |words: &str| {
                for word in words.split_whitespace() {
                    if !text.is_empty() {
                        text.push(' ');
                    }
                    text.push_str(word);
                    if text.len() > max_bytes {
                        return;
                    }
                }
            };
            let mut is_hidden = false;
            match &node.body {
                Body::Text { text, is_style: false } | Body::Cdata(text) => words(text),
                Body::Element(element) => {
                    is_hidden = hides(element);
                    if let Some((Field::Text, label)) = value_of(node, element) {
                        words(label);
                    }
                }
                _ => {}
            }
            if text.len() > max_bytes {
                text.truncate(text.floor_char_boundary(max_bytes));
                break;
            }
            at = if is_hidden { arena.following_past(self.key, key) } else { arena.following(self.key, key) };
        }
        text
    }

    /// A short CSS selector: as few elements as find it again in most pages, [`MAX_STEPS`] at most. Not
    /// always unique, and empty for what is no element.
    pub fn selector(&self) -> String {
        let mut steps = Vec::new();
        let mut at = Some(*self);
        while let Some(view) = at {
            let Some(element) = view.node.body.element() else { break };
            let id = view.attribute("id").filter(|id| is_name(id));
            steps.push(match id {
                Some(id) => format!("#{id}"),
                None => view.step(element),
            });
            if id.is_some() || element.is("body") || element.is("html") || steps.len() == MAX_STEPS {
                break;
            }
            at = view.parent();
        }
        steps.reverse();
        steps.join(" > ")
    }

    fn step(&self, element: &Element) -> String {
        let mut step = element.tag.to_string();
        if let Some(test) = self.attribute("data-testid").filter(|test| is_name(test)) {
            return format!("{step}[data-testid=\"{test}\"]");
        }
        if let Some(name) = self.attribute("name").filter(|name| is_name(name)) {
            return format!("{step}[name=\"{name}\"]");
        }
        let classes = self.attribute("class").unwrap_or_default();
        for class in classes.split_ascii_whitespace().filter(|class| is_name(class)).take(2) {
            step.push('.');
            step.push_str(class);
        }
        let (place, count) = self.place_of_type(element);
        if count > 1 {
            step.push_str(&format!(":nth-of-type({place})"));
        }
        step
    }

    /// Which of the siblings of its tag it is, from 1, and how many there are.
    fn place_of_type(&self, element: &Element) -> (usize, usize) {
        let (mut place, mut count) = (1, 0);
        let Some(parent) = self.node.parent else { return (place, 1) };
        for sibling in self.mirror.arena.children(parent) {
            let other = self.mirror.arena.get(sibling).and_then(|node| node.body.element());
            if other.is_some_and(|other| other.is(&element.tag)) {
                count += 1;
                if sibling == self.key {
                    place = count;
                }
            }
        }
        (place, count)
    }
}

/// Whether a name can stand in a selector as it is.
fn is_name(name: &str) -> bool {
    name.len() <= MAX_NAME_BYTES
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
        && name.bytes().next().is_some_and(|byte| byte.is_ascii_alphabetic() || byte == b'_')
}
